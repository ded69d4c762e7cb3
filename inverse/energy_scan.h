// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "inverse/indexing.h"
#include "inverse/line_fit.h"
#include "src/frame.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// A reflection of a grain whose line lies in the energies of a scan.
struct ScannedReflection {
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();  ///< with its order
  int peak = -1;                                  ///< of the white frame
  double predicted_keV = 0.0;
  /// Derivative of its relative energy with respect to rotations (rad) and strains of the grain.
  Vector8d d_energy = Vector8d::Zero();
  int x_px = 0;  ///< pixel at the centre of its box
  int y_px = 0;
  int reach_px = 2;
};

/// A grain of the white pattern as the energies need it: refined again for its full covariance, its size that
/// of the reference cell (mean stretch one), and the reflections whose lines the scan covers.
struct ScannedGrain {
  Matrix8d covariance = Matrix8d::Zero();
  std::vector<ScannedReflection> reflections;
};
ScannedGrain scanned_grain(const Grain& grain, const std::vector<Peak>& peaks, double first_keV,
                           double last_keV, const IndexingPlan& plan);

/// Photons in the boxes of all reflections: `image(k)` gives the frame of energy k.
std::vector<LineCounts> counted_lines(const ScannedGrain& grain, const std::vector<double>& energies_keV,
                                      double counts_per_photon,
                                      const std::function<const Image&(std::size_t)>& image);

/// The trace of the strain of a grain's phases: tr ε = 3(1/(1 + s) − 1), s the shift of line_fit.h. Variance:
/// that of the lines, and that of the predicted energies (direction and shape of the lattice as the white
/// pattern tells them, all reflections together): σ_E/E ⊕ σ_θ·cot θ. Not in it: the reference cell, the
/// calibration of the detector and of the monochromator.
/// After measured-energy Laue methods (O. Robach et al., J. Appl. Cryst. 44 (2011) 688).
struct TracePhase {
  double strain_trace = 0.0;
  double strain_trace_sigma = 0.0;
  double share = 1.0;
};
struct GrainTraces {
  PhaseChoice choice;
  std::vector<TracePhase> phases;  ///< empty: no line in the range, or no fit
};
GrainTraces measure_traces(const ScannedGrain& grain, const std::vector<LineCounts>& lines, double band_eV);

}  // namespace lauelith::inverse
