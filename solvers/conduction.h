// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <vector>

#include "src/grain.h"

namespace lauelith::solvers {

/// The box of a homogenisation: equal cells, x fastest; a cell that does not conduct is a hole.
struct ConductionProblem {
  enum class Outside {
    periodic,  ///< the fluctuation of the potential is periodic
    linear     ///< the potential is linear on the whole outside: an upper bound of σ_eff
  };
  int dimension = 2;  ///< 2: nothing depends on Z
  std::array<std::size_t, 3> n{1, 1, 1};
  Eigen::Vector3d spacing_m = Eigen::Vector3d::Ones();
  std::vector<char> conducts;
  Outside outside = Outside::periodic;
  int degree = 1;           ///< of the elements
  double tolerance = 1e-9;  ///< of the residual, relative
};

/// The potential under a unit mean gradient along one axis, and what follows from it.
struct ConductionState {
  double effective_S_m = 0.0;                  ///< (1/V) ∫ g·σ g
  std::vector<Vector6d> energy;                ///< per cell (1/V) ∫ g_k g_l, order xx, yy, zz, yz, xz, xy
  std::vector<Eigen::Vector3d> mean_gradient;  ///< per cell
  std::vector<double> unknowns;                ///< to start a similar problem from
  unsigned n_iterations = 0;
};

/// Integrals of some fluctuations φ~_1 … φ~_n over every cell (row), of which the energy of any combination
///   φ = x_d + Σ a_i φ~_i  follows; φ~_0 stands for x_d.
struct CellForms {
  Eigen::Index n = 0;
  /// Column of i ≤ j (see `column_of`): (1/V) ∫ ∂_k φ~_i ∂_l φ~_j, symmetric in k and l; order as `energy`.
  std::array<Eigen::MatrixXd, 6> pairs;
  /// Column i: mean ∂_k φ~_i.
  std::array<Eigen::MatrixXd, 3> mean_gradient;

  static Eigen::Index column_of(Eigen::Index i, Eigen::Index j) { return j * (j + 1) / 2 + i; }
};

/// div (σ ∇φ) = 0, φ = x_d + φ~, by finite elements on deal.II: conjugate gradients under SSOR. Mesh,
/// numbering and constraints are made once; `solve` may be called from several threads.
///
/// Because σ_eff is the minimum of an energy, its derivative by any parameter p needs no second problem:
///   ∂σ_eff/∂p = Σ_cells ∂σ_kl/∂p · energy_kl          (direct = adjoint for this functional; exact for the
/// discrete problem). Pinned by Conduction.* (tests/verification/conduction_test.cc).
class Conduction {
 public:
  virtual ~Conduction() = default;
  /// Conductivity tensor per cell (sample axes, S/m); direction 0 X, 1 Y, 2 Z. `start`: unknowns of an
  /// earlier state, or empty. Failure(not_converged).
  virtual ConductionState solve(const std::vector<Eigen::Matrix3d>& conductivity_S_m, int direction,
                                const std::vector<double>& start = {}) const = 0;
  virtual std::size_t n_unknowns() const = 0;
  /// Of fluctuations given by their unknowns.
  virtual CellForms forms(int direction, const std::vector<std::vector<double>>& unknowns) const = 0;
};

/// More than two million cells are refused (LimitError).
std::unique_ptr<Conduction> make_conduction(const ConductionProblem& problem);

}  // namespace lauelith::solvers
