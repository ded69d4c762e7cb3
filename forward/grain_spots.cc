// SPDX-License-Identifier: BSD-3-Clause
#include "forward/grain_spots.h"

#include <algorithm>
#include <cmath>

#include "forward/grain_truth.h"
#include "forward/stretch_spot.h"

namespace lauelith::forward {

using Eigen::Vector2d;

namespace {

constexpr double kernel_reach_sigma = 6.0;
constexpr double extra_margin_px = 8.0;
constexpr double nothing_arrives = 1e-3;  // of the beam; on the way out it loses as much again
constexpr int no_ray = -1;

/// Photons with mean and covariance on the panel, from parts that are added.
class SpotMoments {
 public:
  void add(double photons, const Vector2d& px, const SpotShape& shape) {
    if (photons_ == 0.0) origin_ = px;
    const Vector2d d = px - origin_;
    photons_ += photons;
    first_ += photons * d;
    xx_ += photons * (shape.xx + d.x() * d.x());
    xy_ += photons * (shape.xy + d.x() * d.y());
    yy_ += photons * (shape.yy + d.y() * d.y());
  }
  double photons() const { return photons_; }
  const Vector2d& first_px() const { return origin_; }
  Vector2d mean_px() const { return origin_ + first_ / photons_; }
  SpotShape shape() const {
    const Vector2d d = first_ / photons_;
    return {xx_ / photons_ - d.x() * d.x(), xy_ / photons_ - d.x() * d.y(), yy_ / photons_ - d.y() * d.y()};
  }

 private:
  double photons_ = 0.0;
  Vector2d origin_ = Vector2d::Zero();
  Vector2d first_ = Vector2d::Zero();
  double xx_ = 0.0, xy_ = 0.0, yy_ = 0.0;
};

/// How far spots of the grain can be from where the first stretch puts them.
struct Reach {
  double lattice = 0.0;  ///< largest difference of H
  double px = 0.0;
};

Reach reach_of(const LaueSetup& setup, const GrainStretches& grain, const FrameSettings& settings) {
  Reach reach;
  double mosaic_mrad = 0.0;
  for (const Stretch& stretch : grain.stretches) {
    const double length = stretch.path.t_end_m - stretch.path.t_begin_m;
    const double here = (stretch.path.H_middle - grain.stretches.front().path.H_middle).norm() +
                        0.5 * length * stretch.path.dH_dt_1_m.norm();
    reach.lattice = std::max(reach.lattice, here);
    mosaic_mrad = std::max(mosaic_mrad, stretch.path.mosaic_mrad);
  }
  const double width_px =
      std::max(settings.psf_sigma_px, settings.psf_tail_share > 0.0 ? settings.psf_tail_sigma_px : 0.0) +
      largest_px_per_gradient(setup.detector) * mosaic_mrad * 1e-3;
  reach.px = extra_margin_px + kernel_reach_sigma * width_px +
             largest_px_per_gradient(setup.detector) * reach.lattice;
  return reach;
}

/// Directions that can put photons on the panel from any of the stretches.
std::vector<QuickSpot> candidates_of(const LaueSetup& setup, const GrainStretches& grain,
                                     const Reach& reach) {
  PanelProjection panel = panel_projection(setup.detector);
  const auto margin = static_cast<float>(reach.px);
  panel.offset_x -= margin;
  panel.offset_y -= margin;
  panel.cols += 2.0F * margin;
  panel.rows += 2.0F * margin;
  const double band = 1.0 + 10.0 * reach.lattice;  // dE/E = cot θ·dθ, and no camera sees θ below 6°
  std::vector<QuickSpot> found;
  project_directions(setup.table, setup.table.n_directions(), grain.stretches.front().M_lab_1_A, panel,
                     setup.intensity.energy_min_keV() / band, setup.intensity.energy_max_keV() * band, found);
  return found;
}

/// One direction over all stretches of a grain.
class DirectionSpots {
 public:
  DirectionSpots(const LaueSetup& setup, const FrameSettings& settings, double margin_px)
      : setup_(setup),
        settings_(settings),
        maker_(setup, settings),
        strengths_(setup, settings),
        margin_px_(margin_px) {}

