// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// Displacements without strain. In 2-D (nothing depends on Z): three translations and the rotation about Z;
/// in 3-D three translations and three rotations. Rotations are about `centre` and scaled by `length`, so
/// that all are of order one.
class RigidMotions {
 public:
  RigidMotions(int dimension, const Point& centre, double length);
  int count() const { return dimension_ == 2 ? 4 : 6; }
  Point at(int motion, const Point& x) const;
  /// Component c of all motions at x.
  Eigen::VectorXd row(const Point& x, int c) const;

 private:
  int dimension_;
  Point centre_;
  double length_;
};

/// Columns: combinations of motions that vanish under the holds, given the Gram matrix Σ r rᵀ of the rows r
/// of every held unknown.
Eigen::MatrixXd unheld(const Eigen::MatrixXd& gram);

/// As many corners and components as there are columns, chosen such that holding them stops every free motion
/// and nothing else (a statically determinate support: without load on the motions it carries no force).
struct Hold {
  Point place;
  int component;
};
std::vector<Hold> determinate_holds(const RigidMotions& motions, const Eigen::MatrixXd& free_motions,
                                    const std::vector<Point>& corners);

/// Forces on a body and what they do to its rigid motions.
class Resultant {
 public:
  explicit Resultant(const RigidMotions& motions);
  void add(const Point& x, const Point& force);
  /// Forces that nothing can bear: a UsageError that names the load and the direction. Sums over all ranks.
  void require_balance(const Eigen::MatrixXd& free_motions, const std::string& load);

 private:
  RigidMotions motions_;
  Eigen::VectorXd sum_;
  double size_ = 0.0;
};

}  // namespace lauelith::solvers
