// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "forward/spot_shape.h"

namespace lauelith::forward {

/// A band about one energy cut out of the white beam: transmission exp(−(E − energy)²/(2 sigma²)).
struct Monochromator {
  double energy_keV = 0.0;
  double sigma_keV = 0.0;  ///< rms
};

/// What a spot's photons do when the lattice turns or the rays diverge: places on the panel and energies that
/// move together, a normal distribution about the Bragg energy of the mean lattice.
struct EnergySpread {
  double variance_keV2 = 0.0;
  Eigen::Vector2d with_px_keV = Eigen::Vector2d::Zero();  ///< covariance of place and energy
};

/// What is left of a reflection of Bragg energy E behind the monochromator,
///   share = σ/√(σ² + v)·exp(−(E − E_m)²/(2(σ² + v))),   place += c·(E_m − E)/(σ² + v),   shape −= c·cᵀ/(σ² +
///   v),
/// v, c of EnergySpread: the normal distribution of place and energy, weighted with the band. Perfect
/// crystals: the band itself. Pinned by: Monochromator.* (tests/forward/monochromator_test.cc).
struct PassedShare {
  double share = 0.0;
  Eigen::Vector2d moved_px = Eigen::Vector2d::Zero();
  SpotShape narrowed{0.0, 0.0, 0.0};  ///< to be taken from the shape
};
PassedShare passed_share(const Monochromator& monochromator, double energy_keV, const EnergySpread& spread);

}  // namespace lauelith::forward
