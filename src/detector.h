// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace lauelith {

/// A flat pixel detector in the lab frame (y along the beam, z towards the detector, x = y × z).
///
/// Pixel (0, 0) is the centre of the first stored pixel; x_px runs along `fast`, y_px along `slow`.
/// Internal form, exact for any pose; the five-parameter form is `FiveParameters` below.
struct Detector {
  std::string name;
  int rows = 0;
  int cols = 0;
  Eigen::Vector3d origin_m = Eigen::Vector3d::Zero();  ///< centre of pixel (0, 0)
  Eigen::Vector3d fast = Eigen::Vector3d::UnitX();     ///< unit vector of +x_px
  Eigen::Vector3d slow = Eigen::Vector3d::UnitY();     ///< unit vector of +y_px
  double pitch_x_m = 0.0;
  double pitch_y_m = 0.0;
  double saturation = std::numeric_limits<double>::infinity();
  double psf_sigma_px = 0.0;    ///< Gaussian point spread; 0: not known, measured from the frame
  double sigma_floor_px = 0.0;  ///< systematic position error per axis, added in quadrature to every peak
  std::string flip = "none";  ///< how stored rows and columns must be turned before use: none, lr, ud, rot180
  std::vector<std::uint8_t> mask;  ///< rows*cols, 1 = do not use; empty: none

  Eigen::Vector3d normal() const;  ///< unit normal away from the source: normal · origin > 0
  double distance_m() const;       ///< from the source to the plane, along the normal
  bool on_panel(const Eigen::Vector2d& px) const;
  bool is_masked(const Eigen::Vector2d& px) const;  ///< false off the panel
};

/// The same panel in the numbers of LaueTools: distance along the normal, foot of the normal (pixels counted
/// from 1), two angles. A rotation about the beam turns detector and crystal alike and changes nothing that
/// is recorded; this form fixes it by normal_x = 0.
struct FiveParameters {
  double distance_mm = 0.0;  ///< dd
  double xcen_px = 0.0;      ///< counted from 1
  double ycen_px = 0.0;      ///< counted from 1
  double xbet_deg = 0.0;
  double xgam_deg = 0.0;
  double pixel_mm = 0.0;
};

/// Places the panel; size, saturation and the rest are taken from `detector`.
/// n = (0, sin β, cos β), e1 = (1, 0, 0), e2 = (0, cos β, −sin β), f = cos γ e1 − sin γ e2,
/// s = sin γ e1 + cos γ e2, O = dd n − p ((xcen − 1) f + (ycen − 1) s).
Detector placed(Detector detector, const FiveParameters& five);

/// The five numbers of a panel. A panel whose normal has a component along x is first turned about the beam
/// by `beam_rotation_rad` (returned; the crystal must be turned with it).
struct FiveParameterView {
  FiveParameters five;
  double beam_rotation_rad = 0.0;
};
FiveParameterView five_parameters(const Detector& detector);

/// A point of the panel as seen from the source.
Eigen::Vector3d point_of_pixel(const Detector& detector, const Eigen::Vector2d& px);
/// Unit vector from the source (displaced by `source_m`) to the pixel.
Eigen::Vector3d ray_of_pixel(const Detector& detector, const Eigen::Vector2d& px,
                             const Eigen::Vector3d& source_m = Eigen::Vector3d::Zero());

/// Where a ray meets the panel plane, and how that moves with the ray.
struct PixelOfRay {
  bool in_front = false;  ///< the ray runs towards the panel's plane
  Eigen::Vector2d px = Eigen::Vector2d::Zero();
  Eigen::Matrix<double, 2, 3> d_px_d_ray =
      Eigen::Matrix<double, 2, 3>::Zero();  ///< per unit of the ray given
};
PixelOfRay pixel_of_ray(const Detector& detector, const Eigen::Vector3d& ray,
                        const Eigen::Vector3d& source_m = Eigen::Vector3d::Zero());
/// The place alone; nothing if the ray runs away from the panel's plane.
std::optional<Eigen::Vector2d> place_of_ray(const Detector& detector, const Eigen::Vector3d& ray,
                                            const Eigen::Vector3d& source_m = Eigen::Vector3d::Zero());

}  // namespace lauelith
