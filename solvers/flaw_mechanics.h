// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

namespace lauelith::solvers {

/// Openings of flaws and boundaries and the pressures that belong to them, p = p_res + A h.
struct OpeningElasticity {
  Eigen::MatrixXd A;            ///< Pa/m, openings × openings
  Eigen::VectorXd residual_Pa;  ///< p_res: before any current, notches relieved
  Eigen::VectorXd measure;      ///< length (2-D, m) or area (3-D, m²)
};

/// The same with open pieces of flaws eliminated: the pieces of a reservoir share one lithium pressure and
/// open as they must. With pressures q of the reservoirs (P spreads them over pieces) and openings b of the
/// boundaries,
///   h_f = A_ff⁻¹ (P q − p_res,f − A_fb b),
///   volume = Pᵀ L h_f = C q + w − B b,          pressure on boundaries = d + D q + S b.
struct FlawMechanics {
  std::vector<int> pieces;                   ///< openings that are open pieces of flaws
  std::vector<int> reservoir;                ///< of each piece
  std::vector<int> boundaries;               ///< openings that are deposits
  Eigen::MatrixXd by_pressure, by_boundary;  ///< of h_f
  Eigen::VectorXd at_rest;
  Eigen::MatrixXd C, B, D, S;
  Eigen::VectorXd w, d;

  Eigen::VectorXd openings(const Eigen::VectorXd& q, const Eigen::VectorXd& b) const;
  /// Pressures of reservoirs that hold these volumes: 0 ≤ q ⊥ C q + w − B b − V ≥ 0; where there is too
  /// little lithium to touch both faces there is none.
  Eigen::VectorXd pressures(const Eigen::VectorXd& volume, const Eigen::VectorXd& b) const;
};
FlawMechanics flaw_mechanics(const OpeningElasticity& elasticity, const std::vector<int>& pieces,
                             const std::vector<int>& reservoir, int n_reservoirs,
                             const std::vector<int>& boundaries);

/// Energy per length (J/m²) that a further opening of the body would set free if lithium of pressure q filled
/// it, everything else at constant pressure: G = p*²/(2 S), p* = q − (p_res + A h) what the faces gain, S the
/// stiffness of that opening among the open pieces. Negative where it stays shut.
double energy_release(const OpeningElasticity& elasticity, const FlawMechanics& mechanics, int opening,
                      double pressure_Pa, const Eigen::VectorXd& q, const Eigen::VectorXd& b);

}  // namespace lauelith::solvers
