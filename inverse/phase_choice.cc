// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "inverse/line_fit.h"

namespace lauelith::inverse {

std::vector<double> shift_grid(const std::vector<LineCounts>& lines, double band_eV) {
  constexpr double farthest = 6e-3;
  constexpr double eV_per_keV = 1000.0;
  double low = farthest;
  double high = -farthest;
  double step = farthest;
  for (const LineCounts& line : lines) {
    low = std::min(low, line.energies_keV.front() / line.predicted_keV - 1.0);
    high = std::max(high, line.energies_keV.back() / line.predicted_keV - 1.0);
    step = std::min(step, band_eV / (3.0 * eV_per_keV * line.predicted_keV));
  }
  std::vector<double> grid;
  for (double s = std::max(low, -farthest); s <= std::min(high, farthest); s += step) grid.push_back(s);
  return grid;
}

PhaseChoice choose_phases(const std::vector<LineCounts>& lines, double band_eV) {
  constexpr double least_gain = 25.0;
  constexpr double least_share = 0.05;
  constexpr double least_sigmas = 3.0;
  PhaseChoice choice{fit_lines(lines, band_eV, 1), fit_lines(lines, band_eV, 2)};
  const double excess = std::max(1.0, choice.two.reduced_chi_squared);
  choice.gain = 2.0 * (choice.two.log_likelihood - choice.one.log_likelihood) / excess;
  const Eigen::MatrixXd& C = choice.two.covariance;
  if (C.rows() != 2 || !C.allFinite()) return choice;
  const double apart = std::abs(choice.two.phases[0].shift - choice.two.phases[1].shift);
  const double sigma = std::sqrt(std::max(0.0, C(0, 0) + C(1, 1) - 2.0 * C(0, 1)));
  choice.are_two = choice.two.converged && choice.gain > least_gain && apart > least_sigmas * sigma &&
                   choice.two.phases[1].share > least_share;
  return choice;
}

}  // namespace lauelith::inverse
