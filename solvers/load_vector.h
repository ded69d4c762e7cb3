// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

namespace lauelith::solvers {

/// A right-hand side or a solution as plain numbers: the owned unknowns of this rank that are not zero
/// (`index` counts within them) and what belongs to the free mean strains (the same on every rank).
struct LoadVector {
  std::vector<unsigned> index;
  std::vector<double> value;
  Eigen::VectorXd mean;  ///< ∫ stress conjugate to each free mean strain
};

/// Displacements of the owned unknowns and the homogeneous strain.
struct ElasticState {
  std::vector<double> displacement;
  Eigen::VectorXd mean;  ///< free mean strains
};

/// Work of a load on a state: F·u + N·e, summed over all ranks.
double work(const LoadVector& load, const ElasticState& state);
/// Work of every load on every state.
Eigen::MatrixXd work(const std::vector<LoadVector>& loads, const std::vector<ElasticState>& states);

}  // namespace lauelith::solvers
