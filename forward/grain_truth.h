// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "forward/grain_spots.h"
#include "forward/stretch_spot.h"

namespace lauelith::forward {

/// Adds up what the spots of a grain see of its lattice: moments of H over the depth, weighted with photons.
class GrainTruth {
 public:
  explicit GrainTruth(const std::vector<Stretch>& stretches)
      : stretches_(stretches), sums_(stretches.size()) {}
  void add(std::size_t stretch, const StretchSpot& spot);
  /// Fills everything but grain and spots.
  TrueGrain truth(const Eigen::Matrix3d& R_sample_from_crystal, const Eigen::Matrix3d& B_1_A,
                  double sine_tilt) const;

 private:
  struct Sums {
    double photons = 0.0;
    double t_m = 0.0;  // about the middle of the stretch
    double tt_m2 = 0.0;
  };
  const std::vector<Stretch>& stretches_;
  std::vector<Sums> sums_;
};

}  // namespace lauelith::forward
