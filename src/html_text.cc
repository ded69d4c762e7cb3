// SPDX-License-Identifier: BSD-3-Clause
#include "src/html_report.h"

#include <algorithm>

#include "src/utf8.h"

namespace lauelith {
namespace {

std::string escaped(std::string_view character) {
  const char first = character[0];
  if (first == '<') return "&lt;";
  if (first == '>') return "&gt;";
  if (first == '&') return "&amp;";
  if (first == '"') return "&quot;";
  const bool is_control = (first >= 0 && first < 0x20 && first != '\n' && first != '\t') || first == 0x7f;
  return is_control ? "\uFFFD" : std::string(character);
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string html;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const bool is_invalid = point.value == 0xFFFD && point.n_bytes == 1;
    html += is_invalid ? "\uFFFD" : escaped(text.substr(i, point.n_bytes));
    i += point.n_bytes;
  }
  return html;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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

std::string status_text(FrameStatus status) {
  switch (status) {
    case FrameStatus::not_run:
      return "not run";
    case FrameStatus::ok:
      return "ok";
    case FrameStatus::no_spots:
      return "no spots";
    case FrameStatus::not_indexed:
      return "not indexed";
    case FrameStatus::not_converged:
      return "not converged";
    case FrameStatus::missing:
      return "file missing";
    case FrameStatus::corrupt:
      return "file corrupt";
    case FrameStatus::saturated:
      return "saturated";
    case FrameStatus::timed_out:
      return "timed out";
  }
  return "unknown";
}

}  // namespace lauelith
