// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_pictures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/frames.h"
#include "src/map_picture.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

/// A layer of voxels as the grid of a map.
ScanLayers layers_of(const FieldGrid& grid) {
  ScanLayers scan;
  scan.grid.nx = static_cast<int>(grid.n[0]);
  scan.grid.ny = static_cast<int>(grid.n[1]);
  scan.grid.origin_um = grid.origin_m.head<2>() / units::um;
  scan.grid.step_um = grid.spacing_m.head<2>() / units::um;
  scan.grid.has_positions = true;
  for (int i = 0; i < static_cast<int>(scan.grid.n_points()); ++i) {
    scan.grid.frame_of_point.push_back(i);
    scan.grid.point_of_frame.push_back(i);
  }
  return scan;
}

MapBoundaries boundaries_of(const FieldFrame& frame, std::size_t layer) {
  MapBoundaries boundaries;
  const auto& n = frame.grid.n;
  const auto grain = [&](std::size_t i, std::size_t j) { return frame.grain[frame.grid.index(i, j, layer)]; };
  for (std::size_t j = 0; j < n[1]; ++j) {
    for (std::size_t i = 0; i < n[0]; ++i) {
      const Eigen::Vector2i place(static_cast<int>(i), static_cast<int>(j));
      if (i + 1 < n[0] && grain(i, j) != grain(i + 1, j)) boundaries.right_of.push_back(place);
      if (j + 1 < n[1] && grain(i, j) != grain(i, j + 1)) boundaries.above.push_back(place);
    }
  }
  return boundaries;
}

/// Numbers of a layer that has some.
std::vector<double> finite_in(const FieldFrame& frame, const std::vector<double>& change, std::size_t layer) {
  const auto first = change.begin() + static_cast<std::ptrdiff_t>(frame.grid.index(0, 0, layer));
  std::vector<double> finite;
  std::copy_if(first, first + static_cast<std::ptrdiff_t>(frame.grid.n[0] * frame.grid.n[1]),
               std::back_inserter(finite), [](double value) { return std::isfinite(value); });
  return finite;
}

}  // namespace

std::vector<double> change_of_strain(const FieldFrame& frame, const std::vector<float>& H0,
                                     const std::vector<float>& H) {
  std::vector<double> change(frame.phase.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t v = 0; v < frame.phase.size(); ++v) {
    if (frame.phase[v] != static_cast<std::int8_t>(Phase::electrolyte)) continue;
    Eigen::Matrix3d h;
    for (int i = 0; i < 9; ++i) {
      const std::size_t at = 9 * v + static_cast<std::size_t>(i);
      h(i / 3, i % 3) = static_cast<double>(H[at]) - static_cast<double>(H0[at]);
    }
    const Eigen::Matrix3d strain = 0.5 * (h + h.transpose());
    const Eigen::Matrix3d deviator = strain - strain.trace() / 3.0 * Eigen::Matrix3d::Identity();
    change[v] = von_mises_strain(components_of(deviator));
  }
  return change;
}

Picture change_picture(const FieldFrame& frame, const std::vector<double>& change, std::size_t layer,
                       const std::string& title) {
  const ScanLayers scan = layers_of(frame.grid);
  const auto first = change.begin() + static_cast<std::ptrdiff_t>(frame.grid.index(0, 0, layer));
  const auto n = static_cast<std::ptrdiff_t>(frame.grid.n[0] * frame.grid.n[1]);
  const MapLayer map{"von_mises", "1", title, {first, first + n}};
  std::vector<double> finite = finite_in(frame, change, layer);
  std::sort(finite.begin(), finite.end());
  MapPictureOptions options;
  options.von_mises_limit = 1e-6;
  if (!finite.empty()) {
    const auto at = static_cast<std::size_t>(0.995 * static_cast<double>(finite.size() - 1));
    options.von_mises_limit = std::max(1e-6, finite[at]);
  }
  return map_picture(scan, map, boundaries_of(frame, layer), options);
}

std::size_t most_changed_layer(const FieldFrame& frame, const std::vector<double>& change) {
  std::size_t best = frame.grid.n[2] - 1;
  double most = 0.0;
  for (std::size_t layer = frame.grid.n[2]; layer-- > 0;) {
    double squares = 0.0;
    for (const double value : finite_in(frame, change, layer)) squares += value * value;
    if (squares <= most) continue;
    most = squares;
    best = layer;
  }
  return best;
}

}  // namespace lauelith::solvers
