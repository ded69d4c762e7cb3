// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "inverse/indexing.h"
#include "src/grain.h"
#include "tests/inverse/synthetic_pattern.h"

/// Patterns made by forward/, indexed by inverse/, compared with what went in.
namespace lauelith::roundtrip {

/// What is put before the indexer.
struct Scene {
  std::string crystal = "LLZO";
  synthetic::Camera camera = synthetic::Camera::pilatus_140mm;
  int n_grains = 1;
  double largest_strain = 5e-3;  ///< largest component of a grain: uniform up to this

  // A peak list with Gaussian errors …
  std::size_t n_peaks = 150;  ///< per grain
  double sigma_px = 0.1;
  // … or, if this is above zero, an image.
  double strongest_photons = 0.0;  ///< of the first grain; each further one has 0.7 of the one before
  double faintest_photons = 0.01;  ///< spots below are not drawn
  double psf_sigma_px = 1.0;
  double background = 12.0;
  double tail_share = 0.0;  ///< of each spot's photons, in a second Gaussian three times as wide
  bool integrating_camera = false;

  // What the indexer is told wrongly.
  double distance_off_m = 0.0;  ///< its detector stands this much further away
  double source_off_m = 0.0;    ///< the spots come from this much further down the beam
};

/// One grain that was in a pattern.
struct GrainOutcome {
  bool found = false;  ///< within 0.1 degrees
  bool has_strain = false;
  int n_visible = 0;  ///< true spots on the panel, of faintest_photons and more
  int n_spots = 0;    ///< indexed
  double largest_strain = 0.0;
  double angle_deg = 0.0;        ///< between found and true orientation
  double angle_sigma_deg = 0.0;  ///< as stated: square root of the sum of the three variances
  Vector6d error = Vector6d::Zero();
  Vector6d sigma = Vector6d::Zero();  ///< as stated
  Vector6d bound = Vector6d::Zero();  ///< Cramér–Rao, of the indexed spots at their true position errors
};

struct PatternOutcome {
  std::vector<GrainOutcome> grains;
  int n_invented = 0;  ///< accepted, but not there
};

/// The same numbers for the same arguments, whatever the number of threads.
std::vector<PatternOutcome> round_trips(const Scene& scene, int n_patterns, unsigned seed, int n_threads = 1);

/// Sums over many grains, those with at least 20 spots (fewer do not carry a quoted sigma).
struct Summary {
  int n_true = 0;  ///< of 12 visible spots and more; fewer are not expected to be found
  int n_found = 0;
  int n_invented = 0;
  int n_strains = 0;
  double mean_spots = 0.0;
  Vector6d ratio = Vector6d::Zero();  ///< √mean((error/bound)²)
  Vector6d bias = Vector6d::Zero();   ///< mean(error/sigma)
  Vector6d rms = Vector6d::Zero();    ///< √mean(error²)
  Vector6d mean = Vector6d::Zero();
  Vector6d largest = Vector6d::Zero();
  double covered_68 = 0.0;  ///< share of components within 0.9945 sigma
  double covered_95 = 0.0;  ///< within 1.96 sigma
  double median_angle_deg = 0.0;
  double angle_95_deg = 0.0;

  double total_ratio() const;  ///< over the six components
};
Summary summary_of(const std::vector<PatternOutcome>& outcomes);
std::vector<PatternOutcome> joined(std::vector<PatternOutcome> a, const std::vector<PatternOutcome>& b);

}  // namespace lauelith::roundtrip
