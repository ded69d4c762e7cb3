// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "forward/grain_spots.h"

namespace lauelith::forward {

/// Moments of the photons that one direction sends to the panel from one stretch.
struct StretchSpot {
  double photons = 0.0;
  Eigen::Vector2d px = Eigen::Vector2d::Zero();  ///< mean
  SpotShape shape{0.0, 0.0, 0.0};                ///< covariance
  int lowest_multiple = 0;                       ///< order in the band; 0: none
  PassedShare passed;                            ///< of that order through a monochromator
  double energy_keV = 0.0;                       ///< of the lowest order
  double t_mean_m = 0.0;                         ///< from the middle of the stretch
  double t_square_m2 = 0.0;                      ///< second moment about the middle
  double arriving = 1.0;  ///< share of the beam that reaches the stretch, at the most penetrating energy
};

/// The spot of a direction from a stretch; no photons if it does not reach the neighbourhood of the panel.
class StretchSpotMaker {
 public:
  StretchSpotMaker(const LaueSetup& setup, const FrameSettings& settings);

  /// `hkl`: primitive, with the sign that diffracts. `margin_px`: how far off the panel still counts.
  StretchSpot spot(const Stretch& stretch, std::size_t direction, const Eigen::Vector3i& hkl, bool reversed,
                   double margin_px) const;

 private:
  struct Ray;
  double attenuation(double energy_keV) const {
    return setup_.intensity.attenuation(energy_keV) * settings_.relative_density;
  }
  std::optional<Ray> ray_to_panel(const Stretch& stretch, const Eigen::Vector3d& hkl, double margin_px) const;
  double arriving(const Stretch& stretch, double energy_keV) const;
  double leaving(const Ray& ray, const Stretch& stretch, double energy_keV) const;
  void add_orders(const Ray& ray, const Stretch& stretch, std::size_t direction, bool reversed,
                  StretchSpot& spot) const;
  double photons_of_order(const Ray& ray, const ReflectionOrder& order, std::size_t direction, bool reversed,
                          double energy_keV) const;
  SpotShape shape_of_ray(const Ray& ray, const Stretch& stretch) const;
  EnergySpread energy_spread(const Ray& ray, const Stretch& stretch) const;

  const LaueSetup& setup_;
  const FrameSettings& settings_;
  double unit_ = 0.0;  ///< photons for a unit of Φ·λ²·P/(2 sin²θ)·|F|², per metre
};

}  // namespace lauelith::forward
