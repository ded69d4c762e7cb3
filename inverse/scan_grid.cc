// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/scan_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;

namespace {

constexpr double same_place_um = 1e-3;
constexpr std::size_t most_cells = 20000000;

/// Columns (or rows) of a map whose stage has a little play.
struct Lines {
  double first = 0.0;
  double step = 0.0;  ///< 0: a single one
};

/// Sorted values fall into groups at gaps of at least 0.4 of the largest one; the step is the median distance
/// of the groups' means, refined by the whole length.
Lines lines_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double largest = 0.0;
  for (std::size_t i = 1; i < values.size(); ++i) largest = std::max(largest, values[i] - values[i - 1]);
  std::vector<double> means;
  double sum = values.front();
  double n = 1.0;
  for (std::size_t i = 1; i <= values.size(); ++i) {
    const bool ends =
        i == values.size() || (largest > same_place_um && values[i] - values[i - 1] >= 0.4 * largest);
    if (ends) {
      means.push_back(sum / n);
      sum = n = 0.0;
    }
    if (i == values.size()) break;
    sum += values[i];
    n += 1.0;
  }
  if (means.size() == 1) return {means.front(), 0.0};
  std::vector<double> gaps;
  for (std::size_t i = 1; i < means.size(); ++i) gaps.push_back(means[i] - means[i - 1]);
  std::nth_element(gaps.begin(), gaps.begin() + static_cast<long>(gaps.size() / 2), gaps.end());
  const double length = means.back() - means.front();
  return {means.front(), length / std::round(length / gaps[gaps.size() / 2])};
}

}  // namespace

Matrix3d equivalent_between(const Matrix3d& R_from, const Matrix3d& R_to,
                            const std::vector<Matrix3d>& proper_rotations) {
  Matrix3d best = Matrix3d::Identity();
  double smallest = std::numeric_limits<double>::infinity();
  for (const Matrix3d& S : proper_rotations) {
    const Matrix3d between = R_to * S * R_from.transpose();
    const double angle = angle_of(between);
    if (angle >= smallest) continue;
    smallest = angle;
    best = between;
  }
  return best;
}

PlacedPoint placed_point(const FrameResult& frame) {
  PlacedPoint point;
  point.place_um = Vector2d(frame.x_um, frame.y_um);
  if (frame.status != FrameStatus::ok) return point;
  const auto strongest = std::find_if(frame.grains.begin(), frame.grains.end(), [](const Grain& grain) {
    return grain.quality == GrainQuality::accepted;
  });
  if (strongest == frame.grains.end()) return point;
  point.is_indexed = true;
  point.R_sample_from_crystal = strongest->R_sample_from_crystal;
  return point;
}

bool knows_places(const std::vector<PlacedPoint>& points) {
  return std::all_of(points.begin(), points.end(),
                     [](const PlacedPoint& point) { return point.place_um.allFinite(); });
}

void label_grains(std::vector<PlacedPoint>& first, std::vector<PlacedPoint>& second,
                  const std::vector<Matrix3d>& proper_rotations, double gate_rad) {
  std::vector<Matrix3d> grains;
  for (auto* points : {&first, &second}) {
    for (PlacedPoint& point : *points) {
      point.label = -1;
      if (!point.is_indexed) continue;
      const auto fits = [&](int label) {
        return misorientation(grains[static_cast<std::size_t>(label)], point.R_sample_from_crystal,
                              proper_rotations) < gate_rad;
      };
      const int n = static_cast<int>(grains.size());
      // The lowest label that fits, whatever was looked at before: the result must not depend on the order.
      for (int label = 0; label < n && point.label < 0; ++label)
        if (fits(label)) point.label = label;
      if (point.label < 0) {
        point.label = n;
        grains.push_back(point.R_sample_from_crystal);
      }
      point.rotation_mrad =
          vector_from_rotation(equivalent_between(grains[static_cast<std::size_t>(point.label)],
                                                  point.R_sample_from_crystal, proper_rotations)) /
          units::mrad;
    }
  }
}

ScanGrid::ScanGrid(const std::vector<PlacedPoint>& points) {
  if (points.empty()) return;
  std::vector<double> x, y;
  for (const PlacedPoint& point : points) {
    x.push_back(point.place_um.x());
    y.push_back(point.place_um.y());
  }
  const Vector2d last(*std::max_element(x.begin(), x.end()), *std::max_element(y.begin(), y.end()));
  const Lines columns = lines_of(std::move(x));
  const Lines rows = lines_of(std::move(y));
  origin_um_ = {columns.first, rows.first};
  const double any = std::max({columns.step, rows.step, same_place_um});
  step_um_ = {columns.step > 0.0 ? columns.step : any, rows.step > 0.0 ? rows.step : any};
  const Vector2d size = (last - origin_um_).cwiseQuotient(step_um_);
  if ((size.x() + 1.0) * (size.y() + 1.0) > static_cast<double>(most_cells)) return;  // no grid
  n_x_ = static_cast<int>(std::lround(size.x())) + 1;
  n_y_ = static_cast<int>(std::lround(size.y())) + 1;
  index_.assign(static_cast<std::size_t>(n_x_) * static_cast<std::size_t>(n_y_), -1);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vector2d at_cell = cell(points[i].place_um);
    if (at_cell.minCoeff() < -0.5) continue;  // play beyond half a step
    const auto place = static_cast<std::size_t>(std::lround(at_cell.y())) * static_cast<std::size_t>(n_x_) +
                       static_cast<std::size_t>(std::lround(at_cell.x()));
    if (place < index_.size() && index_[place] < 0) index_[place] = static_cast<int>(i);
  }
}

int ScanGrid::nearest(const Vector2d& place_um) const {
  if (index_.empty()) return -1;
  const Vector2d c = cell(place_um);
  const bool beside =
      (n_y_ == 1 && std::abs(c.y()) > 0.5 + 1e-6) || (n_x_ == 1 && std::abs(c.x()) > 0.5 + 1e-6);
  return beside ? -1 : at(static_cast<int>(std::lround(c.x())), static_cast<int>(std::lround(c.y())));
}

}  // namespace lauelith::inverse
