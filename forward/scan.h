// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "forward/camera.h"
#include "forward/diffuse_background.h"
#include "forward/frame_spots.h"
#include "src/crystal_field.h"
#include "src/parameter.h"
#include "src/scan_file.h"

namespace lauelith::forward {

/// The table [scan] of a study: where the beam goes and for how long.
struct ScanOptions {
  std::string crystal = "LLZO";                 ///< of the electrolyte: a built-in name or a CIF
  std::vector<double> origin_um = {72.0, 2.0};  ///< first point, X and Y of the cell frame
  std::vector<double> step_um = {4.0, 4.0};
  std::vector<double> points = {65.0, 65.0};  ///< along X (fast) and along Y
  double exposure_s = 0.5;
  double overhead_s = 0.2;              ///< between exposures
  double strongest_spot_photons = 0.0;  ///< 0: by flux and exposure
  double path_step_sigma = 1.0;
  double rays_across_beam = 1.0;              ///< 1, or 3 for 3 × 3 Gauss–Hermite points
  double truth_photons = 50.0;                ///< faintest spot in the truth tables
  std::vector<double> energies_keV = {};      ///< of a monochromatic beam, at every point; empty: white light
  std::vector<double> energy_steps_keV = {};  ///< the same as first, last, step
  double monochromator_eV = 1.6;              ///< full width of its band at half maximum
};
void describe(ParameterVisitor& visit, ScanOptions& options);

/// UsageErrors for a scan without points, a beam of three sizes and the like.
void check_scan(const ScanOptions& options);
/// The energies that the options ask for; empty: white light.
std::vector<double> energies_of(const ScanOptions& options);
void check_beam(const BeamOptions& beam);
void check_background(const BackgroundOptions& background);

struct RenderedFrame {
  ScanPoint point;
  FrameSpots spots;
  Frame frame;  ///< empty where only spots are wanted
};

/// A scan about to be simulated; every frame can be made alone, on any thread, and is always the same.
class ScanRenderer {
 public:
  /// `field` must outlive it. `setup.detector` is that of `camera`. Frames of another `scan` have noise of
  /// their own: otherwise the differences of two scans would look better than they are.
  ScanRenderer(const LaueSetup& setup, const CrystalField& field, const SimulatedCamera& camera,
               const BackgroundOptions& background, const ScanOptions& options, const Spectrum& spectrum,
               double relative_density, std::uint32_t seed, std::uint32_t scan = 0);
  ScanRenderer(const ScanRenderer&) = delete;
  ScanRenderer& operator=(const ScanRenderer&) = delete;

  std::size_t n_frames() const { return n_x_ * n_y_ * std::max<std::size_t>(1, energies_keV_.size()); }
  std::size_t n_x() const { return n_x_; }
  std::size_t n_y() const { return n_y_; }
  ScanPoint point(std::size_t index) const;
  RenderedFrame spots_of(std::size_t index) const;
  /// What the camera records of these spots at that point.
  Frame exposed(const FrameSpots& spots, std::size_t index) const;
  RenderedFrame frame_of(std::size_t index) const;
  double flux_scale() const { return settings_.flux_scale; }

 private:
  void scale_to_strongest();
  std::optional<Monochromator> monochromator(std::size_t index) const;
  RenderedFrame spots_in(std::size_t index, const std::optional<Monochromator>& band) const;

  const LaueSetup& setup_;
  const CrystalField& field_;
  SimulatedCamera camera_;
  BackgroundOptions background_options_;
  ScanOptions options_;
  std::uint32_t seed_;
  std::uint32_t scan_;
  std::size_t n_x_ = 1;
  std::size_t n_y_ = 1;
  std::vector<double> energies_keV_;  ///< the fastest of the frames' numbers; empty: white light
  FrameSettings settings_;
  FrameSpotMaker maker_;
  std::vector<float> background_;
};

/// Rows of the truth tables: grains of a frame with their spots from `faintest_photons` on.
std::vector<TruthRow> truth_rows(const FrameSpots& spots, std::size_t frame, double faintest_photons);

}  // namespace lauelith::forward
