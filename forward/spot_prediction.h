// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "forward/reflections.h"
#include "forward/source_depth.h"
#include "forward/spot_intensity.h"
#include "src/detector.h"

namespace lauelith::forward {

/// A crystal in front of a camera: what every prediction needs, built once.
struct LaueSetup {
  Crystal crystal;
  Detector detector;
  BeamOptions beam;
  SpotIntensity intensity;
  ReflectionTable table;
  SourceDepth depth;
  /// Where the strongest spots come from on average: for quick projections, which cannot give every spot its
  /// own place.
  Eigen::Vector3d typical_source_m = Eigen::Vector3d::Zero();
};

/// Builds the table for the angles 2θ that the detector sees.
LaueSetup make_laue_setup(const Crystal& crystal, const Detector& detector, const BeamOptions& beam,
                          const Spectrum& spectrum, DepthModel depth = DepthModel::surface);

/// Smallest and largest 2θ (rad) on the panel.
Eigen::Vector2d two_theta_range(const Detector& detector);

/// The orders of a direction that share a spot.
struct OrdersInBand {
  int lowest = 0;                     ///< multiple of the primitive indices; 0: none in the band
  double energy_keV = 0.0;            ///< of the lowest
  double intensity = 0.0;             ///< Σ Φ_E λ²/µ |F|², without the factors of the direction
  double attenuation_length_m = 0.0;  ///< mean over the orders, weighted by their intensities
};
OrdersInBand orders_in_band(const LaueSetup& setup, std::uint32_t direction, bool reversed,
                            double kappa_primitive_1_A);

/// What a lattice makes of a direction of the table: its ray, its orders in the band, and where in the
/// crystal the spot comes from: the mean of SourceDepth over its orders, weighted by intensity. The
/// derivative of the depth with respect to the lattice is 1e-4 of the spot's own and left out everywhere.
struct SpotOrigin {
  bool reversed = false;  ///< −hkl of the table diffracts
  Eigen::Vector3d k_lab_1_A = Eigen::Vector3d::Zero();
  OrdersInBand orders;
  Eigen::Vector3d source_m = Eigen::Vector3d::Zero();
};
SpotOrigin spot_origin(const LaueSetup& setup, const Eigen::Matrix3d& M_lab_1_A, std::uint32_t direction);

/// Only the source: free of charge when the setup's spots come from the surface.
Eigen::Vector3d source_of_spot(const LaueSetup& setup, const Eigen::Matrix3d& M_lab_1_A,
                               std::uint32_t direction);

/// One spot: a direction of the table on the panel with at least one order in the energy band.
struct PredictedSpot {
  std::uint32_t direction = 0;
  bool reversed = false;                          ///< −hkl of the table diffracts
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();  ///< lowest order in the band
  double energy_keV = 0.0;                        ///< of that order
  Eigen::Vector2d px = Eigen::Vector2d::Zero();
  double intensity = 0.0;                              ///< sum over the orders in the band, arbitrary units
  Eigen::Vector3d source_m = Eigen::Vector3d::Zero();  ///< where in the crystal it comes from, lab
};

/// Position only, single precision: for searching.
struct QuickSpot {
  std::uint32_t direction;
  float x_px;
  float y_px;
};

/// A panel prepared for single-precision projection.
struct PanelProjection {
  Eigen::Vector3f fast_over_pitch;  ///< D·f/p
  Eigen::Vector3f slow_over_pitch;
  Eigen::Vector3f normal;
  float offset_x = 0.0F;  ///< O·f/p
  float offset_y = 0.0F;
  float cols = 0.0F;
  float rows = 0.0F;
};
PanelProjection panel_projection(const Detector& detector,
                                 const Eigen::Vector3d& source_m = Eigen::Vector3d::Zero());

/// Spots of the first `n_directions` directions (all if fewer), those on the panel whose lowest and highest
/// order embrace the energy band; good to 1e-3 px. `M_lab_1_A`: a*, b*, c* as columns. Replaces the content
/// of `spots`, whose memory is reused: this is the inner loop of the search.
void project_directions(const ReflectionTable& table, std::size_t n_directions,
                        const Eigen::Matrix3d& M_lab_1_A, const PanelProjection& panel, double energy_min_keV,
                        double energy_max_keV, std::vector<QuickSpot>& spots);

/// All spots of a lattice on the panel in double precision, in the order of the table.
std::vector<PredictedSpot> predict_spots(const LaueSetup& setup, const Eigen::Matrix3d& M_lab_1_A,
                                         std::size_t n_directions = static_cast<std::size_t>(-1));

/// Position of the spot of hkl (either sign) and its derivative with respect to the plane normal G (lab).
struct SpotPosition {
  bool on_plane = false;  ///< the ray runs towards the panel
  Eigen::Vector2d px = Eigen::Vector2d::Zero();
  double energy_keV = 0.0;
  Eigen::Matrix<double, 2, 3> d_px_d_G = Eigen::Matrix<double, 2, 3>::Zero();
  Eigen::Vector3d G_lab_1_A = Eigen::Vector3d::Zero();  ///< with the sign that diffracts
};
SpotPosition spot_position(const Detector& detector, const Eigen::Matrix3d& M_lab_1_A,
                           const Eigen::Vector3i& hkl,
                           const Eigen::Vector3d& source_m = Eigen::Vector3d::Zero());
/// The place alone; nothing if no ray runs towards the panel.
std::optional<Eigen::Vector2d> spot_place(const Detector& detector, const Eigen::Matrix3d& M_lab_1_A,
                                          const Eigen::Vector3i& hkl, const Eigen::Vector3d& source_m);

}  // namespace lauelith::forward
