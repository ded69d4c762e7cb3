// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "forward/spot_prediction.h"
#include "inverse/direction_map.h"
#include "inverse/lattice_rows.h"
#include "inverse/orientation_candidates.h"
#include "src/grain.h"
#include "src/parameter.h"
#include "src/peak.h"

namespace lauelith::inverse {

/// The table [index] of a study, as far as it concerns one frame.
struct IndexOptions {
  double max_log10_false_alarm = -4.0;
  double pair_tolerance_deg = 0.12;
  double match_radius_mrad = 3.7;
  int strong_directions = 300;
  int bright_peaks = 30;
  int verified_directions = 2000;
  int max_grains = 64;
  double frame_limit_s = 60.0;       ///< of the clock; what limits work otherwise are counts
  bool neighbours = true;            ///< try the grains of neighbouring frames first
  double grain_boundary_deg = 2.0;   ///< misorientation that parts two grains of a map
  std::string depth_model = "auto";  ///< auto: what the scan says, else surface
  std::string refine_detector = "none";
  std::vector<double> detector_prior = {0.1, 1.0, 1.0, 0.05, 0.05};  ///< mm, px, px, deg, deg
};
void describe(ParameterVisitor& visit, IndexOptions& options);

/// How far the plane normal of a peak may be from a direction it belongs to: a spot off by the match radius
/// has a plane normal off by half of it.
double direction_tolerance_rad(const IndexOptions& options);

/// Strong directions of a crystal for making candidates and testing them quickly.
struct StrongDirections {
  StrongDirections(const forward::ReflectionTable& table,
                   const std::vector<Eigen::Matrix3d>& proper_rotations, std::size_t n,
                   const Detector& detector, double tolerance_rad);
  DirectionPairs pairs;
  DirectionMap map;
};

/// How hard to look.
struct SearchEffort {
  const StrongDirections* strong = nullptr;
  int n_bright_peaks = 30;
  double pair_tolerance_rad = 2e-3;
};

/// What indexing needs of a crystal in front of a camera, built once for any number of frames. Holds a
/// reference to the setup, which must outlive it.
struct IndexingPlan {
  IndexingPlan(const forward::LaueSetup& setup, const IndexOptions& options);

  const forward::LaueSetup& setup;
  IndexOptions options;
  std::vector<Eigen::Matrix3d> proper_rotations;
  StrongDirections strong;
  forward::PanelProjection panel;
  double sample_tilt_rad;
  double match_radius_px;  ///< at the detector's distance
  double n_pixels;         ///< of the panel that can show a peak
  /// Of the detector's five parameters (mm, px, px, deg, deg), to enter the error bars of every grain.
  std::optional<Matrix5d> detector_covariance = std::nullopt;
};

/// Measured a*, b*, c* of other frames as columns, lab frame, 1/Å; the likeliest first.
using KnownLattices = std::vector<Eigen::Matrix3d>;

/// Finds every grain of a frame: orientations from pairs of bright peaks, verified by the strongest spots
/// they predict, refined, taken out, until chance explains what is left; then all grains together. Strongest
/// grain first. The result does not depend on the order of equally bright peaks beyond their labels.
///
/// `known`: lattices that neighbours in the map have. They are verified like any candidate, before the
/// search, and save it where they hold (P. Kou, K. Chen & N. Tamura, Scr. Mater. 143 (2018) 49); the search
/// sees what peaks they leave.
///
/// After `frame_limit_s` no further grain is looked for; those found by then are finished as usual and
/// `timed_out` is set: only then does the result depend on how fast the machine is.
std::vector<Grain> index_grains(const PeakList& peaks, const IndexingPlan& plan,
                                const KnownLattices& known = {}, bool* timed_out = nullptr);

}  // namespace lauelith::inverse
