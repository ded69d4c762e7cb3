// SPDX-License-Identifier: BSD-3-Clause
#include "src/utf8.h"

#include <array>
#include <cassert>

namespace lauelith {
namespace {

constexpr CodePoint invalid{0xFFFD, 1};

/// Length of the sequence and the payload bits of its first byte; length 0: not a first byte.
CodePoint first_byte(unsigned char byte) {
  if (byte < 0x80) return {byte, 1};
  if (byte >= 0xC2 && byte < 0xE0) return {byte & 0x1Fu, 2};
  if (byte >= 0xE0 && byte < 0xF0) return {byte & 0x0Fu, 3};
  if (byte >= 0xF0 && byte < 0xF5) return {byte & 0x07u, 4};
  return {0, 0};
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t offset) {
  assert(offset < text.size());
  CodePoint point = first_byte(static_cast<unsigned char>(text[offset]));
  if (point.n_bytes == 0 || offset + point.n_bytes > text.size()) return invalid;
  for (std::size_t i = 1; i < point.n_bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[offset + i]);
    if ((byte & 0xC0u) != 0x80u) return invalid;
    point.value = (point.value << 6) | (byte & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = point.value >= 0xD800 && point.value < 0xE000;
  if (point.value < smallest[point.n_bytes] || point.value > 0x10FFFF || is_surrogate) return invalid;
  return point;
}

}  // namespace lauelith
