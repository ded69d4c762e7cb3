// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string_view>

namespace lauelith {

/// One character of UTF-8 text and the bytes it takes.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t n_bytes = 1;
};

/// The character that starts at `offset` (inside the text). A byte that starts no valid sequence (RFC 3629:
/// overlong, surrogate, above U+10FFFF, cut short) is U+FFFD and one byte long.
CodePoint code_point_at(std::string_view text, std::size_t offset);

}  // namespace lauelith
