// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/line_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "inverse/line_shape.h"

namespace lauelith::inverse {

using Eigen::Matrix2d;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

namespace {

constexpr double eV_per_keV = 1000.0;
constexpr double least_expected = 1e-3;  // photons
constexpr double prior_ln_width = -9.2;  // 1e-4
constexpr double prior_ln_width_sigma = 1.5;
constexpr double prior_mixing = 0.2;
constexpr double prior_mixing_sigma = 0.3;

/// Shared unknowns: n shifts, n − 1 shares, ln of the relative width, mixing. Of each line: area, background.
class LineFit {
 public:
  LineFit(const std::vector<LineCounts>& lines, double band_eV, int n_phases)
      : lines_(lines), band_eV_(band_eV), n_(n_phases), own_(lines.size(), Vector2d::Zero()) {}

  LinesOfPhases run(const VectorXd& start);
  int n_shared() const { return 2 * n_ + 1; }
  VectorXd start_at(const std::vector<double>& shifts) const;
  /// −2 ln L at the best areas and backgrounds for fixed shared unknowns.
  double profile(const VectorXd& shared);

 private:
  double share(const VectorXd& p, int phase) const;
  double shape(const VectorXd& p, const LineCounts& line, double energy_keV) const;
  void solve_own(const VectorXd& p);
  double deviance(const VectorXd& p) const;
  double priors(const VectorXd& p, MatrixXd* H, VectorXd* gradient) const;
  void add_line(const VectorXd& p, std::size_t i, MatrixXd& H, VectorXd& gradient) const;
  VectorXd kept_in_bounds(VectorXd p) const;
  void hold_at_bounds(const VectorXd& p, MatrixXd& H, VectorXd& gradient) const;
  LinesOfPhases result(const VectorXd& p, bool converged) const;

  const std::vector<LineCounts>& lines_;
  double band_eV_;
  int n_;
  std::vector<Vector2d> own_;  ///< area, background
};

VectorXd LineFit::start_at(const std::vector<double>& shifts) const {
  VectorXd p(n_shared());
  for (int j = 0; j < n_; ++j) p[j] = shifts[static_cast<std::size_t>(j)];
  if (n_ == 2) p[2] = 0.5;
  p[n_shared() - 2] = prior_ln_width;
  p[n_shared() - 1] = 0.1;
  return p;
}

double LineFit::share(const VectorXd& p, int phase) const {
  if (n_ == 1) return 1.0;
  return phase == 0 ? p[2] : 1.0 - p[2];
}

double LineFit::shape(const VectorXd& p, const LineCounts& line, double energy_keV) const {
  const LineWidths widths{std::exp(p[n_shared() - 2]) * line.predicted_keV * eV_per_keV, p[n_shared() - 1],
                          band_eV_};
  double sum = 0.0;
  for (int j = 0; j < n_; ++j) {
    const double off_eV = (energy_keV - line.predicted_keV * (1.0 + p[j])) * eV_per_keV;
    sum += share(p, j) * line_shape(off_eV, widths);
  }
  return sum;
}

/// Areas and backgrounds for fixed shapes: weighted least squares, three rounds of Poisson weights, not
/// negative.
void LineFit::solve_own(const VectorXd& p) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const LineCounts& line = lines_[i];
    std::vector<double> shapes;
    for (const double energy : line.energies_keV) shapes.push_back(shape(p, line, energy));
    Vector2d& own = own_[i];
    for (int round = 0; round < 3; ++round) {
      Matrix2d H = 1e-12 * Matrix2d::Identity();
      Vector2d b = Vector2d::Zero();
      for (std::size_t k = 0; k < shapes.size(); ++k) {
        const double expected = own[0] * shapes[k] + own[1];
        const double weight = 1.0 / (round == 0 ? std::max(line.counts[k], 1.0) : std::max(expected, 0.3));
        const Vector2d d(shapes[k], 1.0);
        H += weight * d * d.transpose();
        b += weight * line.counts[k] * d;
      }
      own = H.inverse() * b;
      if (own[1] < 0.0) own = {b[0] / H(0, 0), 0.0};
      if (own[0] < 0.0) own = {0.0, b[1] / H(1, 1)};
    }
  }
}

