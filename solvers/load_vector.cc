// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/load_vector.h"

#include <mpi.h>

namespace lauelith::solvers {

Eigen::MatrixXd work(const std::vector<LoadVector>& loads, const std::vector<ElasticState>& states) {
  Eigen::MatrixXd sums(loads.size(), states.size());
  for (std::size_t i = 0; i < loads.size(); ++i) {
    for (std::size_t j = 0; j < states.size(); ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < loads[i].index.size(); ++k) {
        sum += loads[i].value[k] * states[j].displacement[loads[i].index[k]];
      }
      sums(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = sum;
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM,
                MPI_COMM_WORLD);
  for (std::size_t i = 0; i < loads.size(); ++i) {
    for (std::size_t j = 0; j < states.size(); ++j) {
      sums(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) += loads[i].mean.dot(states[j].mean);
    }
  }
  return sums;
}

double work(const LoadVector& load, const ElasticState& state) {
  return work(std::vector<LoadVector>{load}, std::vector<ElasticState>{state})(0, 0);
}

}  // namespace lauelith::solvers
