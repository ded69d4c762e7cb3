// SPDX-License-Identifier: BSD-3-Clause
#include "forward/beam_path.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lauelith::forward {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

constexpr double tiny_m = 1e-12;

/// Part of the ray between two cuts.
struct Piece {
  std::int32_t grain = -1;
  double t_begin_m = 0.0;
  double t_end_m = 0.0;
  Matrix3d H_begin;
  Matrix3d H_end;
  double mosaic_mrad = 0.0;
  Passed before;
  Passed above;

  double length_m() const { return t_end_m - t_begin_m; }
};

/// Where the ray crosses voxel faces and centre planes along one axis: every half voxel.
class HalfCuts {
 public:
  HalfCuts(double start, double slope, double origin, double spacing) : slope_(slope) {
    if (slope == 0.0) return;
    const double half = 0.5 * spacing;
    const double place = (start - origin) / half;
    const double first = slope > 0.0 ? std::floor(place + 1.0) : std::ceil(place - 1.0);
    next_ = (origin + first * half - start) / slope;
    step_ = half / std::abs(slope);
  }
  double next() const { return next_; }
  void advance() { next_ += step_; }

 private:
  double slope_;
  double next_ = std::numeric_limits<double>::infinity();
  double step_ = 0.0;
};

/// Walks the ray through the grid.
class RayWalk {
 public:
  RayWalk(const CrystalField& field, const Overburden& overburden, const Eigen::Vector2d& entry_m,
          const PathOptions& options)
      : field_(field),
        overburden_(overburden),
        options_(options),
        start_(entry_m.x(), entry_m.y(), 0.0),
        direction_(0.0, std::cos(options.incidence_rad), -std::sin(options.incidence_rad)),
        cuts_y_(start_.y(), direction_.y(), field.grid.origin_m.y(), field.grid.spacing_m.y()),
        cuts_z_(start_.z(), field.grid.is_constant_along_z() ? 0.0 : direction_.z(), field.grid.origin_m.z(),
                field.grid.spacing_m.z()) {}

  std::vector<Piece> pieces() {
    std::vector<Piece> found;
    double t = 0.0;
    bool was_inside = false;
    while (passed_.electrolyte_m < options_.reach_m) {
      const double end = next_cut(t);
      const std::size_t voxel = field_.grid.voxel_at(point(0.5 * (t + end)));
      if (voxel == FieldGrid::no_voxel) {
        if (was_inside || !can_still_enter(t)) break;
      } else {
        was_inside = true;
        add(voxel, t, end, found);
      }
      t = end;
    }
    return found;
  }

 private:
  Vector3d point(double t) const { return start_ + t * direction_; }

  double next_cut(double t) {
    while (cuts_y_.next() <= t + tiny_m) cuts_y_.advance();
    while (cuts_z_.next() <= t + tiny_m) cuts_z_.advance();
    return std::min(cuts_y_.next(), cuts_z_.next());
  }

  bool can_still_enter(double t) const {
    const FieldGrid& grid = field_.grid;
    const double last_y = grid.origin_m.y() + (static_cast<double>(grid.n[1]) - 0.5) * grid.spacing_m.y();
    const double lowest_z = grid.origin_m.z() - 0.5 * grid.spacing_m.z();
    return point(t).y() < last_y && (grid.is_constant_along_z() || point(t).z() > lowest_z);
  }

  void add(std::size_t voxel, double begin, double end, std::vector<Piece>& found) {
    const auto phase = static_cast<Phase>(field_.phase[voxel]);
    if (field_.scatters(voxel)) {
      const std::int32_t grain = field_.grain[voxel];
      const double mosaic = field_.mosaic_mrad.empty() ? 0.0 : field_.mosaic_mrad[voxel];
      const bool goes_on =
          !found.empty() && found.back().grain == grain && found.back().t_end_m > begin - tiny_m;
      found.push_back({grain, begin, end, goes_on ? found.back().H_end : field_.H_at(point(begin), grain),
                       field_.H_at(point(end), grain), mosaic, passed_,
                       overburden_.above(voxel, point(begin).z())});
    }
    if (phase == Phase::electrolyte) passed_.electrolyte_m += end - begin;
    if (phase == Phase::lithium) passed_.lithium_m += end - begin;
  }

  const CrystalField& field_;
  const Overburden& overburden_;
  const PathOptions& options_;
  Vector3d start_;
  Vector3d direction_;
  HalfCuts cuts_y_;
  HalfCuts cuts_z_;
  Passed passed_;
};

/// Pieces that were joined, with the spread of their slopes.
class Joined {
 public:
  Joined(const Piece& piece, double sine) : first_(piece), last_(piece), sine_(sine) { add_slope(piece); }

  bool accepts(const Piece& piece, const PathOptions& options) const {
    if (piece.grain != first_.grain || piece.mosaic_mrad != first_.mosaic_mrad) return false;
    const double length = piece.t_begin_m - first_.t_begin_m;
    const auto differs = [](double a, double b) { return std::abs(a - b) > 1e-9; };  // m
    if (std::abs(piece.t_begin_m - last_.t_end_m) > tiny_m ||
        differs(piece.above.electrolyte_m, first_.above.electrolyte_m + length * sine_) ||
        differs(piece.above.lithium_m, first_.above.lithium_m)) {
      return false;
    }
    if ((piece.H_end - first_.H_begin).norm() * options.px_per_gradient > options.largest_step_px)
      return false;
    return is_straight_with(piece, options.straightness_px / options.px_per_gradient);
  }