double LineFit::deviance(const VectorXd& p) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    for (std::size_t k = 0; k < lines_[i].counts.size(); ++k) {
      const double expected =
          std::max(least_expected, own_[i][0] * shape(p, lines_[i], lines_[i].energies_keV[k]) + own_[i][1]);
      const double counted = lines_[i].counts[k];
      sum += 2.0 * (expected - counted);
      if (counted > 0.0) sum += 2.0 * counted * std::log(counted / expected);
    }
  }
  return sum;
}

double LineFit::profile(const VectorXd& shared) {
  solve_own(shared);
  return deviance(shared);
}

/// Twice the minus logarithm of the priors; adds them to H and gradient where given.
double LineFit::priors(const VectorXd& p, MatrixXd* H, VectorXd* gradient) const {
  const auto w = static_cast<Eigen::Index>(n_shared() - 2);
  const double width = (prior_ln_width - p[w]) / prior_ln_width_sigma;
  const double mixing = (prior_mixing - p[w + 1]) / prior_mixing_sigma;
  if (H != nullptr) {
    (*H)(w, w) += 1.0 / (prior_ln_width_sigma * prior_ln_width_sigma);
    (*H)(w + 1, w + 1) += 1.0 / (prior_mixing_sigma * prior_mixing_sigma);
    (*gradient)[w] += width / prior_ln_width_sigma;
    (*gradient)[w + 1] += mixing / prior_mixing_sigma;
  }
  return width * width + mixing * mixing;
}

/// A line's share of the information about the shared unknowns, its own two eliminated.
void LineFit::add_line(const VectorXd& p, std::size_t i, MatrixXd& H, VectorXd& gradient) const {
  const LineCounts& line = lines_[i];
  const int n = n_shared();
  MatrixXd A = MatrixXd::Zero(n, n);
  MatrixXd B = MatrixXd::Zero(n, 2);
  Matrix2d D = 1e-12 * Matrix2d::Identity();
  VectorXd a = VectorXd::Zero(n);
  Vector2d d = Vector2d::Zero();
  for (std::size_t k = 0; k < line.counts.size(); ++k) {
    const double energy = line.energies_keV[k];
    const double value = shape(p, line, energy);
    const double expected = std::max(least_expected, own_[i][0] * value + own_[i][1]);
    VectorXd slope(n);
    for (int j = 0; j < n; ++j) {
      const double step = j < n_ ? 0.01 * band_eV_ / (line.predicted_keV * eV_per_keV) : 1e-4;
      slope[j] = own_[i][0] *
                 (shape(p + step * VectorXd::Unit(n, j), line, energy) -
                  shape(p - step * VectorXd::Unit(n, j), line, energy)) /
                 (2.0 * step);
    }
    const Vector2d own_slope(value, 1.0);
    const double weight = 1.0 / expected;
    const double pull = (line.counts[k] - expected) / expected;
    A += weight * slope * slope.transpose();
    B += weight * slope * own_slope.transpose();
    D += weight * own_slope * own_slope.transpose();
    a += pull * slope;
    d += pull * own_slope;
  }
  const MatrixXd K = B * D.inverse();
  H += A - K * B.transpose();
  gradient += a - K * d;
}

VectorXd LineFit::kept_in_bounds(VectorXd p) const {
  const auto w = static_cast<Eigen::Index>(n_shared() - 2);
  p[w] = std::clamp(p[w], -14.0, -4.0);
  p[w + 1] = std::clamp(p[w + 1], 0.0, 1.0);
  if (n_ == 2) p[2] = std::clamp(p[2], 0.01, 0.99);
  return p;
}

/// An unknown at its bound that wants to go beyond takes no part in the step: cut off afterwards, it would
/// leave the others where they do not belong, and the fit would creep.
void LineFit::hold_at_bounds(const VectorXd& p, MatrixXd& H, VectorXd& gradient) const {
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    VectorXd beyond = p;
    beyond[i] += std::copysign(1e-9, gradient[i]);
    if (kept_in_bounds(beyond)[i] == beyond[i]) continue;
    H.row(i).setZero();
    H.col(i).setZero();
    H(i, i) = 1.0;
    gradient[i] = 0.0;
  }
}

