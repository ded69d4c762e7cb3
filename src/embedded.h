// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

namespace lauelith::embedded {

/// A text file of the source tree that was compiled in.
struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

extern const std::span<const EmbeddedFile> crystals;   ///< src/data/crystals: one TOML file per built-in crystal
extern const std::span<const EmbeddedFile> detectors;  ///< src/data/detectors: one TOML file per detector preset

}  // namespace lauelith::embedded
