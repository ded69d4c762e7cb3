// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "forward/beam_path.h"
#include "forward/laue_image.h"
#include "forward/monochromator.h"
#include "forward/spot_prediction.h"
#include "src/grain.h"

namespace lauelith::forward {

/// What the simulator knows of beam, sample and camera besides the setup; SI.
struct FrameSettings {
  double exposure_s = 1.0;
  double flux_scale = 1.0;        ///< photons per second and keV for one unit of Spectrum::flux
  double relative_density = 1.0;  ///< pores too small to resolve thin out absorption and scattering alike
  Eigen::Vector2d beam_sigma_m = Eigen::Vector2d::Zero();  ///< rms size of the focus along lab x and z
  int n_rays_per_axis = 1;                                 ///< Gauss–Hermite points across the beam: 1 or 3
  double divergence_rad = 0.0;                             ///< rms, along x and along z
  double psf_sigma_px = 0.5;                               ///< of the camera, before pixels integrate
  double psf_tail_share = 0.0;     ///< share of the photons in a second, wider Gaussian
  double psf_tail_sigma_px = 3.0;  ///< its width
  double step_sigma = 1.0;         ///< what a spot moves in one piece of the path, in units of psf_sigma_px
  double faintest_photons = 0.01;  ///< of a spot; the rest goes to the diffuse background
  /// Share of photons that the camera counts, from energy (keV) and cosine of the angle to its normal.
  std::function<double(double, double)> efficiency = [](double, double) { return 1.0; };
  std::optional<Monochromator> monochromator = std::nullopt;  ///< empty: the white beam
  /// Attenuation of lithium (1/m) at an energy (keV).
  std::function<double(double)> lithium_attenuation = [](double) { return 0.0; };
};

/// One interval of the path, ready for every spot: lattice in the lab and how it changes along the beam.
struct Stretch {
  PathInterval path;
  Eigen::Matrix3d M_lab_1_A;    ///< a*, b*, c* as columns, in the middle
  Eigen::Matrix3d dM_dt_1_A_m;  ///< per metre of path
  Eigen::Vector3d source_m;     ///< middle of the stretch, lab
  double weight = 1.0;          ///< of the ray
  int ray = 0;                  ///< stretches of one ray follow one another, downwards
};

struct GrainStretches {
  std::int32_t grain = -1;
  std::vector<Stretch> stretches;
};

/// What an ideal measurement of a spot would give.
struct TrueSpot {
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();  ///< lowest order in the band that is not extinct
  double energy_keV = 0.0;                        ///< of that order, weighted with photons along the path
  Eigen::Vector2d px = Eigen::Vector2d::Zero();   ///< centroid
  double photons = 0.0;                           ///< expected and counted, all orders
  SpotShape shape{0.0, 0.0, 0.0};                 ///< covariance before pixels integrate
  double depth_m = 0.0;                           ///< mean depth below the face
  bool overlaps =
      false;  ///< a spot with more than a tenth of its photons lies nearer than the sum of three widths
};

/// What an ideal measurement of a grain would give: moments over the depth, weighted with the photons of its
/// spots on the panel. Strain and orientation are those of F̄ = I + ⟨H⟩ by eq. (6) (src/lattice.h).
struct TrueGrain {
  std::int32_t grain = -1;  ///< row of the field's orientations
  double photons = 0.0;
  double depth_m = 0.0;
  Eigen::Matrix3d R_sample_from_crystal = Eigen::Matrix3d::Identity();
  Vector6d strain_deviatoric_sample = Vector6d::Zero();
  Vector6d strain_spread = Vector6d::Zero();                       ///< rms over the depth
  Eigen::Vector3d rotation_spread_mrad = Eigen::Vector3d::Zero();  ///< rms over the depth, sample axes
  std::vector<TrueSpot> spots;
};

/// Bound on the pixels that any spot moves per unit of H (Frobenius norm): a plane turns by at most |H|, its
/// ray by twice that, and the farthest pixel sees it at the worst obliquity.
double largest_px_per_gradient(const Detector& panel);

struct GrainSpots {
  TrueGrain truth;
  std::vector<DrawnSpot> drawn;
  double diffuse_photons = 0.0;
};

/// Spots of one grain from the stretches of the beam inside it. Order n of a direction holds, per stretch,
///   N = t_exp·η·Φ_E·hc·r_e²·P·|F|²/v²·λ²/(2 sin²θ)·∫ exp(−µ·(path in + path out)) dt
/// and lies at the weighted mean of its place along the stretch; its width includes what it moves there.
/// Successive pieces of a spot are drawn as one while they lie within the step of `settings`.
GrainSpots spots_of_grain(const LaueSetup& setup, const GrainStretches& grain,
                          const Eigen::Matrix3d& R_sample_from_crystal, const FrameSettings& settings);

}  // namespace lauelith::forward
