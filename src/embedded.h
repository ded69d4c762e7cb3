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

extern const std::span<const EmbeddedFile>
    crystals;  ///< src/data/crystals: one TOML file per built-in crystal
extern const std::span<const EmbeddedFile>
    detectors;  ///< src/data/detectors: one TOML file per detector preset
extern const std::span<const EmbeddedFile> materials;  ///< models/data: one TOML file per material
extern const std::span<const EmbeddedFile> insitu;     ///< solvers/data: what ParaView runs
extern const std::span<const EmbeddedFile> drawing;    ///< src/data/drawing: lettering and colour tables

/// Content of the file of that name; empty if there is none.
constexpr std::string_view content_of(std::span<const EmbeddedFile> files, std::string_view name) {
  for (const EmbeddedFile& file : files) {
    if (file.name == name) return file.content;
  }
  return {};
}

}  // namespace lauelith::embedded
