// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <random>
#include <string>
#include <vector>

#include "forward/spot_prediction.h"
#include "src/peak.h"

namespace lauelith::synthetic {

/// A crystal that is in a made pattern.
struct TrueGrain {
  Eigen::Matrix3d R_sample_from_crystal;  ///< before straining
  Eigen::Matrix3d deformation;            ///< F, sample frame
  Eigen::Matrix3d M_lab_1_A;
  double weight = 1.0;
};

enum class Camera { pilatus_140mm, scmos_79mm, mar165_70mm, aps_34id };
Detector camera(Camera kind);
forward::LaueSetup setup(const std::string& crystal, Camera kind,
                         std::vector<double> energy_keV = {5.0, 24.0},
                         forward::DepthModel depth = forward::DepthModel::surface);

Eigen::Matrix3d random_rotation(std::mt19937_64& random);
/// Random orientation; every strain component normal with the given rms.
TrueGrain random_grain(const forward::LaueSetup& setup, double strain_rms, std::mt19937_64& random);

struct PatternOptions {
  std::size_t n_peaks = 150;            ///< brightest of all grains together
  double sigma_px = 0.1;                ///< position error per axis
  double smallest_separation_px = 4.0;  ///< fainter ones nearer than this to a brighter one are lost
  std::size_t n_false = 0;              ///< peaks anywhere, as bright as the pattern's
  double intensity_scatter = 0.3;       ///< log-normal
};
PeakList pattern(const forward::LaueSetup& setup, const std::vector<TrueGrain>& grains,
                 const PatternOptions& options, std::mt19937_64& random);

}  // namespace lauelith::synthetic
