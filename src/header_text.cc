// SPDX-License-Identifier: BSD-3-Clause
#include "src/header_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace lauelith {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <typename Number>
std::optional<Number> whole_number(std::string_view word) {
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

void add_dectris_line(std::string_view line, std::map<std::string, std::string>& header) {
  const std::size_t mark = line.find("# ");
  if (mark == std::string_view::npos) return;
  line = trimmed(line.substr(mark + 2));
  constexpr std::string_view separators = " \t,:=";
  const std::size_t key_end = line.find_first_of(separators);
  if (key_end == 0 || key_end == std::string_view::npos) return;
  const std::size_t value_start = line.find_first_not_of(separators, key_end);
  if (value_start == std::string_view::npos) return;
  header[clean_text(line.substr(0, key_end))] = clean_text(line.substr(value_start));
}

}  // namespace

std::string clean_text(std::string_view raw) {
  std::string text(raw.substr(0, raw.find('\0')));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return std::string(trimmed(text));
}

std::vector<std::string> words_of(std::string_view text) {
  constexpr std::string_view separators = " \t\r\n,()";
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;) {
    const std::size_t end = text.find_first_of(separators, at);
    words.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(separators, end);
  }
  return words;
}

std::optional<double> number_of(std::string_view word) { return whole_number<double>(word); }
std::optional<long long> integer_of(std::string_view word) { return whole_number<long long>(word); }

std::string text_of(double value) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

std::map<std::string, std::string> dectris_header(std::string_view text) {
  std::map<std::string, std::string> header;
  text = text.substr(0, text.find('\0'));
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add_dectris_line(text.substr(0, end), header);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return header;
}

std::optional<double> dectris_saturation(const std::map<std::string, std::string>& header) {
  const auto found = header.find("Count_cutoff");
  if (found == header.end()) return std::nullopt;
  const auto words = words_of(found->second);
  return words.empty() ? std::nullopt : number_of(words.front());
}

std::string dectris_lines(const Frame& frame) {
  std::string lines;
  for (const auto& [key, value] : frame.metadata) {
    const bool writable =
        !key.empty() && key.find_first_of(" \t,:=\r\n#;") == std::string::npos && !value.empty();
    if (writable && key != "Count_cutoff") lines += "# " + key + " " + clean_text(value) + "\r\n";
  }
  if (frame.saturation) lines += "# Count_cutoff " + text_of(*frame.saturation) + " counts\r\n";
  return lines;
}

std::optional<StagePosition> stage_position(const Frame& frame) {
  const auto x = frame.metadata.find("stage_x_um");
  const auto y = frame.metadata.find("stage_y_um");
  if (x == frame.metadata.end() || y == frame.metadata.end()) return std::nullopt;
  const auto x_um = number_of(x->second);
  const auto y_um = number_of(y->second);
  if (!x_um || !y_um) return std::nullopt;
  return StagePosition{*x_um, *y_um};
}

void set_stage_position(Frame& frame, const StagePosition& position) {
  if (!std::isfinite(position.x_um) || !std::isfinite(position.y_um)) return;
  frame.metadata["stage_x_um"] = text_of(position.x_um);
  frame.metadata["stage_y_um"] = text_of(position.y_um);
}

}  // namespace lauelith
