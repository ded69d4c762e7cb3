// SPDX-License-Identifier: BSD-3-Clause
#include "src/text_file.h"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace lauelith {
namespace {

std::string place(int line, int column) {
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::string hexadecimal(unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {'0', 'x', digits[byte >> 4], digits[byte & 15]};
}

bool is_refused(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

void check_line(const TextFile& text, const TextLimits& limits) {
  const int number = static_cast<int>(text.lines.size());
  const std::string& line = text.lines.back();
  if (line.size() > limits.max_line_bytes) {
    throw text_error(text, number, 1, "lines of at most " + std::to_string(limits.max_line_bytes) + " bytes",
                     std::to_string(line.size()) + " bytes");
  }
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_refused(line[i])) continue;
    throw text_error(text, number, static_cast<int>(i) + 1, "text",
                     "the byte " + hexadecimal(static_cast<unsigned char>(line[i])),
                     "the file is damaged, or it is not a text file");
  }
}

/// What a number that cannot be read looks like, in the words of its owner.
std::string advice_for(const std::string& word) {
  if (word.find(',') != std::string::npos) return "write decimals with a point";
  double value = 0.0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc::result_out_of_range) return "the number is too large or too small for any quantity";
  if (error == std::errc() && end == word.data() + word.size()) return "give a finite number";
  return "";
}

}  // namespace

TextFile read_text_file(const std::string& path, const TextLimits& limits) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw InputError({path, "", "a file", "none of that name", "check the path"});
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw InputError({path, "", "a regular file", "a folder, pipe or device", ""});
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw FileSystemError({path, "", "a readable file", "no permission", "check its permissions"});
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > limits.max_bytes) {
    throw InputError({path, "", "at most " + std::to_string(limits.max_bytes) + " bytes of text",
                      std::to_string(size) + " bytes", ""});
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return text_file_of(path, bytes, limits);
}

TextFile text_file_of(const std::string& name, std::string_view bytes, const TextLimits& limits) {
  TextFile text;
  text.name = name;
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  while (!bytes.empty()) {
    const auto end = bytes.find_first_of("\r\n");
    text.lines.emplace_back(bytes.substr(0, end));
    check_line(text, limits);
    if (end == std::string_view::npos) break;
    const bool is_pair = bytes.substr(end, 2) == "\r\n";
    bytes.remove_prefix(end + (is_pair ? 2 : 1));
  }
  return text;
}

std::string joined(const TextFile& text) {
  std::string all;
  for (const auto& line : text.lines) all += line + "\n";
  return all;
}

std::vector<Word> words_of_line(const TextFile& text, int line, std::string_view separators) {
  std::vector<Word> words;
  const std::string_view whole = text.lines.at(static_cast<std::size_t>(line) - 1);
  std::size_t begin = whole.find_first_not_of(separators);
  while (begin != std::string_view::npos) {
    const auto end = std::min(whole.find_first_of(separators, begin), whole.size());
    words.push_back({std::string(whole.substr(begin, end - begin)), line, static_cast<int>(begin) + 1});
    begin = whole.find_first_not_of(separators, end);
  }
  return words;
}

std::optional<double> finite_number(std::string_view word) {
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  if (word.empty() || word.front() == '+') return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> whole_number(std::string_view word) {
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

double number_at(const TextFile& text, const Word& word, std::string_view what) {
  const auto value = finite_number(trimmed(word.text));
  if (!value) {
    throw text_error(text, word.line, word.column, std::string(what), "\"" + word.text + "\"",
                     advice_for(word.text));
  }
  return *value;
}

int integer_at(const TextFile& text, const Word& word, std::string_view what) {
  const double value = number_at(text, word, what);
  if (value != std::round(value) || std::abs(value) > 1e9) {
    throw text_error(text, word.line, word.column, std::string(what) + " (a whole number)", word.text);
  }
  return static_cast<int>(value);
}

InputError text_error(const TextFile& text, int line, int column, const std::string& expected,
                      const std::string& found, const std::string& advice) {
  return InputError({text.name, place(line, column), expected, found, advice});
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string fixed_text(double value, int decimals) {
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  return {buffer.data(), end.ptr};
}

std::string exact_text(double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

}  // namespace lauelith
