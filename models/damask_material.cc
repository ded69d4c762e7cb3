// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Geometry>

#include "models/damask_grid.h"
#include "src/failure.h"

namespace lauelith::models {
namespace {

std::size_t indent_of(const std::string& line) { return line.find_first_not_of(' '); }

bool is_content(const std::string& line) {
  const std::string_view body = trimmed(line);
  return !body.empty() && !body.starts_with('#') && !body.starts_with("---") && body != "...";
}

/// A quaternion "[w, x, y, z]" on one line, or "- w" on the four lines behind.
Eigen::Matrix3d quaternion_at(const TextFile& text, int line, std::size_t column) {
  std::vector<double> values;
  for (const Word& word : words_of_line(text, line, " \t,[]")) {
    if (word.column > static_cast<int>(column) + 1) {
      if (word.text.starts_with('#') || word.text.find('}') != std::string::npos || !finite_number(word.text))
        break;
      values.push_back(number_at(text, word, "a component of O"));
    }
  }
  for (int next = line + 1; values.size() < 4 && next <= static_cast<int>(text.lines.size()); ++next) {
    const auto words = words_of_line(text, next, " \t,[]");
    bool found = false;
    for (const Word& word : words) {
      if (word.text == "-" || !finite_number(word.text)) continue;
      values.push_back(number_at(text, word, "a component of O"));
      found = true;
    }
    if (!found) break;
  }
  const Eigen::Vector4d q = values.size() == 4 ? Eigen::Vector4d(values[0], values[1], values[2], values[3])
                                               : Eigen::Vector4d(Eigen::Vector4d::Zero());
  if (std::abs(q.norm() - 1.0) > 1e-3) {
    throw text_error(text, line, static_cast<int>(column) + 1, "O: a unit quaternion w, x, y, z",
                     std::to_string(values.size()) + " values");
  }
  return Eigen::Quaterniond(q[0], q[1], q[2], q[3]).normalized().toRotationMatrix();
}

/// First line behind "material:"; its entries start with "- " at one indentation.
int material_line(const TextFile& text) {
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    if (text.lines[i].starts_with("material:")) return static_cast<int>(i) + 2;
  }
  throw text_error(text, 1, 1, "a list material:", "none");
}

}  // namespace

std::vector<Eigen::Matrix3d> orientations_of_damask(const TextFile& text) {
  std::vector<Eigen::Matrix3d> orientations;
  std::size_t n_entries = 0;
  std::size_t entry_indent = std::string::npos;
  for (int line = material_line(text); line <= static_cast<int>(text.lines.size()); ++line) {
    const std::string& content = text.lines[static_cast<std::size_t>(line) - 1];
    if (!is_content(content)) continue;
    const std::size_t indent = indent_of(content);
    const bool is_item = content[indent] == '-';
    if (indent == 0 && !is_item) break;  // the next key of the file
    if (is_item && entry_indent == std::string::npos) entry_indent = indent;
    if (is_item && indent == entry_indent) {
      if (orientations.size() != n_entries) {
        throw text_error(text, line, 1, "one constituent with O per material",
                         "another number before this line");
      }
      ++n_entries;
    }
    for (std::size_t at = content.find("O:"); at != std::string::npos; at = content.find("O:", at + 2)) {
      const bool is_key = at == 0 || content[at - 1] == ' ' || content[at - 1] == '{';
      if (is_key) orientations.push_back(quaternion_at(text, line, at + 1));
    }
  }
  if (n_entries == 0 || orientations.size() != n_entries) {
    throw text_error(text, material_line(text), 1, "one constituent with O per material",
                     std::to_string(orientations.size()) + " orientations for " + std::to_string(n_entries) +
                         " materials");
  }
  return orientations;
}

}  // namespace lauelith::models
