// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "forward/beam_path.h"
#include "forward/grain_spots.h"

namespace lauelith::forward {

struct FrameSpots {
  std::vector<DrawnSpot> drawn;
  double diffuse_photons = 0.0;   ///< of spots too faint to draw
  std::vector<TrueGrain> grains;  ///< most photons first; grains without a spot on the panel are left out
};

/// All spots of one scan point, with the truth behind them: the beam's path through the field, spots of every
/// stretch of it (grain_spots.h). Several rays stand for a beam as wide as the field is coarse.
/// Pinned by tests/forward/frame_spots_test.cc.
class FrameSpotMaker {
 public:
  /// All three must outlive it.
  FrameSpotMaker(const LaueSetup& setup, const CrystalField& field, const FrameSettings& settings);
  FrameSpots at(const Eigen::Vector2d& entry_m,
                const std::optional<Monochromator>& monochromator = std::nullopt) const;

 private:
  struct BeamRay {
    Eigen::Vector2d offset_m = Eigen::Vector2d::Zero();  ///< from the axis, along lab x and z
    double weight = 1.0;
    int number = 0;
  };
  std::vector<BeamRay> beam_rays() const;
  void add_ray(const Eigen::Vector2d& entry_m, const BeamRay& ray, std::vector<GrainStretches>& grains) const;
  Stretch stretch_of(const PathInterval& interval, const Eigen::Vector3d& source_m, const BeamRay& ray) const;

  const LaueSetup& setup_;
  const CrystalField& field_;
  const FrameSettings& settings_;
  Overburden overburden_;
  PathOptions path_options_;
  Eigen::Matrix3d R_lab_from_sample_;
};

}  // namespace lauelith::forward
