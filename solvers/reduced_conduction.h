// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/conduction.h"

namespace lauelith::solvers {

/// The potential sought among combinations of a few solutions of the full problem (Galerkin projection on a
/// reduced basis), in one direction:
///   φ = x_d + Σ a_i φ~_i,   M_ij a_j = −M_i0,   M_ij = Σ_cells σ_kl pairs_kl,ij.
/// σ_eff is an upper bound of that of the full problem; its error is the square of the potential's, so that
/// few solutions do: two leave 1e-11 for the stresses of a simulated cell, five leave 5e-6 where activation
/// volume, temperature, pressure, anisotropy and boundary resistance all run over their ranges.
/// Energies, and so derivatives, are those of the projected potential, and exact for it. A solution costs
/// two products with the tables of the cells instead of a linear system.
/// Source: J. S. Hesthaven, G. Rozza, B. Stamm, Certified Reduced Basis Methods for Parametrized Partial
/// Differential Equations (Springer 2016), ch. 3. Pinned by ReducedConduction.*
/// (tests/verification/conduction_test.cc).
class ReducedConduction : public Conduction {
 public:
  /// `full` must outlive it.
  ReducedConduction(const Conduction& full, int direction);

  /// Takes a solution (ConductionState::unknowns) into the basis; false: the basis had it already.
  bool add(const std::vector<double>& unknowns);
  /// In the direction of the basis only; needs no `start`, gives no `unknowns`.
  ConductionState solve(const std::vector<Eigen::Matrix3d>& conductivity_S_m, int direction,
                        const std::vector<double>& start = {}) const override;
  std::size_t n_unknowns() const override { return basis_.size(); }
  CellForms forms(int direction, const std::vector<std::vector<double>>& unknowns) const override;

 private:
  const Conduction& full_;
  int direction_;
  double scale_ = 0.0;  ///< length of the first solution: what is small is small against this
  std::vector<std::vector<double>> basis_;
  CellForms forms_;
};

}  // namespace lauelith::solvers
