// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "forward/grain_spots.h"
#include "forward/order_strength.h"

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

  /// `hkl`: primitive, with the sign that diffracts; `strengths`: begun for the direction. `margin_px`: how
  /// far off the panel still counts.
  StretchSpot spot(const Stretch& stretch, std::size_t direction, const Eigen::Vector3i& hkl,
                   OrderStrengths& strengths, double margin_px) const;

 private:
  struct Ray;
  std::optional<Ray> ray_to_panel(const Stretch& stretch, const Eigen::Vector3d& hkl, double margin_px) const;
  double lost_on_the_way_in(const Stretch& stretch, double energy_keV, double attenuation_1_m) const;
  double lost_on_the_way_out(const Ray& ray, const Stretch& stretch, double energy_keV,
                             double attenuation_1_m) const;
  void add_orders(const Ray& ray, const Stretch& stretch, std::size_t direction, OrderStrengths& strengths,
                  StretchSpot& spot) const;
  SpotShape shape_of_ray(const Ray& ray, const Stretch& stretch) const;
  EnergySpread energy_spread(const Ray& ray, const Stretch& stretch) const;

  const LaueSetup& setup_;
  const FrameSettings& settings_;
  Eigen::Vector3d panel_normal_;
  double cotangent_tilt_ = 1.0;  ///< of the face
  double unit_ = 0.0;            ///< photons for a unit of Φ·λ²·P/(2 sin²θ)·|F|², per metre
};

}  // namespace lauelith::forward