LinesOfPhases LineFit::run(const VectorXd& start) {
  constexpr int most_steps = 100;
  VectorXd p = start;
  double cost = profile(p) + priors(p, nullptr, nullptr);
  double damping = 1e-3;
  bool converged = false;
  for (int step = 0; step < most_steps && !converged; ++step) {
    MatrixXd H = MatrixXd::Zero(n_shared(), n_shared());
    VectorXd gradient = VectorXd::Zero(n_shared());
    for (std::size_t i = 0; i < lines_.size(); ++i) add_line(p, i, H, gradient);
    priors(p, &H, &gradient);
    const auto own_before = own_;
    hold_at_bounds(p, H, gradient);
    MatrixXd damped = H;
    damped.diagonal() *= 1.0 + damping;
    const VectorXd next = kept_in_bounds(p + damped.ldlt().solve(gradient));
    const double next_cost = profile(next) + priors(next, nullptr, nullptr);
    if (next.allFinite() && next_cost <= cost + 1e-9) {
      converged = cost - next_cost < 1e-4 && damping < 1.0;
      p = next;
      cost = next_cost;
      damping = std::max(1e-7, 0.2 * damping);
    } else {
      own_ = own_before;
      damping *= 6.0;
      converged = damping > 1e5;  // no way down
    }
  }
  profile(p);
  return result(p, converged);
}

LinesOfPhases LineFit::result(const VectorXd& p, bool converged) const {
  LinesOfPhases lines;
  lines.converged = converged;
  for (int j = 0; j < n_; ++j) lines.phases.push_back({p[j], share(p, j)});
  lines.relative_width = std::exp(p[n_shared() - 2]);
  lines.mixing = p[n_shared() - 1];
  lines.log_likelihood = -0.5 * deviance(p);
  double chi2 = 0.0;
  double freedom = -n_shared();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    lines.area.push_back(own_[i][0]);
    lines.background.push_back(own_[i][1]);
    freedom += static_cast<double>(lines_[i].counts.size()) - 2.0;
    for (std::size_t k = 0; k < lines_[i].counts.size(); ++k) {
      const double expected =
          std::max(0.3, own_[i][0] * shape(p, lines_[i], lines_[i].energies_keV[k]) + own_[i][1]);
      chi2 += std::pow(lines_[i].counts[k] - expected, 2) / expected;
    }
  }
  lines.reduced_chi_squared = freedom > 0.0 ? chi2 / freedom : 1.0;
  MatrixXd H = MatrixXd::Zero(n_shared(), n_shared());
  VectorXd gradient = VectorXd::Zero(n_shared());
  for (std::size_t i = 0; i < lines_.size(); ++i) add_line(p, i, H, gradient);
  priors(p, &H, &gradient);
  const VectorXd root = H.diagonal().cwiseMax(1e-30).cwiseSqrt().cwiseInverse();
  const MatrixXd inverse = root.asDiagonal() *
                           MatrixXd(MatrixXd(root.asDiagonal() * H * root.asDiagonal()).inverse()) *
                           root.asDiagonal();
  lines.covariance = std::max(1.0, lines.reduced_chi_squared) * inverse.topLeftCorner(n_, n_);
  return lines;
}

}  // namespace

LinesOfPhases fit_lines(const std::vector<LineCounts>& lines, double band_eV, int n_phases) {
  LineFit one(lines, band_eV, 1);
  double best_shift = 0.0;
  double least = std::numeric_limits<double>::infinity();
  for (const double shift : shift_grid(lines, band_eV)) {
    const double here = one.profile(one.start_at({shift}));
    if (here >= least) continue;
    least = here;
    best_shift = shift;
  }
  const LinesOfPhases single = one.run(one.start_at({best_shift}));
  if (n_phases == 1) return single;
  LinesOfPhases best;
  best.log_likelihood = -std::numeric_limits<double>::infinity();
  const double middle = single.phases[0].shift;
  for (const double apart : {1.5e-4, 4e-4, 8e-4}) {
    for (const double lean : {-0.5, 0.0, 0.5}) {
      LineFit two(lines, band_eV, 2);
      LinesOfPhases found =
          two.run(two.start_at({middle + (lean - 0.5) * apart, middle + (lean + 0.5) * apart}));
      if (found.log_likelihood > best.log_likelihood) best = std::move(found);
    }
  }
  if (best.phases.size() == 2 && best.phases[0].share < best.phases[1].share) {
    std::swap(best.phases[0], best.phases[1]);
    best.covariance = MatrixXd(best.covariance.reverse());
  }
  return best;
}

}  // namespace lauelith::inverse
