// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

namespace lauelith::inverse {

/// Counts of one reflection at every energy of a scan.
struct LineCounts {
  double predicted_keV = 0.0;        ///< of the reference cell with the deviatoric strain
  std::vector<double> energies_keV;  ///< rising
  std::vector<double> counts;        ///< photons in the spot's box, background included
};

/// One line per phase and reflection: E = predicted·(1 + shift), shift = −(trace of the strain)/3.
struct PhaseLine {
  double shift = 0.0;
  double share = 1.0;  ///< of the reflections' photons
};

struct LinesOfPhases {
  bool converged = false;
  std::vector<PhaseLine> phases;
  Eigen::MatrixXd covariance;      ///< of the shifts
  double relative_width = 0.0;     ///< own full width at half maximum over energy, all reflections
  double mixing = 0.0;             ///< share of the Lorentzian
  std::vector<double> area;        ///< photons·eV per reflection
  std::vector<double> background;  ///< photons per energy and reflection
  double log_likelihood = 0.0;     ///< Poisson, up to a constant of the counts
  double reduced_chi_squared = 0.0;
};

/// Maximum-likelihood fit of the lines of one grain, all reflections together:
///   expected counts of reflection i at energy E_k:   b_i + A_i·Σ_j f_j·L(E_k − E_i·(1 + s_j)),
/// L of line_shape.h, own width in proportion to the energy; Σ f_j = 1. Fisher scoring with Levenberg's
/// damping, A_i and b_i eliminated; wide priors hold width (ln w about 1e-4, factor e^1.5) and mixing (0.2 ±
/// 0.3), which narrow lines do not tell. The start is the best of a grid of shifts. Covariance of the shifts:
/// inverse of the reduced information times max(1, χ²/ν). Pinned by: LineFit.*
/// (tests/inverse/line_fit_test.cc).
LinesOfPhases fit_lines(const std::vector<LineCounts>& lines, double band_eV, int n_phases);

/// Shifts that keep some line in the range, a third of the band apart.
std::vector<double> shift_grid(const std::vector<LineCounts>& lines, double band_eV);

/// One phase or two: two if the second line raises twice the log-likelihood (over max(1, χ²/ν)) by more than
/// 25, carries a share of at least 5 % and lies at least three standard errors from the first.
struct PhaseChoice {
  LinesOfPhases one;
  LinesOfPhases two;
  bool are_two = false;
  double gain = 0.0;  ///< of twice the log-likelihood
  const LinesOfPhases& chosen() const { return are_two ? two : one; }
};
PhaseChoice choose_phases(const std::vector<LineCounts>& lines, double band_eV);

}  // namespace lauelith::inverse
