// SPDX-License-Identifier: BSD-3-Clause
#include "src/toml_text.h"

#include <algorithm>
#include <cstdio>

#include "src/failure.h"

namespace lauelith {
namespace {

constexpr std::size_t largest_text = std::size_t{1} << 20;
constexpr std::size_t deepest_nesting = 32;

std::string place_of(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] != '\n') continue;
    ++line;
    start = i + 1;
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - start + 1);
}

bool is_plain(char character) {
  if (character == '\t' || character == '\n' || character == '\r') return true;
  return character >= 0x20 && character < 0x7f;
}

std::string byte_text(char character) {
  char text[16];
  std::snprintf(text, sizeof text, "byte 0x%02x", static_cast<unsigned char>(character));
  return text;
}

void refuse_strange_bytes(std::string_view text, const std::string& source) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) continue;
    throw UsageError({source, place_of(text, i), "plain ASCII text", byte_text(text[i]),
                      "save the file without byte-order mark and special characters"});
  }
}

/// Where the quoted text that starts at `start` ends (one past its last quote).
std::size_t end_of_quote(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const bool is_long = text.substr(start, 3) == std::string(3, quote);
  const std::string closing(is_long ? 3 : 1, quote);
  std::size_t i = start + closing.size();
  while (i < text.size() && text.substr(i, closing.size()) != closing) {
    if (!is_long && text[i] == '\n') return i;  // the parser will complain here
    i += quote == '"' && text[i] == '\\' ? 2 : 1;
  }
  return std::min(i + closing.size(), text.size());
}

/// The parser builds a.b.c… as nested tables and frees them by recursion: half a million dots end the
/// process.
void refuse_long_keys(std::string_view text, const std::string& source) {
  std::size_t n_dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' || text[i] == '\'') {
      i = end_of_quote(text, i) - 1;
    } else if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (std::string_view("\n,=[]{}").find(text[i]) != std::string_view::npos) {
      n_dots = 0;
    } else if (text[i] == '.' && ++n_dots > deepest_nesting) {
      throw UsageError({source, place_of(text, i), "at most 32 parts in a dotted key", "more", {}});
    }
  }
}

}  // namespace

std::string place_text(const toml::source_region& region) {
  return "line " + std::to_string(region.begin.line) + ", column " + std::to_string(region.begin.column);
}

toml::table parse_toml(std::string_view text, const std::string& source) {
  if (text.size() > largest_text) {
    throw UsageError({source, {}, "at most 1 MiB", std::to_string(text.size()) + " bytes", {}});
  }
  refuse_strange_bytes(text, source);
  refuse_long_keys(text, source);
  try {
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    throw UsageError({source, place_text(error.source()), "TOML", std::string(error.description()), {}});
  }
}

}  // namespace lauelith
