// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/map_matching.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "inverse/grain_map.h"
#include "inverse/scan_registration.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::Matrix3d;
using Eigen::MatrixXd;

namespace {

constexpr double same_grain_rad = 2.0 * units::deg;
constexpr double boundary_rad = 5.0 * units::deg;
constexpr int least_points = 15;

using Rotations = std::vector<Matrix3d>;

std::vector<PlacedPoint> placed_points(const Maps& maps) {
  std::vector<PlacedPoint> points;
  for (const FrameResult& frame : maps.frames) points.push_back(placed_point(frame));
  return points;
}

/// The accepted grain of a frame with a given orientation; nullptr: none.
const Grain* grain_like(const FrameResult& frame, const Matrix3d& R, const Rotations& proper) {
  if (frame.status != FrameStatus::ok) return nullptr;
  const Grain* found = nullptr;
  double nearest = same_grain_rad;
  for (const Grain& grain : frame.grains) {
    if (grain.quality != GrainQuality::accepted) continue;
    const double angle = misorientation(R, grain.R_sample_from_crystal, proper);
    if (angle >= nearest) continue;
    nearest = angle;
    found = &grain;
  }
  return found;
}

bool is_usable(const Vector6d& strain, const Matrix6d& covariance) {
  if (!strain.allFinite() || !covariance.allFinite()) return false;
  const Matrix5d C = deviatoric_covariance(covariance);
  return C.trace() > 0.0 && Eigen::LLT<Matrix5d>(C / C.trace()).info() == Eigen::Success;
}

/// What a later scan says about the frames of Scan 0.
struct ScanValue {
  Vector5d change = Vector5d::Zero();
  Matrix5d covariance = Matrix5d::Zero();  ///< of the scan alone, or of the change
};
using ScanValues = std::map<int, ScanValue>;

ScanValues values_of_change(const Maps& scan0, const LaterScan& scan, const std::vector<PointPair>& pairs,
                            const Rotations& proper) {
  ScanValues values;
  std::map<int, int> rows_before;
  std::vector<int> order;
  for (const int frame : scan.frame_of_row) order.push_back(rows_before[frame]++);
  for (const ChangeRow& row : scan.change.rows) {
    const auto r = static_cast<std::size_t>(row.grain);
    if (row.grain < 0 || r >= order.size() ||
        !is_usable(row.strain_deviatoric_sample, row.strain_covariance_sample))
      continue;
    const auto frame = static_cast<std::size_t>(scan.frame_of_row[r]);
    const int first = row.reference_frame >= 0 ? row.reference_frame : pairs[frame].first;
    if (first < 0 || static_cast<std::size_t>(first) >= scan0.frames.size()) continue;
    const MapPoint point = map_point(scan0.frames[static_cast<std::size_t>(first)]);
    const auto& grains = scan.maps.frames[frame].grains;
    if (!point.is_indexed || static_cast<std::size_t>(order[r]) >= grains.size()) continue;
    const Grain& grain = grains[static_cast<std::size_t>(order[r])];
    if (misorientation(point.R_sample_from_crystal, grain.R_sample_from_crystal, proper) > same_grain_rad)
      continue;
    values.try_emplace(first, ScanValue{deviatoric_of(row.strain_deviatoric_sample),
                                        deviatoric_covariance(row.strain_covariance_sample)});
  }
  return values;
}

ScanValues values_of_difference(const Maps& scan0, const LaterScan& scan, const std::vector<PointPair>& pairs,
                                const Rotations& proper) {
  ScanValues values;
  for (std::size_t k = 0; k < scan.maps.frames.size(); ++k) {
    const int first = pairs[k].first;
    if (first < 0) continue;
    const FrameResult& before = scan0.frames[static_cast<std::size_t>(first)];
    const MapPoint point = map_point(before);
    if (!point.is_indexed) continue;
    const Grain* old = grain_like(before, point.R_sample_from_crystal, proper);
    const Grain* grain = grain_like(scan.maps.frames[k], point.R_sample_from_crystal, proper);
    if (old == nullptr || grain == nullptr ||
        !is_usable(grain->strain_deviatoric_sample, grain->strain_covariance_sample) ||
        !is_usable(old->strain_deviatoric_sample, old->strain_covariance_sample))
      continue;
    values.try_emplace(
        first, ScanValue{deviatoric_of(grain->strain_deviatoric_sample - old->strain_deviatoric_sample),
                         deviatoric_covariance(grain->strain_covariance_sample)});
  }
  return values;
}

/// The step between neighbours of both maps, for the error of the registration.
ScanMatch match_of(const ScanRegistration& registration, const LaterScan& scan) {
  ScanMatch match;
  match.is_registered = registration.registered && scan.change.is_registered;
  match.error_px = registration.error_steps;
  match.shift_um = registration.shift_um;
  match.message = !registration.message.empty() ? registration.message : scan.change.message;
  return match;
}

std::vector<PointPair> pairs_of(const Maps& scan0, const LaterScan& scan, const Rotations& proper,
                                ScanMatch& match) {
  const auto first = placed_points(scan0);
  const auto second = placed_points(scan.maps);
  const ScanRegistration registration = register_scan(first, second, proper);
  match = match_of(registration, scan);
  if (!match.is_registered) return std::vector<PointPair>(second.size());
  return paired_points(registration, first, second);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Frames of Scan 0 with a value in every scan, by grain, then frame.
std::vector<std::pair<int, int>> common_frames(const MapGrid& grid, const std::vector<int>& grain_of_frame,
                                               const std::vector<ScanValues>& values) {
  std::vector<std::pair<int, int>> common;
  for (const int frame : grid.frame_of_point) {
    if (frame < 0 || grain_of_frame[static_cast<std::size_t>(frame)] < 0) continue;
    const bool in_all =
        std::all_of(values.begin(), values.end(), [&](const ScanValues& one) { return one.contains(frame); });
    if (in_all) common.emplace_back(grain_of_frame[static_cast<std::size_t>(frame)], frame);
  }
  std::stable_sort(common.begin(), common.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return common;
}

/// Grains of Scan 0 large enough to be compared, renumbered; −1 elsewhere.
std::vector<int> large_grains(const Maps& scan0, const MapGrid& grid, const Rotations& proper,
                              int& n_grains) {
  std::vector<MapPoint> points;
  for (const FrameResult& frame : scan0.frames) points.push_back(map_point(frame));
  DerivedMaps derived = derive_maps(points, grid, proper, boundary_rad);
  std::vector<int> number(derived.grains.size(), -1);
  n_grains = 0;
  for (std::size_t g = 0; g < number.size(); ++g)
    if (derived.grains[g].n_points >= least_points) number[g] = n_grains++;
  for (int& id : derived.grain_id) id = id >= 0 ? number[static_cast<std::size_t>(id)] : -1;
  return derived.grain_id;
}

/// S from the relative quality of the scans; see ComparedPixels.
MatrixXd covariance_of_scans(const std::vector<std::vector<double>>& ratios, bool from_change) {
  const auto K = static_cast<Index>(ratios.size()) - 1;
  Eigen::VectorXd r(K);
  for (Index k = 0; k < K; ++k) r[k] = median(ratios[static_cast<std::size_t>(k) + 1]);
  if (from_change)
    return r.cwiseSqrt().asDiagonal() * shared_reference_covariance(static_cast<int>(K)) *
           r.cwiseSqrt().asDiagonal();
  MatrixXd S = MatrixXd::Constant(K, K, median(ratios.front()));
  S.diagonal() += r;
  return S;
}

void fill_pixels(const Maps& scan0, const MapGrid& grid, const std::vector<ScanValues>& values,
                 const Rotations& proper, MatchedMaps& matched) {
  const auto common = common_frames(grid, matched.grain_of_point, values);
  const auto K = static_cast<Index>(values.size());
  matched.changes.resize(5 * static_cast<Index>(common.size()), K);
  std::vector<std::vector<double>> ratios(values.size() + 1);
  for (std::size_t p = 0; p < common.size(); ++p) {
    const int frame = common[p].second;
    const FrameResult& before = scan0.frames[static_cast<std::size_t>(frame)];
    const Grain* old = grain_like(before, map_point(before).R_sample_from_crystal, proper);
    std::vector<Matrix5d> covariances;
    if (!matched.from_change) covariances.push_back(deviatoric_covariance(old->strain_covariance_sample));
    for (Index k = 0; k < K; ++k) {
      const ScanValue& value = values[static_cast<std::size_t>(k)].at(frame);
      matched.changes.block<5, 1>(5 * static_cast<Index>(p), k) = value.change;
      covariances.push_back(matched.from_change ? Matrix5d(0.5 * value.covariance) : value.covariance);
    }
    ComparedPixel pixel;
    pixel.point = grid.point_of_frame[static_cast<std::size_t>(frame)];
    pixel.place_um = grid.origin_um +
                     grid.step_um.cwiseProduct(Eigen::Vector2d(pixel.point % grid.nx, pixel.point / grid.nx));
    pixel.grain = common[p].first;
    pixel.scan0 = deviatoric_of(old->strain_deviatoric_sample);
    pixel.covariance = Matrix5d::Zero();
    for (const Matrix5d& C : covariances) pixel.covariance += C / static_cast<double>(covariances.size());
    const Matrix5d inverse = pixel.covariance.inverse();
    const std::size_t offset = matched.from_change ? 1 : 0;
    for (std::size_t i = 0; i < covariances.size(); ++i)
      ratios[i + offset].push_back((inverse * covariances[i]).trace() / 5.0);
    matched.pixels.pixels.push_back(pixel);
  }
  matched.pixels.scan_covariance = covariance_of_scans(ratios, matched.from_change);
}

}  // namespace

MatchedMaps match_maps(const Maps& scan0, const std::vector<LaterScan>& later, const Rotations& proper) {
  MatchedMaps matched;
  const MapGrid grid = map_grid(scan0);
  matched.grain_of_point = large_grains(scan0, grid, proper, matched.pixels.n_grains);
  matched.from_change = std::all_of(later.begin(), later.end(),
                                    [](const LaterScan& scan) { return !scan.change.rows.empty(); });
  std::vector<ScanValues> values;
  for (const LaterScan& scan : later) {
    ScanMatch match;
    const auto pairs = pairs_of(scan0, scan, proper, match);
    values.push_back(matched.from_change ? values_of_change(scan0, scan, pairs, proper)
                                         : values_of_difference(scan0, scan, pairs, proper));
    match.usable_share = static_cast<double>(values.back().size()) / static_cast<double>(scan0.frames.size());
    matched.scans.push_back(match);
  }
  matched.pixels.nx = grid.nx;
  matched.pixels.ny = grid.ny;
  matched.pixels.origin_um = grid.origin_um;
  matched.pixels.step_um = grid.step_um;
  fill_pixels(scan0, grid, values, proper, matched);
  if (!matched.pixels.pixels.empty())
    matched.noise_factor = raise_to_scatter(matched.pixels, matched.changes);
  return matched;
}

}  // namespace lauelith::inverse
