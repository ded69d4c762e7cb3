// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "src/peak.h"

namespace lauelith {

using Vector6d = Eigen::Matrix<double, 6, 1>;
using Matrix6d = Eigen::Matrix<double, 6, 6>;

/// A peak that has been given its Miller indices.
struct IndexedSpot {
  int peak = -1;                                  ///< row in the peak list of the frame
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();  ///< lowest order in the band that is not extinct
  double energy_keV = 0.0;                        ///< of that order
  Eigen::Vector2d calculated_px = Eigen::Vector2d::Zero();
  Eigen::Vector3d source_m =
      Eigen::Vector3d::Zero();  ///< where in the crystal it comes from, lab; not stored
};

/// How far the rest of the frame agrees with a grain, apart from positions. NaN: cannot be said.
struct PhaseEvidence {
  double explained_share = 0.0;         ///< own peaks among those not explained by other grains
  double completeness = 0.0;            ///< observed share of the strongest predicted spots
  double seen_share = 0.0;              ///< observed share of all predicted spots, weak ones included
  double rank_correlation = 0.0;        ///< Spearman, predicted against observed intensity
  double log10_likelihood_ratio = 0.0;  ///< this phase against peaks of unknown origin
};

enum class GrainQuality : std::uint8_t { accepted = 0, doubtful = 1 };

/// One indexed grain of one frame. Strain: tensor components in the order xx, yy, zz, yz, xz, xy, tension
/// positive; NaN where the number of spots does not carry a strain.
struct Grain {
  Eigen::Matrix3d R_sample_from_crystal =
      Eigen::Matrix3d::Identity();  ///< left polar factor, symmetry-reduced
  Eigen::Matrix3d reciprocal_lab_1_A =
      Eigen::Matrix3d::Zero();  ///< measured a*, b*, c* as columns, lab frame
  Vector6d strain_deviatoric_sample = Vector6d::Zero();
  Vector6d strain_deviatoric_crystal = Vector6d::Zero();
  Matrix6d strain_covariance_sample = Matrix6d::Zero();  ///< rank 5: the trace is not measured
  Matrix6d strain_covariance_crystal = Matrix6d::Zero();
  Eigen::Vector3d orientation_sigma_mrad = Eigen::Vector3d::Zero();  ///< about the sample axes
  double mean_residual_px = 0.0;   ///< mean distance, as other programs print it
  double rms_px = 0.0;             ///< root mean square distance
  double extra_scatter_px = 0.0;   ///< per axis, beyond the peaks' own errors; in the error bars
  double log10_false_alarm = 0.0;  ///< expected number of such grains per frame of chance peaks
  double peak_width_px = 0.0;
  bool converged = true;
  GrainQuality quality = GrainQuality::accepted;
  PhaseEvidence evidence;
  std::vector<IndexedSpot> spots;
};

/// Why a frame ended as it did; the numbers are those of /entry/map/status.
enum class FrameStatus : std::uint8_t {
  not_run = 0,
  ok = 1,
  no_spots = 2,
  not_indexed = 3,
  not_converged = 4,
  missing = 5,
  corrupt = 6,
  saturated = 7,
  timed_out = 8
};

/// Tells copies of a frame: frame_copies.h.
using Fingerprint = std::array<std::uint64_t, 2>;

/// Everything that was found in one frame.
struct FrameResult {
  FrameStatus status = FrameStatus::not_run;
  std::string source;                                      ///< the file, and the index in it
  double x_um = std::numeric_limits<double>::quiet_NaN();  ///< stage position if known
  double y_um = std::numeric_limits<double>::quiet_NaN();
  PeakList peaks;
  std::vector<Grain> grains;  ///< strongest first
  std::string message;        ///< what a status other than ok means for this frame
  int copy_of = -1;           ///< earlier frame with the same pixels; −1: none
  Fingerprint fingerprint{};  ///< of the pixels; zero: not looked at; not stored
};

}  // namespace lauelith
