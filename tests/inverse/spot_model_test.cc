// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "forward/laue_image.h"

namespace lauelith::inverse {
namespace {

constexpr int side = 41;

struct Evaluated {
  std::vector<std::vector<float>> columns =
      std::vector<std::vector<float>>(6, std::vector<float>(side* side));
};

Evaluated evaluated(const SpotParameters& spot) {
  std::vector<float> x(side * side);
  std::vector<float> y(side * side);
  for (int i = 0; i < side * side; ++i) {
    x[static_cast<std::size_t>(i)] = static_cast<float>(i % side);
    y[static_cast<std::size_t>(i)] = static_cast<float>(i / side);
  }
  Evaluated result;
  SpotColumns columns;
  for (std::size_t k = 0; k < 6; ++k) columns[k] = result.columns[k].data();
  evaluate_spot(spot, x.data(), y.data(), x.size(), columns);
  return result;
}

double worst_share_error(const forward::SpotAxes& axes) {
  const forward::SpotShape shape = forward::shape_of(axes);
  forward::LaueImage drawn(side, side);
  drawn.add({20.3, 19.6, 1.0, shape});
  const Evaluated fit = evaluated({1.0, 20.3, 19.6, shape.xx, shape.xy, shape.yy});
  double worst = 0.0;
  double highest = 0.0;
  for (std::size_t i = 0; i < drawn.expected().size(); ++i) {
    worst = std::max<double>(worst, std::abs(drawn.expected()[i] - fit.columns[0][i]));
    highest = std::max<double>(highest, drawn.expected()[i]);
  }
  return worst / highest;
}

TEST(SpotModel, AgreesWithTheRenderer) {
  EXPECT_LT(worst_share_error({0.45, 0.45, 0.0}), 1e-3);
  EXPECT_LT(worst_share_error({0.7, 0.7, 0.0}), 3e-4);
  EXPECT_LT(worst_share_error({1.5, 1.41, 20.0}), 3e-4);  // just where two points take over from three
  EXPECT_LT(worst_share_error({3.0, 0.8, 35.0}), 3e-4);
  EXPECT_LT(worst_share_error({4.0, 2.0, -60.0}), 3e-4);
}

// The sharpest and the longest spots that a fit may try: nothing overflows, and far pixels are dark.
TEST(SpotModel, FarPixelsAreDark) {
  for (const forward::SpotAxes axes :
       {forward::SpotAxes{0.25, 0.25, 0.0}, {30.0, 0.25, 45.0}, {8.0, 0.3, 3.0}}) {
    const forward::SpotShape shape = forward::shape_of(axes);
    const Evaluated fit = evaluated({1e6, 1.3, 39.6, shape.xx, shape.xy, shape.yy});
    double sum = 0.0;
    for (const auto& column : fit.columns)
      for (const float value : column) ASSERT_TRUE(std::isfinite(value)) << axes.sigma_major_px;
    for (const float share : fit.columns[0]) sum += share;
    EXPECT_LT(sum, 1.05) << axes.sigma_major_px;
    if (axes.sigma_major_px < 1.0) {
      EXPECT_LT(fit.columns[0][side - 1], 1e-30F);
    }
  }
}

TEST(SpotModel, DerivativesAreDifferences) {
  const SpotParameters spot{1000.0, 20.3, 19.6, 1.7, 0.5, 1.1};
  const Evaluated here = evaluated(spot);
  const std::array<double SpotParameters::*, 6> member{&SpotParameters::intensity, &SpotParameters::x_px,
                                                       &SpotParameters::y_px,      &SpotParameters::xx,
                                                       &SpotParameters::xy,        &SpotParameters::yy};
  for (std::size_t k = 0; k < member.size(); ++k) {
    const double step = k == 0 ? 10.0 : 0.01;
    SpotParameters more = spot;
    SpotParameters less = spot;
    more.*member[k] += step;
    less.*member[k] -= step;
    const Evaluated above = evaluated(more);
    const Evaluated below = evaluated(less);
    double largest = 0.0;
    for (const float value : here.columns[k]) largest = std::max<double>(largest, std::abs(value));
    for (std::size_t i = 0; i < here.columns[k].size(); ++i) {
      const double difference =
          (more.intensity * above.columns[0][i] - less.intensity * below.columns[0][i]) / (2.0 * step);
      EXPECT_NEAR(here.columns[k][i], difference, 2e-3 * largest) << "parameter " << k << " pixel " << i;
    }
  }
}

TEST(SpotModel, PlaceAloneIsTheSame) {
  for (const double minor : {1.1, 2.4}) {
    const SpotParameters spot{1000.0, 20.3, 19.6, minor + 0.6, 0.5, minor};
    const Evaluated whole = evaluated(spot);
    std::vector<float> x, y;
    for (int i = 0; i < side * side; ++i) {
      x.push_back(static_cast<float>(i % side));
      y.push_back(static_cast<float>(i / side));
    }
    std::array<std::vector<float>, 3> three;
    for (auto& column : three) column.resize(x.size());
    evaluate_spot_place(spot, x.data(), y.data(), x.size(),
                        {three[0].data(), three[1].data(), three[2].data()});
    for (std::size_t k = 0; k < three.size(); ++k) {
      const float largest = *std::max_element(whole.columns[k].begin(), whole.columns[k].end());
      for (std::size_t i = 0; i < x.size(); ++i)
        EXPECT_NEAR(three[k][i], whole.columns[k][i], 2e-6 * largest);
    }
  }
}

}  // namespace
}  // namespace lauelith::inverse
