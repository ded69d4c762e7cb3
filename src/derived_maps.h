// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <limits>
#include <vector>

namespace lauelith {

/// One grain of a map.
struct MapGrain {
  Eigen::Matrix3d mean_R_sample_from_crystal = Eigen::Matrix3d::Identity();
  int n_points = 0;
};

/// One number per frame, of the strongest accepted grain; NaN (grain_id: −1) where there is none.
struct DerivedMaps {
  explicit DerivedMaps(std::size_t n = 0)
      : von_mises(n, std::numeric_limits<double>::quiet_NaN()),
        misorientation_to_grain_mean_deg(von_mises),
        kam_deg(von_mises),
        misorientation_noise_deg(von_mises),
        peak_width_px(von_mises),
        grain_id(n, -1) {}

  std::vector<double> von_mises;
  std::vector<double> misorientation_to_grain_mean_deg;
  std::vector<double> kam_deg;
  std::vector<double> misorientation_noise_deg;  ///< √2·σ of an orientation: what equal points would show
  std::vector<double> peak_width_px;
  std::vector<int> grain_id;  ///< row of `grains`
  std::vector<MapGrain> grains;
};

}  // namespace lauelith
