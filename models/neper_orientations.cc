// SPDX-License-Identifier: BSD-3-Clause
#include "models/neper_orientations.h"

#include <Eigen/Geometry>
#include <cmath>
#include <vector>

#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

std::size_t n_values(const std::string& descriptor) {
  if (descriptor == "rodrigues" || descriptor == "euler-bunge") return 3;
  if (descriptor == "quaternion" || descriptor == "axis-angle") return 4;
  if (descriptor == "rotmat") return 9;
  return 0;
}

/// The rotation that turns the sample axes into the crystal axes.
Matrix3d active_rotation(const std::string& descriptor, const std::vector<double>& v) {
  if (descriptor == "rodrigues") {
    return Eigen::Quaterniond(1.0, v[0], v[1], v[2]).normalized().toRotationMatrix();
  }
  if (descriptor == "euler-bunge") {
    return rotation_from_bunge({v[0] * units::deg, v[1] * units::deg, v[2] * units::deg});
  }
  if (descriptor == "quaternion") {
    return Eigen::Quaterniond(v[0], v[1], v[2], v[3]).normalized().toRotationMatrix();
  }
  if (descriptor == "axis-angle") {
    return rotation_from_vector(v[3] * units::deg * Vector3d(v[0], v[1], v[2]).normalized());
  }
  Matrix3d matrix;
  matrix << v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8];
  return nearest_rotation(matrix);
}

/// The line behind $ElsetOrientations; 0 if there is no such section.
int section_line(const TextFile& text) {
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    if (trimmed(text.lines[i]) == "$ElsetOrientations") return static_cast<int>(i) + 2;
  }
  return 0;
}

}  // namespace

std::map<int, Matrix3d> neper_orientations(const TextFile& text, bool default_is_active) {
  const int head = section_line(text);
  if (head == 0 || head > static_cast<int>(text.lines.size())) return {};
  const auto words = words_of_line(text, head);
  if (words.size() < 2)
    throw text_error(text, head, 1, "a number of grains and a descriptor", "fewer values");
  const std::size_t colon = words[1].text.find(':');
  const std::string descriptor = words[1].text.substr(0, colon);
  const std::string convention = colon == std::string::npos ? "" : words[1].text.substr(colon + 1);
  const std::size_t n = n_values(descriptor);
  if (n == 0 || (!convention.empty() && convention != "active" && convention != "passive")) {
    throw text_error(text, head, words[1].column,
                     "rodrigues, euler-bunge, quaternion, axis-angle or rotmat, with :active or :passive",
                     words[1].text);
  }
  const bool is_active = convention.empty() ? default_is_active : convention == "active";
  const int count = integer_at(text, words[0], "number of grains");
  std::map<int, Matrix3d> result;
  for (int line = head + 1; line <= head + count; ++line) {
    const auto row =
        line <= static_cast<int>(text.lines.size()) ? words_of_line(text, line) : std::vector<Word>{};
    if (row.size() != n + 1) {
      throw text_error(text, line, 1, "a grain and " + std::to_string(n) + " values",
                       std::to_string(row.size()));
    }
    std::vector<double> values;
    for (std::size_t k = 1; k < row.size(); ++k) values.push_back(number_at(text, row[k], descriptor));
    Matrix3d R = active_rotation(descriptor, values);
    if (!is_active && descriptor != "euler-bunge") R.transposeInPlace();
    result[integer_at(text, row[0], "grain")] = R;
  }
  return result;
}

}  // namespace lauelith::models