  void collect(std::size_t direction, const GrainStretches& grain) {
    whole_ = SpotMoments();
    true_ = TrueSpot();
    parts_.clear();
    of_stretch_.clear();
    SpotMoments part;
    const Eigen::Vector3i primitive = setup_.table.primitive(direction);
    const bool reversed = (grain.stretches.front().M_lab_1_A.row(1) * primitive.cast<double>())(0) > 0.0;
    const Eigen::Vector3i hkl = reversed ? Eigen::Vector3i(-primitive) : primitive;
    strengths_.begin(direction, reversed, grain.stretches.size());
    double energy_weight = 0.0;
    int spent_ray = no_ray;
    for (std::size_t i = 0; i < grain.stretches.size(); ++i) {
      const Stretch& stretch = grain.stretches[i];
      if (stretch.ray == spent_ray) continue;
      const StretchSpot spot = maker_.spot(stretch, direction, hkl, strengths_, margin_px_);
      if (spot.lowest_multiple != 0 && spot.arriving < nothing_arrives) spent_ray = stretch.ray;
      if (!(spot.photons > 0.0)) continue;
      if (part.photons() > 0.0 && (spot.px - part.first_px()).norm() > step_px()) flush(part);
      part.add(spot.photons, spot.px, spot.shape);
      whole_.add(spot.photons, spot.px, spot.shape);
      of_stretch_.emplace_back(i, spot);
      if (true_.hkl.isZero()) true_.hkl = spot.lowest_multiple * hkl;
      energy_weight += spot.photons * spot.energy_keV;
      true_.depth_m += spot.photons *
                       (0.5 * (stretch.path.t_begin_m + stretch.path.t_end_m) + spot.t_mean_m) *
                       setup_.intensity.face().sine_tilt();
    }
    if (part.photons() > 0.0) flush(part);
    if (!(whole_.photons() > 0.0)) return;
    true_.photons = whole_.photons();
    true_.px = whole_.mean_px();
    true_.shape = whole_.shape();
    true_.energy_keV = energy_weight / true_.photons;
    true_.depth_m /= true_.photons;
  }

  const TrueSpot& true_spot() const { return true_; }
  const std::vector<DrawnSpot>& parts() const { return parts_; }
  const std::vector<std::pair<std::size_t, StretchSpot>>& of_stretch() const { return of_stretch_; }

 private:
  /// Pieces may each be almost a step long; half a step between their middles keeps the whole near one.
  double step_px() const { return 0.5 * settings_.step_sigma * settings_.psf_sigma_px; }

  void flush(SpotMoments& part) {
    const Vector2d px = part.mean_px();
    const double core = 1.0 - settings_.psf_tail_share;
    SpotShape shape = part.shape();
    parts_.push_back({px.x(), px.y(), core * part.photons(), shape});
    if (settings_.psf_tail_share > 0.0) {
      const double wider = settings_.psf_tail_sigma_px * settings_.psf_tail_sigma_px -
                           settings_.psf_sigma_px * settings_.psf_sigma_px;
      shape.xx += wider;
      shape.yy += wider;
      parts_.push_back({px.x(), px.y(), settings_.psf_tail_share * part.photons(), shape});
    }
    part = SpotMoments();
  }

  const LaueSetup& setup_;
  const FrameSettings& settings_;
  StretchSpotMaker maker_;
  OrderStrengths strengths_;
  double margin_px_;
  SpotMoments whole_;
  TrueSpot true_;
  std::vector<DrawnSpot> parts_;
  std::vector<std::pair<std::size_t, StretchSpot>> of_stretch_;
};

}  // namespace

double largest_px_per_gradient(const Detector& panel) {
  double farthest = 0.0;
  for (const double x : {0.0, panel.cols - 1.0}) {
    for (const double y : {0.0, panel.rows - 1.0}) {
      farthest = std::max(farthest, point_of_pixel(panel, {x, y}).norm());
    }
  }
  return 2.0 * farthest * farthest / (panel.distance_m() * std::min(panel.pitch_x_m, panel.pitch_y_m));
}

GrainSpots spots_of_grain(const LaueSetup& setup, const GrainStretches& grain,
                          const Eigen::Matrix3d& R_sample_from_crystal, const FrameSettings& settings) {
  const Reach reach = reach_of(setup, grain, settings);
  DirectionSpots spots(setup, settings, reach.px);
  GrainTruth truth(grain.stretches);
  GrainSpots result;
  const std::vector<QuickSpot> candidates = candidates_of(setup, grain, reach);
  std::vector<TrueSpot> seen;
  seen.reserve(candidates.size());
  result.drawn.reserve(candidates.size());
  for (const QuickSpot& candidate : candidates) {
    spots.collect(candidate.direction, grain);
    const TrueSpot& spot = spots.true_spot();
    if (!(spot.photons >= settings.faintest_photons)) {
      result.diffuse_photons += spot.photons;
      continue;
    }
    result.drawn.insert(result.drawn.end(), spots.parts().begin(), spots.parts().end());
    if (!setup.detector.on_panel(spot.px)) continue;
    seen.push_back(spot);
    for (const auto& [stretch, part] : spots.of_stretch()) truth.add(stretch, part);
  }
  result.truth = truth.truth(R_sample_from_crystal, setup.table.B_1_A(), setup.intensity.face().sine_tilt());
  result.truth.grain = grain.grain;
  result.truth.spots = std::move(seen);
  return result;
}

}  // namespace lauelith::forward
