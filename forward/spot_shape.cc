// SPDX-License-Identifier: BSD-3-Clause
#include "forward/spot_shape.h"

#include <Eigen/Eigenvalues>
#include <array>
#include <cassert>
#include <cmath>

#include "forward/normal_integral.h"
#include "src/units.h"

namespace lauelith::forward {

SpotShape round_shape(double sigma_px) { return {sigma_px * sigma_px, 0.0, sigma_px * sigma_px}; }

namespace {

/// Eigenvalues mean ± spread.
struct Principal {
  explicit Principal(const SpotShape& shape)
      : mean(0.5 * (shape.xx + shape.yy)), half_difference(0.5 * (shape.xx - shape.yy)) {
    spread = std::sqrt(half_difference * half_difference + shape.xy * shape.xy);
  }
  double mean, half_difference, spread;
};

}  // namespace

SpotWidths widths_of(const SpotShape& shape) {
  const Principal principal(shape);
  return {std::sqrt(principal.mean + principal.spread),
          std::sqrt(std::max(0.0, principal.mean - principal.spread))};
}

SpotShape with_widths(const SpotShape& shape, const SpotWidths& widths) {
  const Principal principal(shape);
  const double major = widths.major_px * widths.major_px;
  const double minor = widths.minor_px * widths.minor_px;
  const double mean = 0.5 * (major + minor);
  if (!(principal.spread > 0.0)) return {major, 0.0, minor};  // round: any axes, those of axes_of
  const double ratio = 0.5 * (major - minor) / principal.spread;
  const double difference = ratio * principal.half_difference;
  return {mean + difference, ratio * shape.xy, mean - difference};
}

SpotAxes axes_of(const SpotShape& shape) {
  const SpotWidths widths = widths_of(shape);
  SpotAxes axes;
  axes.sigma_major_px = widths.major_px;
  axes.sigma_minor_px = widths.minor_px;
  axes.tilt_deg = 0.5 * std::atan2(2.0 * shape.xy, shape.xx - shape.yy) / units::deg;
  if (axes.tilt_deg <= -90.0) axes.tilt_deg += 180.0;
  return axes;
}

SpotShape shape_of(const SpotAxes& axes) {
  const double cosine = std::cos(axes.tilt_deg * units::deg);
  const double sine = std::sin(axes.tilt_deg * units::deg);
  const double major = axes.sigma_major_px * axes.sigma_major_px;
  const double minor = axes.sigma_minor_px * axes.sigma_minor_px;
  return {major * cosine * cosine + minor * sine * sine, (major - minor) * sine * cosine,
          major * sine * sine + minor * cosine * cosine};
}

namespace {

using HermiteRule = std::vector<RoundSpot>;  // places in standard deviations, in x_px
constexpr int most_points = 8;
constexpr double rule_error = 1e-4;

/// Nodes are the eigenvalues of the Jacobi matrix of Hermite's polynomials, weights the squares of the first
/// components of its eigenvectors (Golub & Welsch, Math. Comp. 23 (1969) 221).
std::array<HermiteRule, most_points + 1> hermite_rules() {
  std::array<HermiteRule, most_points + 1> rules;
  for (int n = 2; n <= most_points; ++n) {
    Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(n, n);
    for (int k = 1; k < n; ++k) jacobi(k, k - 1) = jacobi(k - 1, k) = std::sqrt(k);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(jacobi);
    for (int k = 0; k < n; ++k) {
      const double first = solver.eigenvectors()(0, k);
      rules[static_cast<std::size_t>(n)].push_back({solver.eigenvalues()[k], 0.0, first * first});
    }
  }
  return rules;
}

/// The shortest that is good enough for a line of that length in widths of the round spots; none: null.
const HermiteRule* rule_for(double line) {
  static const auto rules = hermite_rules();
  double error = 0.5 * line * line;
  for (std::size_t n = 2; n <= most_points; ++n) {
    error *= 0.5 * line * line;
    if (error < rule_error) return &rules[n];
  }
  return nullptr;
}

}  // namespace

std::vector<RoundSpot> row_of_round_spots(double x_px, double y_px, const SpotShape& shape) {
  const SpotAxes axes = axes_of(shape);
  assert(axes.sigma_minor_px > 0.0);
  const double line2 = axes.sigma_major_px * axes.sigma_major_px - axes.sigma_minor_px * axes.sigma_minor_px;
  if (line2 < 1e-9 * shape.xx) return {{x_px, y_px, 1.0}};
  const double line = std::sqrt(line2);
  const double cosine = std::cos(axes.tilt_deg * units::deg);
  const double sine = std::sin(axes.tilt_deg * units::deg);
  if (const HermiteRule* rule = rule_for(line / axes.sigma_minor_px)) {
    std::vector<RoundSpot> row;
    for (const RoundSpot& point : *rule) {
      row.push_back({x_px + point.x_px * line * cosine, y_px + point.x_px * line * sine, point.share});
    }
    return row;
  }
  const double pitch = 1.35 * axes.sigma_minor_px * line / axes.sigma_major_px;
  const int n_side = static_cast<int>(std::ceil(5.2 * line / pitch));
  std::vector<RoundSpot> row;
  double sum = 0.0;
  for (int k = -n_side; k <= n_side; ++k) {
    const double along = k * pitch;
    const double weight = std::exp(-0.5 * along * along / line2);
    row.push_back({x_px + along * cosine, y_px + along * sine, weight});
    sum += weight;
  }
  for (RoundSpot& spot : row) spot.share /= sum;
  return row;
}

namespace {

template <typename Real>
void shares_of(double x_px, double sigma_px, int first, int n, Real* share) {
  const NormalIntegral& normal = normal_integral();
  const double scale = 1.0 / sigma_px;
  double lower = normal.below((first - 0.5 - x_px) * scale);
  for (int i = 0; i < n; ++i) {
    const double upper = normal.below((first + i + 0.5 - x_px) * scale);
    share[i] = static_cast<Real>(upper - lower);
    lower = upper;
  }
}

}  // namespace

void pixel_shares(double x_px, double sigma_px, int first, int n, float* share) {
  shares_of(x_px, sigma_px, first, n, share);
}

std::vector<double> pixel_shares(double x_px, double sigma_px, int first, int n) {
  std::vector<double> share(static_cast<std::size_t>(n));
  shares_of(x_px, sigma_px, first, n, share.data());
  return share;
}

}  // namespace lauelith::forward
