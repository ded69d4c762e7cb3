// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/rotation_plane.h"
#include "inverse/scan_registration.h"

namespace lauelith::inverse {

/// The search of register_scan: labelled points in, shift, rotation and drift out.
class RegistrationFit {
 public:
  RegistrationFit(const std::vector<PlacedPoint>& first, const std::vector<PlacedPoint>& second);
  void run(ScanRegistration& registration);

 private:
  /// t, φ, d, all in steps (φ: of the end of the map's arm), and the rotation of the sample that is left,
  /// mrad.
  static constexpr int n_parameters = 8;
  using Parameters = Eigen::Matrix<double, n_parameters, 1>;
  using Information = Eigen::Matrix<double, n_parameters, n_parameters>;
  /// What the first map shows at a place, as far as it concerns one point of the second.
  struct Terms {
    bool is_on_map = false;
    double same_grain = 0.0;  ///< smoothed share of points with the point's label (cubic B-spline)
    Eigen::RowVector2d same_slope = Eigen::RowVector2d::Zero();  ///< per step
    bool has_rotation = false;
    Eigen::Vector3d turned_mrad = Eigen::Vector3d::Zero();  ///< rotation beyond that of the first map
    Eigen::Matrix<double, 3, 2> slope_mrad = Eigen::Matrix<double, 3, 2>::Zero();  ///< of the map, per step
    double slope_noise_mrad2 = 0.0;                                                ///< variance of a slope
  };
  Eigen::Vector2d place_um(const Parameters& p, std::size_t k) const;
  Terms terms_at(const Parameters& p, std::size_t k) const;
  double own_share(const PlacedPoint& point) const;
  double agreement_at(const Parameters& p) const;
  Eigen::Vector2d best_whole_steps() const;
  void measure_scatter(const Parameters& p);
  void add_point(const Parameters& p, std::size_t k, Information& N, Parameters& gradient);
  Parameters settle(const Parameters& start, Information& N);
  void report(const Parameters& p, const Information& N, ScanRegistration& registration) const;

  const std::vector<PlacedPoint>& first_;
  const std::vector<PlacedPoint>& second_;
  ScanGrid grid_;
  ScanGrid second_grid_;
  std::vector<double> own_share_;      ///< of the second map's points: the same smoothing in their own map
  std::vector<RotationPlane> planes_;  ///< of the first map
  std::vector<RotationPlane> second_planes_;
  Information noise_ = Information::Zero();  ///< what noise in the slopes pretends to know
  Eigen::Vector2d centre_um_ = Eigen::Vector2d::Zero();
  Eigen::Vector2d step_um_ = Eigen::Vector2d::Ones();
  double arm_um_ = 1.0;  ///< half the diagonal of the second map
  double share_scatter_ = 0.3;
  double rotation_scatter_mrad_ = 1.0;
  Parameters start_ = Parameters::Zero();
  Parameters prior_sigma_ = Parameters::Ones();
};

}  // namespace lauelith::inverse
