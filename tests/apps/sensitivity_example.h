// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "src/field_file.h"
#include "src/rotation.h"
#include "src/safe_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith::sensitivity_example {

inline const std::string small = "[sensitivity]\nsweep_points = 5\nsamples = 40\n";

/// Columns of a CSV by name, as texts; its first line says what is positive.
inline std::map<std::string, std::vector<std::string>> read_csv(const std::string& path) {
  std::istringstream lines(bytes_of(path));
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> columns;
  std::string line;
  std::getline(lines, line);
  EXPECT_NE(line.find("# P > 0 is compression"), std::string::npos) << path;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::size_t i = 0;
    const bool is_head = names.empty();
    for (std::string cell; std::getline(cells, cell, ','); ++i) {
      if (is_head)
        names.push_back(cell);
      else
        columns[names.at(i)].push_back(cell);
    }
  }
  return columns;
}

inline std::string study_in(const TemporaryFolder& folder, const std::string& text) {
  write_whole_file(folder.path("study.toml"), text);
  return folder.path("study.toml");
}

/// 12 × 10 voxels, two grains, strain xx growing along Y, one hole.
inline void write_small_field(const std::string& path) {
  FieldFrame frame;
  frame.grid.n = {12, 10, 1};
  frame.grid.spacing_m = Eigen::Vector3d::Constant(2e-6);
  FieldMoment moment{0.0, "Scan 0", {}, {}, {}};
  for (std::size_t i = 0; i < 120; ++i) {
    const bool is_hole = i % 12 == 4 && i / 12 == 5;
    frame.phase.push_back(is_hole ? 0 : 1);
    frame.grain.push_back(is_hole ? -1 : i % 12 < 6 ? 0 : 1);
    for (int k = 0; k < 9; ++k) moment.H.push_back(k == 0 ? 1e-4f * static_cast<float>(i / 12) : 0.0f);
  }
  frame.R_sample_from_crystal = {Eigen::Matrix3d::Identity(), rotation_from_vector({0.3, 0.2, 0.1})};
  write_field(path, frame, {moment}, Provenance{});
}

}  // namespace lauelith::sensitivity_example
