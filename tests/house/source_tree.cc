// SPDX-License-Identifier: BSD-3-Clause
#include "tests/house/source_tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace lauelith::house {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> folders{"src",     "models", "solvers", "forward",
                                                  "inverse", "apps",   "tests",   "cmake"};

bool is_wanted(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".cmake" || extension == ".sh" ||
         path.filename() == "CMakeLists.txt" || path.filename() == "Makefile";
}

SourceFile read(const fs::path& path, const fs::path& root) {
  SourceFile file;
  file.path = fs::relative(path, root).generic_string();
  file.folder = file.path.substr(0, file.path.find('/'));
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
  return file;
}

/// One past the end of the text or character that starts at `start`.
std::size_t end_of_text(const std::string& code, std::size_t start) {
  std::size_t i = start + 1;
  while (i < code.size() && code[i] != code[start] && code[i] != '\n') i += code[i] == '\\' ? 2 : 1;
  return std::min(i + 1, code.size());
}

std::size_t end_of_raw_text(const std::string& code, std::size_t start) {
  const std::size_t open = code.find('(', start);
  const std::string closing = ")" + code.substr(start + 2, open - start - 2) + "\"";
  const std::size_t end = code.find(closing, open);
  return end == std::string::npos ? code.size() : end + closing.size();
}

bool is_word(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

/// Where the comment, text or character that starts at `i` ends; `i` itself if none starts there.
std::size_t end_of_blank(const std::string& code, std::size_t i) {
  const auto starts = [&](std::string_view mark) { return code.compare(i, mark.size(), mark) == 0; };
  if (starts("//")) return std::min(code.find('\n', i), code.size());
  if (starts("/*")) return std::min(code.find("*/", i), code.size() - 2) + 2;
  if (starts("R\"") && (i == 0 || !is_word(code[i - 1]))) return end_of_raw_text(code, i);
  if (starts("\"")) return end_of_text(code, i);
  const bool is_separator = i > 0 && std::isdigit(static_cast<unsigned char>(code[i - 1])) != 0;  // 1'000
  if (starts("'") && !is_separator) return end_of_text(code, i);
  return i;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::string_view last_word(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && is_word(text[start - 1])) --start;
  return text.substr(start);
}

enum class Brace { scope, function, initialiser };

/// What a brace opens outside of functions, from the text before it.
Brace kind_of(std::string_view head) {
  const std::size_t bracket = head.find('(');
  for (const std::string_view word : {"namespace", "class", "struct", "enum", "union", "extern"}) {
    const std::size_t at = head.find(word);
    if (at < bracket && (at == 0 || !is_word(head[at - 1]))) return Brace::scope;
  }
  if (bracket == std::string_view::npos) return Brace::initialiser;
  const std::string_view word = last_word(head);
  const bool is_trailing = head.rfind("->") != std::string_view::npos;
  const bool is_qualifier = word == "const" || word == "noexcept" || word == "override" || word == "final";
  return word.empty() || is_qualifier || is_trailing ? Brace::function : Brace::initialiser;
}

std::size_t closing_brace(const std::string& code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i;
  }
  return code.size();
}

int lines_between(const std::string& code, std::size_t first, std::size_t last) {
  const auto begin = code.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = code.begin() + static_cast<std::ptrdiff_t>(std::min(last, code.size()));
  return static_cast<int>(std::count(begin, end, '\n'));
}

}  // namespace

bool SourceFile::is_code() const { return path.ends_with(".h") || path.ends_with(".cc"); }

std::vector<SourceFile> source_files() {
  const fs::path root = LAUELITH_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (entry.is_regular_file() && is_wanted(entry.path())) files.push_back(read(entry.path(), root));
  }
  for (const std::string_view folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && is_wanted(entry.path())) files.push_back(read(entry.path(), root));
    }
  }
  return files;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string without_comments_and_texts(const std::string& code) {
  std::string plain = code;
  for (std::size_t i = 0; i < code.size();) {
    const std::size_t end = end_of_blank(code, i);
    for (std::size_t k = i; k < end; ++k) {
      if (plain[k] != '\n') plain[k] = ' ';
    }
    i = std::max(end, i + 1);
  }
  return plain;
}

std::vector<FunctionLength> function_lengths(const std::string& code) {
  std::string plain = without_comments_and_texts(code);
  for (std::size_t i = 0; i < plain.size(); i = std::min(plain.find('\n', i), plain.size() - 1) + 1) {
    if (plain[i] != '#') continue;  // directives have no business in heads
    std::fill(plain.begin() + static_cast<std::ptrdiff_t>(i),
              plain.begin() + static_cast<std::ptrdiff_t>(std::min(plain.find('\n', i), plain.size())), ' ');
  }
  std::vector<FunctionLength> functions;
  std::size_t head_start = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == ';' || plain[i] == '}') head_start = i + 1;
    if (plain[i] != '{') continue;
    const std::string_view head = trimmed(std::string_view(plain).substr(head_start, i - head_start));
    const Brace kind = kind_of(head);
    if (kind == Brace::scope) {
      head_start = i + 1;
      continue;
    }
    const std::size_t end = closing_brace(plain, i);
    if (kind == Brace::function) {
      const int n_lines = lines_between(plain, i, end) + 1;
      functions.push_back({std::string(head.substr(0, 80)), lines_between(plain, 0, i) + 1, n_lines});
      head_start = end + 1;
    }
    i = end;
  }
  return functions;
}

}  // namespace lauelith::house
