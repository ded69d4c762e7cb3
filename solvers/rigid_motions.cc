// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/rigid_motions.h"

#include <mpi.h>
#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <cassert>
#include <cmath>

#include "src/failure.h"

namespace lauelith::solvers {

RigidMotions::RigidMotions(int dimension, const Point& centre, double length)
    : dimension_(dimension), centre_(centre), length_(length) {}

Point RigidMotions::at(int motion, const Point& x) const {
  if (motion < 3) return Point::Unit(motion);
  const Point axis = dimension_ == 2 ? Point::UnitZ().eval() : Point::Unit(motion - 3).eval();
  return axis.cross(x - centre_) / length_;
}

Eigen::VectorXd RigidMotions::row(const Point& x, int c) const {
  Eigen::VectorXd row(count());
  for (int motion = 0; motion < count(); ++motion) row[motion] = at(motion, x)[c];
  return row;
}

Eigen::MatrixXd unheld(const Eigen::MatrixXd& gram) {
  constexpr double negligible = 1e-10;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
  const double largest = eigen.eigenvalues().tail(1)[0];
  Eigen::Index n = 0;
  while (n < gram.rows() && (largest <= 0.0 || eigen.eigenvalues()[n] <= negligible * largest)) ++n;
  return eigen.eigenvectors().leftCols(n);
}

std::vector<Hold> determinate_holds(const RigidMotions& motions, const Eigen::MatrixXd& free_motions,
                                    const std::vector<Point>& corners) {
  std::vector<Hold> candidates;
  for (const Point& corner : corners) {
    for (int c = 0; c < 3; ++c) candidates.push_back({corner, c});
  }
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(candidates.size()), free_motions.cols());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) =
        motions.row(candidates[i].place, candidates[i].component).transpose() * free_motions;
  }
  std::vector<Hold> holds;
  // Gram–Schmidt with pivoting: always the candidate that stops most of what is still free.
  for (Eigen::Index k = 0; k < free_motions.cols(); ++k) {
    Eigen::Index best = 0;
    const double size = rows.rowwise().squaredNorm().maxCoeff(&best);
    assert(size > 0.0);
    holds.push_back(candidates[static_cast<std::size_t>(best)]);
    const Eigen::RowVectorXd direction = rows.row(best) / std::sqrt(size);
    rows -= (rows * direction.transpose()).eval() * direction;
  }
  return holds;
}

Resultant::Resultant(const RigidMotions& motions)
    : motions_(motions), sum_(Eigen::VectorXd::Zero(motions.count())) {}

void Resultant::add(const Point& x, const Point& force) {
  for (int motion = 0; motion < motions_.count(); ++motion) sum_[motion] += force.dot(motions_.at(motion, x));
  size_ += force.norm();
}

void Resultant::require_balance(const Eigen::MatrixXd& free_motions, const std::string& load) {
  constexpr double rounding = 1e-8;
  MPI_Allreduce(MPI_IN_PLACE, sum_.data(), static_cast<int>(sum_.size()), MPI_DOUBLE, MPI_SUM,
                MPI_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, &size_, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  const Eigen::VectorXd work = free_motions.transpose() * sum_;
  for (Eigen::Index k = 0; k < work.size(); ++k) {
    if (std::abs(work[k]) <= rounding * size_) continue;
    static constexpr const char* names[] = {"translation along X",
                                            "translation along Y",
                                            "translation along Z",
                                            "rotation",
                                            "rotation",
                                            "rotation"};
    Eigen::Index most = 0;
    free_motions.col(k).cwiseAbs().maxCoeff(&most);
    throw UsageError({"load \"" + load + "\"",
                      {},
                      "forces in balance, or a support that bears them",
                      std::string("a body that floats: nothing holds its ") + names[most],
                      "add a support or the opposite force"});
  }
}

}  // namespace lauelith::solvers
