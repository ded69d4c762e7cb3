// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/parameter.h"

namespace lauelith::forward {

/// The table [beam] of a study.
struct BeamOptions {
  std::vector<double> energy_keV = {5.0, 24.0};  ///< band of the white beam
  std::string spectrum = "bending-magnet";   ///< or "flat", or a two-column file: energy_keV, photons per keV
  double critical_energy_keV = 12.0;         ///< of the bending magnet
  double polarisation = 0.95;                ///< horizontally polarised fraction
  double incidence_deg = 45.0;               ///< inclination ω of the scanned face
  double flux_1_s = 1e9;                     ///< photons per second of the whole band in the focus
  std::vector<double> size_um = {1.0, 1.0};  ///< full widths at half maximum along lab x and z
  double divergence_mrad = 0.0;              ///< rms angle of the rays about the axis, along x and along z
};
void describe(ParameterVisitor& visit, BeamOptions& options);

/// Photons per second and keV that arrive in the focus, up to a common factor.
class Spectrum {
 public:
  /// Flat, or of a bending magnet: Φ_E ∝ G1(E/E_c)/E with G1(y) = y ∫_y^∞ K_{5/3}.
  explicit Spectrum(const BeamOptions& options);
  /// Tabulated: pairs of energy (keV, rising) and photons per keV.
  Spectrum(std::vector<double> energies_keV, std::vector<double> flux_per_keV, const BeamOptions& options);

  double energy_min_keV() const { return energy_min_keV_; }
  double energy_max_keV() const { return energy_max_keV_; }
  /// Zero outside the band; linear between the points of the table.
  double flux(double energy_keV) const;
  /// ∫ flux dE over the band.
  double total() const;

 private:
  double energy_min_keV_;
  double energy_max_keV_;
  std::vector<double> energies_keV_;
  std::vector<double> flux_;
};

/// G1(y) = y ∫_y^∞ K_{5/3}(x) dx, the photon spectrum of a bending magnet (per relative bandwidth), by the
/// rapidly converging sum of V. O. Kostroun, Nucl. Instrum. Methods 172 (1980) 371. Relative error below 1e-8
/// for y in [1e-4, 50].
double bending_magnet_G1(double y);

/// Reads a two-column text: energy in keV, photons per second and keV (any common factor).
Spectrum spectrum_from_text(const std::string& text, const std::string& file, const BeamOptions& options);

}  // namespace lauelith::forward
