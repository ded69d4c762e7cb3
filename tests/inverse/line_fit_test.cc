// SPDX-License-Identifier: BSD-3-Clause
// Lines of an energy scan: shape, shift, one phase or two.
#include "inverse/line_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "inverse/line_shape.h"

namespace lauelith::inverse {
namespace {

TEST(LineShape, IsTheConvolution) {
  const double ln2 = std::log(2.0);
  for (const LineWidths widths :
       {LineWidths{2.0, 0.4, 1.6}, {0.3, 1.0, 1.6}, {5.0, 0.2, 0.8}, {1.0, 0.0, 1.6}}) {
    for (const double off : {0.0, 0.7, 2.3, 9.0}) {
      double sum = 0.0;
      const double g = widths.band_eV;
      const double w = widths.own_eV;
      constexpr int n = 40000;
      const double reach = 6.0 * g;
      for (int i = 0; i <= n; ++i) {
        const double e = reach * (2.0 * i / n - 1.0);
        const double band =
            std::sqrt(4.0 * ln2 / std::numbers::pi) / g * std::exp(-4.0 * ln2 * e * e / (g * g));
        const double x = off - e;
        const double lorentz = 0.5 * w / std::numbers::pi / (x * x + 0.25 * w * w);
        const double gauss =
            std::sqrt(4.0 * ln2 / std::numbers::pi) / w * std::exp(-4.0 * ln2 * x * x / (w * w));
        sum += band * (widths.mixing * lorentz + (1.0 - widths.mixing) * gauss) * 2.0 * reach / n;
      }
      EXPECT_NEAR(line_shape(off, widths), sum, 3e-4 * line_shape(0.0, widths)) << off;
    }
    const double width = seen_width_eV(widths);
    EXPECT_NEAR(line_shape(0.5 * width, widths), 0.5 * line_shape(0.0, widths), 1e-9);
  }
}

struct Scan {
  std::vector<double> shifts{2e-4};
  std::vector<double> shares{1.0};
  double photons = 2000.0;  ///< in a line, summed over energies
  double own_eV = 1.0;
};

/// Three reflections near 12 keV in 50 steps of 1.5 eV.
std::vector<LineCounts> made(const Scan& scan, unsigned seed) {
  constexpr double band_eV = 1.6;
  constexpr double step_eV = 1.5;
  std::mt19937_64 random(seed);
  std::vector<LineCounts> lines;
  double weaker = 1.0;
  for (const double predicted : {12.011, 12.032, 12.052}) {
    LineCounts line{predicted, {}, {}};
    for (int k = 0; k < 50; ++k) {
      line.energies_keV.push_back(12.0 + 1e-3 * step_eV * k);
      double expected = 20.0;
      for (std::size_t j = 0; j < scan.shifts.size(); ++j) {
        const double off = 1e3 * (line.energies_keV.back() - predicted * (1.0 + scan.shifts[j]));
        expected +=
            weaker * scan.photons * step_eV * scan.shares[j] * line_shape(off, {scan.own_eV, 0.1, band_eV});
      }
      line.counts.push_back(std::poisson_distribution<int>(expected)(random));
    }
    lines.push_back(line);
    weaker *= 0.4;
  }
  return lines;
}

TEST(LineFit, ShiftWithinItsError) {
  constexpr int n = 60;
  double squares = 0.0;
  for (int i = 0; i < n; ++i) {
    const LinesOfPhases fit = fit_lines(made({}, 100U + static_cast<unsigned>(i)), 1.6, 1);
    ASSERT_TRUE(fit.converged);
    const double sigma = std::sqrt(fit.covariance(0, 0));
    EXPECT_LT(sigma, 5e-6);
    squares += std::pow((fit.phases[0].shift - 2e-4) / sigma, 2);
  }
  // χ² of 60: 0.1 and 99.9 %.
  EXPECT_GT(squares, 31.7);
  EXPECT_LT(squares, 99.6);
}

TEST(LineFit, OnePhaseIsNotSplit) {
  int n_split = 0;
  for (const double photons : {200.0, 2000.0, 50000.0}) {
    for (unsigned i = 0; i < 15; ++i)
      n_split += choose_phases(made({.photons = photons, .own_eV = 2.0}, 500 + i), 1.6).are_two ? 1 : 0;
  }
  EXPECT_EQ(n_split, 0);
}

// 0.5e-3 of lattice mismatch: 6 eV at 12 keV.
TEST(LineFit, TwoPhasesAreToldApart) {
  double squares = 0.0;
  constexpr int n = 20;
  for (unsigned i = 0; i < n; ++i) {
    const Scan scan{.shifts = {1e-4, -4e-4}, .shares = {0.65, 0.35}, .photons = 3000.0};
    const PhaseChoice choice = choose_phases(made(scan, 900 + i), 1.6);
    ASSERT_TRUE(choice.are_two) << choice.gain;
    for (int j = 0; j < 2; ++j) {
      const auto k = static_cast<std::size_t>(j);
      squares += std::pow((choice.two.phases[k].shift - scan.shifts[k]), 2) / choice.two.covariance(j, j);
      EXPECT_NEAR(choice.two.phases[k].share, scan.shares[k], 0.1);
    }
  }
  EXPECT_GT(squares, 17.9);  // χ² of 40
  EXPECT_LT(squares, 73.4);
}

}  // namespace
}  // namespace lauelith::inverse
