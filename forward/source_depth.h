// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "forward/energy_table.h"
#include "forward/white_beam.h"
#include "src/crystal.h"

namespace lauelith::forward {

/// The scanned face, inclined by ω about the lab's x: outward normal n_s = (0, −sin ω, cos ω).
class SampleFace {
 public:
  explicit SampleFace(double incidence_deg);

  /// 1/(1 + sin ω/(k̂·n_s)): how much sooner than along the beam alone a photon is lost when its way out
  /// counts too. Rays at and below the face are treated as grazing (k̂·n_s = 0.05): a spot seen there is not
  /// declared impossible.
  double path_factor(const Eigen::Vector3d& k_unit_lab) const;
  double surface_cosine(const Eigen::Vector3d& k_unit_lab) const;  ///< k̂·n_s; not above 0: absorbed
  double sine_tilt() const { return sine_tilt_; }

 private:
  double sine_tilt_;
  double cosine_tilt_;
};

/// Where along the beam a prediction lets the spots of a pattern begin.
enum class DepthModel { surface, absorption };
/// "surface" or "absorption"; UsageError for other words.
DepthModel depth_model_of(const std::string& word);

/// Mean place of origin of a white-beam spot in a half-infinite crystal that absorbs,
///   t̄(E, k̂) = 1/(µ(E)·(1 + sin ω/(k̂·n_s))),   source = t̄·ŷ      (beam along y, from the face on),
/// the mean of the density exp(−µ t (1 + sin ω/(k̂·n_s))); µ by xraylib. Each spot has its own energy and so
/// its own depth: LLZO 3 µm at 8 keV, 28 µm at 18 keV; no calibration absorbs that. Valid where the crystal
/// (the grain) is thicker than a few t̄ and the beam narrower than a pixel.
/// Pinned by: SourceDepth.GoldenSpot, DepthModel.BiasIsThatOfTheLaw (tests/inverse).
class SourceDepth {
 public:
  /// Every spot comes from the face.
  SourceDepth() = default;
  SourceDepth(const Crystal& crystal, const Spectrum& spectrum, const BeamOptions& beam);

  bool is_surface() const { return length_m_.empty(); }
  /// 1/µ at an energy of the band, from a table every 10 eV; 0 for the surface.
  double attenuation_length_m(double energy_keV) const;
  /// t̄·ŷ for a ray of that attenuation length.
  Eigen::Vector3d source_m(double attenuation_length_m, const Eigen::Vector3d& k_unit_lab) const;

 private:
  SampleFace face_{45.0};
  EnergyTable length_m_;
};

}  // namespace lauelith::forward
