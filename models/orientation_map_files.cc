// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>

#include "models/orientation_map.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;

namespace {

constexpr long long most_points = 20000000;

/// Line of the column heads of a .ctf: it starts with Phase X Y.
int header_line(const TextFile& text) {
  for (int line = 1; line <= static_cast<int>(text.lines.size()); ++line) {
    const auto words = words_of_line(text, line);
    if (words.size() > 7 && words[0].text == "Phase" && words[1].text == "X") return line;
  }
  throw text_error(text, 1, 1, "a line of column heads: Phase X Y Bands Error Euler1 Euler2 Euler3", "none");
}

/// A number behind a keyword at the start of a line.
double keyword_number(const TextFile& text, const std::string& keyword, int last_line) {
  for (int line = 1; line < last_line; ++line) {
    const auto words = words_of_line(text, line);
    if (words.size() > 1 && words[0].text == keyword) return number_at(text, words[1], keyword);
  }
  throw text_error(text, 1, 1, keyword + " in the head", "none");
}

std::map<std::string, std::size_t> columns_of(const TextFile& text, int line) {
  std::map<std::string, std::size_t> columns;
  const auto words = words_of_line(text, line);
  for (std::size_t i = 0; i < words.size(); ++i) columns[words[i].text] = i;
  for (const char* name : {"Phase", "X", "Y", "Euler1", "Euler2", "Euler3"}) {
    if (!columns.contains(name)) throw text_error(text, line, 1, std::string("a column ") + name, "none");
  }
  return columns;
}

void require_grid(const TextFile& text, const OrientationMap& map, double x_cells, double y_cells) {
  const bool is_whole = x_cells >= 1 && y_cells >= 1 && x_cells * y_cells <= most_points &&
                        x_cells == std::floor(x_cells) && y_cells == std::floor(y_cells);
  if (is_whole && map.step[0] > 0.0 && map.step[1] > 0.0) return;
  throw text_error(text, 1, 1, "a grid of XCells × YCells points with XStep, YStep > 0", "another");
}

/// Distance of neighbouring values in a sorted list, as the median; 0 if there is one value only.
double typical_step(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] > 1e-6) steps.push_back(values[i] - values[i - 1]);
  }
  if (steps.empty()) return 0.0;
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
  return steps[steps.size() / 2];
}

}  // namespace

OrientationMap map_of_ctf(const TextFile& text) {
  const int head = header_line(text);
  const auto column = columns_of(text, head);
  const double x_cells = keyword_number(text, "XCells", head);
  const double y_cells = keyword_number(text, "YCells", head);
  OrientationMap map;
  map.step = {keyword_number(text, "XStep", head) * units::um,
              keyword_number(text, "YStep", head) * units::um};
  require_grid(text, map, x_cells, y_cells);
  map.nx = static_cast<int>(x_cells);
  map.ny = static_cast<int>(y_cells);
  const auto wanted = static_cast<std::size_t>(map.nx) * static_cast<std::size_t>(map.ny);
  for (int line = head + 1; line <= static_cast<int>(text.lines.size()); ++line) {
    const auto words = words_of_line(text, line);
    if (words.empty()) continue;
    if (words.size() < column.size()) {
      throw text_error(text, line, 1, std::to_string(column.size()) + " values",
                       std::to_string(words.size()));
    }
    const auto value = [&](const char* name) { return number_at(text, words[column.at(name)], name); };
    if (map.R_sample_from_crystal.empty()) map.origin = Eigen::Vector2d(value("X"), value("Y")) * units::um;
    if (map.R_sample_from_crystal.size() == wanted)
      throw text_error(text, line, 1, "no more points", "one more");
    std::optional<Matrix3d> R;
    if (value("Phase") > 0.0) {
      R = rotation_from_bunge(
          {value("Euler1") * units::deg, value("Euler2") * units::deg, value("Euler3") * units::deg});
    }
    map.R_sample_from_crystal.push_back(R);
  }
  if (map.R_sample_from_crystal.size() != wanted) {
    throw text_error(text, static_cast<int>(text.lines.size()), 1, std::to_string(wanted) + " points",
                     std::to_string(map.R_sample_from_crystal.size()));
  }
  return map;
}

OrientationMap map_of_scan(const Maps& maps, const std::string& file) {
  std::vector<double> x_um;
  std::vector<double> y_um;
  for (const FrameResult& frame : maps.frames) {
    if (std::isfinite(frame.x_um) && std::isfinite(frame.y_um)) {
      x_um.push_back(frame.x_um);
      y_um.push_back(frame.y_um);
    }
  }
  OrientationMap map;
  map.step = Eigen::Vector2d(typical_step(x_um), typical_step(y_um)) * units::um;
  if (map.step.minCoeff() <= 0.0) {
    throw InputError({.file = file,
                      .where = "/entry/map/x_um, y_um",
                      .expected = "positions on a grid of at least 2 x 2 points"});
  }
  map.origin = Eigen::Vector2d(*std::min_element(x_um.begin(), x_um.end()),
                               *std::min_element(y_um.begin(), y_um.end())) *
               units::um;
  const auto place = [&](double value_um, int k) {
    return std::lround((value_um * units::um - map.origin[k]) / map.step[k]);
  };
  const long nx = place(*std::max_element(x_um.begin(), x_um.end()), 0) + 1;
  const long ny = place(*std::max_element(y_um.begin(), y_um.end()), 1) + 1;
  if (nx * ny > most_points) {
    throw LimitError({.file = file, .where = "/entry/map", .expected = "at most 20 million points"});
  }
  map.nx = static_cast<int>(nx);
  map.ny = static_cast<int>(ny);
  map.R_sample_from_crystal.resize(static_cast<std::size_t>(nx * ny));
  for (const FrameResult& frame : maps.frames) {
    if (!std::isfinite(frame.x_um) || !std::isfinite(frame.y_um) || frame.status != FrameStatus::ok) continue;
    const auto strongest = std::find_if(frame.grains.begin(), frame.grains.end(), [](const Grain& grain) {
      return grain.quality == GrainQuality::accepted;
    });
    if (strongest == frame.grains.end()) continue;
    map.R_sample_from_crystal[static_cast<std::size_t>(place(frame.y_um, 1) * nx + place(frame.x_um, 0))] =
        strongest->R_sample_from_crystal;
  }
  return map;
}

}  // namespace lauelith::models