  void add(const Piece& piece) {
    corners_.push_back({piece.t_begin_m, piece.H_begin});
    last_ = piece;
    add_slope(piece);
  }

  /// Splits into equal intervals no longer than the largest step.
  void append_to(std::vector<PathInterval>& intervals, const PathOptions& options) const {
    const double length = last_.t_end_m - first_.t_begin_m;
    const Matrix3d slope = (last_.H_end - first_.H_begin) / length;
    const double shift_px = (slope * length).norm() * options.px_per_gradient;
    const int n = std::clamp(static_cast<int>(std::ceil(shift_px / options.largest_step_px)), 1, 10000);
    for (int i = 0; i < n; ++i) {
      const double begin = length * i / n;
      PathInterval interval{first_.grain,
                            first_.t_begin_m + begin,
                            first_.t_begin_m + length * (i + 1) / n,
                            first_.H_begin + slope * (length * (i + 0.5) / n),
                            slope,
                            first_.mosaic_mrad,
                            first_.before,
                            first_.above};
      interval.before.electrolyte_m += begin;
      interval.above.electrolyte_m += begin * sine_;
      intervals.push_back(interval);
    }
  }

 private:
  void add_slope(const Piece& piece) {
    const Matrix3d slope = (piece.H_end - piece.H_begin) / piece.length_m();
    lowest_ = lowest_.cwiseMin(slope);
    highest_ = highest_.cwiseMax(slope);
  }

  /// Slopes that differ by at most s let the line leave its chord by length·s/4; where that does not suffice,
  /// the corners are looked at one by one.
  bool is_straight_with(const Piece& piece, double tolerance) const {
    const double length = piece.t_end_m - first_.t_begin_m;
    const Matrix3d slope = (piece.H_end - piece.H_begin) / piece.length_m();
    const double spread = (highest_.cwiseMax(slope) - lowest_.cwiseMin(slope)).norm();
    if (0.25 * spread * length <= tolerance) return true;
    const Matrix3d chord = (piece.H_end - first_.H_begin) / length;
    const auto leaves = [&](double t_m, const Matrix3d& H) {
      return (H - first_.H_begin - (t_m - first_.t_begin_m) * chord).norm() > tolerance;
    };
    return !leaves(piece.t_begin_m, piece.H_begin) &&
           std::none_of(corners_.begin(), corners_.end(), [&](const auto& c) { return leaves(c.t_m, c.H); });
  }

  struct Corner {
    double t_m;
    Matrix3d H;
  };
  std::vector<Corner> corners_;
  Piece first_;
  Piece last_;
  double sine_;
  Matrix3d lowest_ = Matrix3d::Constant(std::numeric_limits<double>::infinity());
  Matrix3d highest_ = Matrix3d::Constant(-std::numeric_limits<double>::infinity());
};

}  // namespace

Overburden::Overburden(const CrystalField& field) : field_(field) {
  if (field.grid.is_constant_along_z()) return;
  electrolyte_m_.assign(field.grid.n_voxels(), 0.0F);
  lithium_m_ = electrolyte_m_;
  const auto dz = static_cast<float>(field.grid.spacing_m.z());
  const std::size_t layer = field.grid.n[0] * field.grid.n[1];
  for (std::size_t v = layer * (field.grid.n[2] - 1); v-- > 0;) {
    const std::size_t up = v + layer;
    const auto phase = static_cast<Phase>(field.phase[up]);
    electrolyte_m_[v] = electrolyte_m_[up] + (phase == Phase::electrolyte ? dz : 0.0F);
    lithium_m_[v] = lithium_m_[up] + (phase == Phase::lithium ? dz : 0.0F);
  }
}

Passed Overburden::above(std::size_t voxel, double z_m) const {
  const FieldGrid& grid = field_.grid;
  const bool is_layer = grid.is_constant_along_z();
  const double top = is_layer ? 0.0 : grid.centre_m(voxel).z() + 0.5 * grid.spacing_m.z();
  const double within = std::max(0.0, top - z_m);
  Passed passed{is_layer ? 0.0 : electrolyte_m_[voxel], is_layer ? 0.0 : lithium_m_[voxel]};
  const auto phase = static_cast<Phase>(field_.phase[voxel]);
  if (phase == Phase::electrolyte) passed.electrolyte_m += within;
  if (phase == Phase::lithium) passed.lithium_m += within;
  return passed;
}

std::vector<PathInterval> beam_path(const CrystalField& field, const Overburden& overburden,
                                    const Eigen::Vector2d& entry_m, const PathOptions& options) {
  const double sine = std::sin(options.incidence_rad);
  std::vector<PathInterval> intervals;
  const std::vector<Piece> pieces = RayWalk(field, overburden, entry_m, options).pieces();
  for (std::size_t i = 0; i < pieces.size();) {
    Joined joined(pieces[i], sine);
    for (++i; i < pieces.size() && joined.accepts(pieces[i], options); ++i) joined.add(pieces[i]);
    joined.append_to(intervals, options);
  }
  return intervals;
}

}  // namespace lauelith::forward
