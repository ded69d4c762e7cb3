// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/flaw_mechanics.h"

#include <Eigen/LU>
#include <cmath>

namespace lauelith::solvers {

Eigen::VectorXd FlawMechanics::openings(const Eigen::VectorXd& q, const Eigen::VectorXd& b) const {
  return at_rest + by_pressure * q + by_boundary * b;
}

Eigen::VectorXd FlawMechanics::pressures(const Eigen::VectorXd& volume, const Eigen::VectorXd& b) const {
  const Eigen::Index n = volume.size();
  const Eigen::VectorXd wanted = volume - w + B * b;
  std::vector<char> touches(static_cast<std::size_t>(n), 1);
  Eigen::VectorXd q = Eigen::VectorXd::Zero(n);
  // C is positive definite with positive interactions; a few changes of the set settle it.
  for (int round = 0; round < 2 * static_cast<int>(n) + 2; ++round) {
    std::vector<Eigen::Index> set;
    for (Eigen::Index k = 0; k < n; ++k) {
      if (touches[static_cast<std::size_t>(k)] != 0) set.push_back(k);
    }
    q.setZero();
    if (!set.empty()) {
      const Eigen::VectorXd inside = C(set, set).partialPivLu().solve(wanted(set));
      for (std::size_t i = 0; i < set.size(); ++i) q[set[i]] = inside[static_cast<Eigen::Index>(i)];
    }
    const Eigen::VectorXd gap = C * q - wanted;
    bool is_settled = true;
    for (Eigen::Index k = 0; k < n; ++k) {
      char& touching = touches[static_cast<std::size_t>(k)];
      const bool should = touching != 0 ? q[k] >= 0.0 : gap[k] < 0.0;
      if (should == (touching != 0)) continue;
      touching = should ? 1 : 0;
      is_settled = false;
    }
    if (is_settled) break;
  }
  return q.cwiseMax(0.0);
}

FlawMechanics flaw_mechanics(const OpeningElasticity& elasticity, const std::vector<int>& pieces,
                             const std::vector<int>& reservoir, int n_reservoirs,
                             const std::vector<int>& boundaries) {
  FlawMechanics result;
  result.pieces = pieces;
  result.reservoir = reservoir;
  result.boundaries = boundaries;
  const auto n = static_cast<Eigen::Index>(pieces.size());
  const auto n_b = static_cast<Eigen::Index>(boundaries.size());
  Eigen::MatrixXd P = Eigen::MatrixXd::Zero(n, n_reservoirs);
  for (Eigen::Index i = 0; i < n; ++i) P(i, reservoir[static_cast<std::size_t>(i)]) = 1.0;
  const Eigen::MatrixXd A_bf = elasticity.A(boundaries, pieces), A_bb = elasticity.A(boundaries, boundaries);
  result.d = elasticity.residual_Pa(boundaries);
  result.D = Eigen::MatrixXd::Zero(n_b, n_reservoirs);
  result.S = A_bb;
  result.C = Eigen::MatrixXd::Zero(n_reservoirs, n_reservoirs);
  result.B = Eigen::MatrixXd::Zero(n_reservoirs, n_b);
  result.w = Eigen::VectorXd::Zero(n_reservoirs);
  result.at_rest = Eigen::VectorXd::Zero(n);
  result.by_pressure = Eigen::MatrixXd::Zero(n, n_reservoirs);
  result.by_boundary = Eigen::MatrixXd::Zero(n, n_b);
  if (n == 0) return result;
  const Eigen::PartialPivLU<Eigen::MatrixXd> A_ff(elasticity.A(pieces, pieces));
  result.by_pressure = A_ff.solve(P);
  result.at_rest = A_ff.solve(Eigen::VectorXd(-elasticity.residual_Pa(pieces)));
  if (n_b > 0) result.by_boundary = A_ff.solve(Eigen::MatrixXd(-elasticity.A(pieces, boundaries)));
  const Eigen::MatrixXd sum = P.transpose() * elasticity.measure(pieces).asDiagonal();
  result.C = sum * result.by_pressure;
  result.w = sum * result.at_rest;
  result.B = -sum * result.by_boundary;
  result.d += A_bf * result.at_rest;
  result.D = A_bf * result.by_pressure;
  result.S += A_bf * result.by_boundary;
  return result;
}

double energy_release(const OpeningElasticity& elasticity, const FlawMechanics& mechanics, int opening,
                      double pressure_Pa, const Eigen::VectorXd& q, const Eigen::VectorXd& b) {
  const auto& pieces = mechanics.pieces;
  const auto row = elasticity.A.row(opening);
  double held = elasticity.residual_Pa[opening];
  double stiffness = row[opening];
  if (!mechanics.boundaries.empty()) held += row(mechanics.boundaries).dot(b);
  if (!pieces.empty()) {
    held += row(pieces).dot(mechanics.openings(q, b));
    const Eigen::VectorXd moved =
        elasticity.A(pieces, pieces).partialPivLu().solve(Eigen::VectorXd(elasticity.A.col(opening)(pieces)));
    stiffness -= row(pieces).dot(moved);
  }
  const double gain = pressure_Pa - held;
  return 0.5 * gain * std::abs(gain) / stiffness;
}

}  // namespace lauelith::solvers
