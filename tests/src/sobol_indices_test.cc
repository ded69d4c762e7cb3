// SPDX-License-Identifier: BSD-3-Clause
// Draws, priors, variance shares, and the tables and curves they end in.
#include "src/sobol_indices.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/colour_map.h"
#include "src/constants.h"
#include "src/failure.h"
#include "src/line_plot.h"
#include "src/number_table.h"
#include "src/prior.h"

namespace lauelith {
namespace {

// Φ(x) of the quantile is the share again; known points of the normal distribution.
TEST(Prior, NormalQuantile) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-13);
  EXPECT_NEAR(normal_quantile(0.025), -1.959963984540054, 1e-13);
  EXPECT_DOUBLE_EQ(normal_quantile(0.5), 0.0);
  for (const double u : {1e-12, 1e-5, 0.1, 0.45, 0.7, 0.9999}) {
    EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(u) / std::sqrt(2.0)) / u, 1.0, 1e-10) << u;
  }
}

TEST(Prior, QuantilesOfEveryPrior) {
  EXPECT_DOUBLE_EQ(quantile({"t", "k", "uniform", {2.0, 4.0}}, 0.25), 2.5);
  EXPECT_NEAR(quantile({"t", "k", "log-uniform", {1e-9, 1e-7}}, 0.5), 1e-8, 1e-20);
  EXPECT_NEAR(quantile({"t", "k", "normal", {5.0, 2.0}}, 0.975), 5.0 + 2.0 * 1.959963984540054, 1e-12);
  EXPECT_NEAR(quantile({"t", "k", "log-normal", {5.0, 0.7}}, 0.5), 5.0, 1e-12);
  EXPECT_THROW(quantile({"t", "k", "fixed", {}}, 0.5), UsageError);
}

TEST(SobolDesign, RowsDependOnSeedAndRowAlone) {
  const SobolDesign small(3, 5, 7), large(3, 50, 7), other(3, 5, 8);
  EXPECT_EQ(small.point(11), large.point(11));
  EXPECT_NE(small.point(11), other.point(11));
  const auto A = small.point(10), B = small.point(11), AB_1 = small.point(13);
  EXPECT_EQ(AB_1[1], B[1]);
  EXPECT_EQ(AB_1[0], A[0]);
  EXPECT_NE(A[1], B[1]);
}

// T. Ishigami & T. Homma, ISUMA 1990: f = sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1; indices in closed form.
TEST(SobolIndices, IshigamiFunction) {
  const SobolDesign design(3, 20000, 1);
  std::vector<double> values;
  for (std::size_t i = 0; i < design.n_evaluations(); ++i) {
    std::vector<double> x = design.point(i);
    for (double& one : x) one = constants::pi * (2.0 * one - 1.0);
    values.push_back(std::sin(x[0]) + 7.0 * std::pow(std::sin(x[1]), 2) +
                     0.1 * std::pow(x[2], 4) * std::sin(x[0]));
  }
  const SobolIndices found = sobol_indices(design, values);
  const std::vector<double> first{0.3139, 0.4424, 0.0}, total{0.5576, 0.4424, 0.2437};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.first[i], first[i], 4.0 * found.first_error[i]) << i;
    EXPECT_NEAR(found.total[i], total[i], 4.0 * found.total_error[i]) << i;
    EXPECT_LT(found.total_error[i], 0.02);
  }
  EXPECT_NEAR(found.mean, 3.5, 0.1);
  EXPECT_NEAR(found.variance, 13.84, 0.4);
}

TEST(NumberTable, CsvHasUnitsDigitsAndNan) {
  NumberTable table{"t", "", {}, "row", {"a", "b"}};
  table.add("x_um", "um", "place", {0.1, std::nan("")});
  EXPECT_EQ(csv_text(table), "row,x_um\na,0.1\nb,nan\n");
}

TEST(LinePlot, CurvesBandsAndGapsAreDrawnTheSameEveryTime) {
  LinePlot plot{"title", "x (um)", "y (1)", {"note"}, {}, true};
  plot.curves.push_back(
      {"a", {0.0, 1.0, 2.0, 3.0}, {0.0, 1.0, std::nan(""), 3.0}, {-1, 0, 1, 2}, {1, 2, 3, 4}, false});
  plot.curves.push_back({"b", {0.0, 3.0}, {3.0, 0.0}, {}, {}, true});
  const Picture picture = line_plot(plot);
  EXPECT_EQ(picture.rgb(), line_plot(plot).rgb());
  int n_line = 0, n_band = 0;
  const Colour line = category_colour(0);
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      const Colour colour = picture.at(x, y);
      n_line += colour == line ? 1 : 0;
      n_band += colour.red > colour.blue + 30 && !(colour == line) ? 1 : 0;
    }
  }
  EXPECT_GT(n_line, 100);
  EXPECT_GT(n_band, 5000);
}

}  // namespace
}  // namespace lauelith
