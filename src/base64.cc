// SPDX-License-Identifier: BSD-3-Clause
#include "src/base64.h"

#include <algorithm>
#include <string_view>

namespace lauelith {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(4 * (bytes.size() / 3 + 1));
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (k < n ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= n ? digits[(group >> (18 - 6 * k)) & 63u] : '=';
  }
  return text;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::string_view group = text.substr(i, 4);
    const std::size_t n_digits = std::min(group.find('='), std::size_t{4});
    const bool is_padding = group.substr(n_digits).find_first_not_of('=') == std::string_view::npos;
    if (n_digits < 2 || !is_padding || (n_digits < 4 && i + 4 != text.size())) return std::nullopt;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::size_t value = k < n_digits ? digits.find(group[k]) : 0;
      if (value == std::string_view::npos) return std::nullopt;
      bits = (bits << 6) | static_cast<std::uint32_t>(value);
    }
    for (std::size_t k = 0; k + 1 < n_digits; ++k) bytes.push_back(std::byte(bits >> (16 - 8 * k) & 0xffU));
  }
  return bytes;
}

}  // namespace lauelith
