// SPDX-License-Identifier: BSD-3-Clause
// The shift between two patches of one spot against the Cramér–Rao bound of its true shape.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <functional>

#include "inverse/spline_surface.h"
#include "inverse/spot_patches.h"
#include "src/random.h"
#include "tests/inverse/simulated_frames.h"

namespace lauelith::inverse {
namespace {

using Eigen::Matrix2d;
using Eigen::Vector2d;
using forward::DrawnSpot;

constexpr int side = 41;
constexpr double background = 12.0;

/// A spot of some shape, its centre at a place; photons in all.
using Shape = std::function<std::vector<DrawnSpot>(const Vector2d& place, double photons)>;

Shape round_spot(double sigma_px) {
  return [sigma_px](const Vector2d& at, double photons) {
    return std::vector<DrawnSpot>{{at.x(), at.y(), photons, forward::round_shape(sigma_px)}};
  };
}

/// A bent row of round spots of falling brightness: nothing like an ellipse.
Shape streak(double sigma_px) {
  return [sigma_px](const Vector2d& at, double photons) {
    std::vector<DrawnSpot> spots;
    constexpr int n = 9;
    double total = 0.0;
    for (int i = 0; i < n; ++i) total += std::exp(-0.25 * i);
    for (int i = 0; i < n; ++i) {
      const double along = 1.0 * i - 3.0;
      spots.push_back({at.x() + along, at.y() + 0.08 * along * along, photons * std::exp(-0.25 * i) / total,
                       forward::round_shape(sigma_px)});
    }
    return spots;
  };
}

forward::LaueImage drawn(const std::vector<DrawnSpot>& spots) {
  forward::LaueImage image(side, side, {background});
  for (const DrawnSpot& spot : spots) image.add(spot);
  return image;
}

/// What a fit of one ellipse would start from: the moments, a little off.
Peak start_peak(const std::vector<DrawnSpot>& spots) {
  double photons = 0.0;
  Vector2d mean = Vector2d::Zero();
  for (const DrawnSpot& spot : spots) {
    photons += spot.photons;
    mean += spot.photons * Vector2d(spot.x_px, spot.y_px);
  }
  mean /= photons;
  Matrix2d C = Matrix2d::Zero();
  for (const DrawnSpot& spot : spots) {
    const Vector2d d = Vector2d(spot.x_px, spot.y_px) - mean;
    C += spot.photons / photons * (d * d.transpose() + spot.shape.xx * Matrix2d::Identity());
  }
  const forward::SpotAxes axes = forward::axes_of({C(0, 0), C(0, 1), C(1, 1)});
  Peak peak;
  peak.x_px = mean.x() + 0.1;
  peak.y_px = mean.y() - 0.1;
  peak.intensity = 0.95 * photons;
  peak.background = background;
  peak.fwhm_major_px = 2.3548 * axes.sigma_major_px;
  peak.fwhm_minor_px = 2.3548 * axes.sigma_minor_px;
  peak.tilt_deg = axes.tilt_deg;
  return peak;
}

/// 1/Σ(∂m/∂x)(∂m/∂y)/m of one frame, by differences of the true expectation.
Matrix2d bound_px2(const Shape& shape, double photons, const Vector2d& at) {
  constexpr double step = 1e-3;
  const auto expected = [&](const Vector2d& place) { return drawn(shape(place, photons)); };
  const auto middle = expected(at);
  Matrix2d information = Matrix2d::Zero();
  std::array<std::vector<float>, 4> moved;
  for (int k = 0; k < 4; ++k) {
    const Vector2d by = (k % 2 == 0 ? step : -step) * Vector2d::Unit(k / 2);
    moved[static_cast<std::size_t>(k)] = expected(at + by).expected();
  }
  for (std::size_t i = 0; i < middle.expected().size(); ++i) {
    const Vector2d slope((moved[0][i] - moved[1][i]) / (2.0 * step),
                         (moved[2][i] - moved[3][i]) / (2.0 * step));
    information += slope * slope.transpose() / middle.expected()[i];
  }
  return information.inverse();
}

struct Statistics {
  double ratio = 0.0;    ///< root mean square error over the bound
  double covered = 0.0;  ///< of all coordinates, within one stated sigma
  double bias = 0.0;     ///< largest mean error, in stated sigma
  double lambda = 0.0;
  int n = 0;
};

Statistics measured(const Shape& shape, double photons, double sigma_major_px, int n) {
  Statistics sum;
  Vector2d bias = Vector2d::Zero();
  const FrameNoise noise{{1.0, 0.0, 1e-12}, 1.0};
  for (int i = 0; i < n; ++i) {
    RandomSequence random(5, 61, 0, static_cast<std::uint32_t>(i));
    const auto place = [&random] {
      return Vector2d(20.0 + random.uniform() - 0.5, 20.0 + random.uniform() - 0.5);
    };
    const std::array<Vector2d, 2> at{place(), place() + Vector2d(0.6, -0.4)};
    std::array<SpotPatch, 2> patches;
    std::array<Image, 2> images;
    for (std::size_t k = 0; k < 2; ++k) {
      images[k] = counted(drawn(shape(at[k], photons)),
                          static_cast<std::uint32_t>(1000 + 2 * i) + static_cast<std::uint32_t>(k));
      const PixelView pixels{side, side, images[k].value.data(), images[k].mask.data()};
      const Peak peak = start_peak(shape(at[k], photons));
      patches[k] = cut_patch(pixels, peak, static_cast<int>(std::ceil(4.0 * sigma_major_px + 3.0)), noise);
    }
    const PatchShift shift = patch_shift(patches[0], patches[1]);
    if (!shift.converged) continue;
    const Vector2d error = shift.shift_px - (at[1] - at[0]);
    const Matrix2d bound = bound_px2(shape, photons, at[0]) + bound_px2(shape, photons, at[1]);
    for (int c = 0; c < 2; ++c) {
      sum.ratio += error[c] * error[c] / bound(c, c);
      sum.covered += std::abs(error[c]) < std::sqrt(shift.covariance_px2(c, c)) ? 1.0 : 0.0;
      bias[c] += error[c] / std::sqrt(shift.covariance_px2(c, c));
    }
    sum.lambda += shift.share_beyond_gaussian;
    ++sum.n;
  }
  sum.ratio = std::sqrt(sum.ratio / (2.0 * sum.n));
  sum.covered /= 2.0 * sum.n;
  sum.bias = (bias / sum.n).cwiseAbs().maxCoeff();
  sum.lambda /= sum.n;
  return sum;
}

// With n pairs the ratio is good to 1/√(4n), the coverage to 0.33/√n; three of each.
void expect_at_the_bound(const Statistics& s, int n, double most) {
  EXPECT_GE(s.n, n - n / 50);
  EXPECT_LT(s.ratio, most + 3.0 / std::sqrt(4.0 * n));
  EXPECT_GT(s.ratio, 0.95 - 3.0 / std::sqrt(4.0 * n));
  EXPECT_NEAR(s.covered, 0.683, 0.03 + 3.0 * 0.33 / std::sqrt(n));
  EXPECT_LT(s.bias, 4.0 / std::sqrt(n));
}

TEST(SplineSurface, NoiseLeftAndSlopes) {
  constexpr int n = 15;
  std::vector<double> one(static_cast<std::size_t>(n * n), 0.0);
  one[static_cast<std::size_t>(7 * n + 7)] = 1.0;
  for (const Smoothing smoothing : {Smoothing::least, Smoothing::little, Smoothing::more, Smoothing::most}) {
    const SplineSurface surface(one, n, n, smoothing);
    double sum = 0.0;
    double squares = 0.0;
    for (int y = 0; y < n; ++y) {
      for (int x = 0; x < n; ++x) {
        const double value = surface.at(Vector2d(x, y)).value;
        sum += value;
        squares += value * value;
      }
    }
    EXPECT_NEAR(sum, 1.0, 1e-12);
    EXPECT_NEAR(squares, noise_left(smoothing), 1e-4);
    const Vector2d at(6.3, 7.6);
    for (int c = 0; c < 2; ++c) {
      const Vector2d step = 1e-5 * Vector2d::Unit(c);
      const double slope = (surface.at(at + step).value - surface.at(at - step).value) / 2e-5;
      EXPECT_NEAR(surface.at(at).slope[c], slope, 1e-9);
    }
    EXPECT_EQ(surface.at(Vector2d(-3.0, 4.0)).value, 0.0);
  }
}

TEST(SplineSurface, GridIsTheSurfaceAtItsPlaces) {
  constexpr int n = 9;
  constexpr int n_to = 12;
  RandomSequence random(3, 1, 4, 1);
  std::vector<double> values(static_cast<std::size_t>(n * n));
  for (double& value : values) value = random.uniform();
  const auto all = surfaces_of(values, n, n);
  for (const Vector2d& offset : {Vector2d(0.0, 0.0), Vector2d(0.37, -1.2), Vector2d(-4.6, 7.9)}) {
    for (std::size_t k = 0; k < n_smoothings; ++k) {
      const SplineSurface alone(values, n, n, static_cast<Smoothing>(k));
      std::vector<double> value(n_to * n_to, 1.0), by_x(value), by_y(value);
      all[k].add_to({n_to, n_to, value.data(), by_x.data(), by_y.data()}, offset, 2.0);
      for (int i = 0; i < n_to * n_to; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto point = alone.at(Vector2d(i % n_to, i / n_to) + offset);
        EXPECT_NEAR(value[at], 1.0 + 2.0 * point.value, 1e-12);
        EXPECT_NEAR(by_x[at], 1.0 + 2.0 * point.slope.x(), 1e-12);
        EXPECT_NEAR(by_y[at], 1.0 + 2.0 * point.slope.y(), 1e-12);
      }
    }
  }
}

TEST(SpotPatches, RoundSpotsReachTheBound) {
  for (const double sigma : {0.8, 1.3, 2.5}) {
    for (const double photons : {300.0, 1000.0, 1e5}) {
      SCOPED_TRACE(std::to_string(sigma) + " px, " + std::to_string(photons));
      expect_at_the_bound(measured(round_spot(sigma), photons, sigma, 150), 150, 1.1);
    }
  }
}

/// The patch as it is cut from an image and from the frame that the image was made of.
void expect_same_patches(const Frame& frame, const std::vector<std::uint8_t>& mask) {
  const Image image = make_image(frame, mask, 900.0);
  const PixelView pixels{image.rows, image.cols, image.value.data(), image.mask.data(),
                         static_cast<float>(image.saturation)};
  for (const Vector2d& place : {Vector2d(7.2, 5.9), Vector2d(1.0, 14.0), Vector2d(18.7, 0.2)}) {
    Peak peak;
    peak.x_px = place.x();
    peak.y_px = place.y();
    const SpotPatch of_image = cut_patch(pixels, peak, 6, {});
    const SpotPatch of_frame = cut_patch(frame, mask, 900.0, peak, 6, {});
    EXPECT_EQ(of_frame.value, of_image.value);
    EXPECT_EQ(of_frame.usable, of_image.usable);
    EXPECT_EQ(of_frame.x0, of_image.x0);
    EXPECT_EQ(of_frame.rows, of_image.rows);
  }
}

TEST(SpotPatches, StoredPixelsGiveThePatchesOfTheImage) {
  constexpr std::size_t n = 20 * 16;
  RandomSequence random(9, 2, 4, 7);
  std::vector<std::int32_t> counts(n);
  std::vector<std::uint8_t> mask(n);
  Frame frame;
  frame.rows = 16;
  frame.cols = 20;
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = static_cast<std::int32_t>(1000.0 * random.uniform()) - 20;  // negative and clipped ones too
    mask[i] = random.uniform() < 0.1 ? 1 : 0;
  }
  frame.pixels = counts;
  expect_same_patches(frame, mask);
  expect_same_patches(frame, {});
  frame.mask = mask;
  frame.saturation = 700.0;
  frame.pixels = std::vector<float>(counts.begin(), counts.end());
  expect_same_patches(frame, {});
}

TEST(SpotPatches, StreaksReachTheBound) {
  for (const double photons : {1e4, 1e5}) {
    SCOPED_TRACE(photons);
    expect_at_the_bound(measured(streak(1.0), photons, 2.5, 150), 150, 1.1);
  }
  // Too faint to show its shape: an ellipse, at honest errors.
  expect_at_the_bound(measured(streak(1.0), 1000.0, 2.5, 150), 150, 1.2);
}

}  // namespace
}  // namespace lauelith::inverse
