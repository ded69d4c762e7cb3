// SPDX-License-Identifier: BSD-3-Clause
// Uniaxial tension of one crystal along <100>, <110>, <111>: E of the closed formula, in space and in plane.
#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include "models/cubic_elasticity.h"
#include "solvers/mechanics.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

double youngs_modulus_by_elements(int dimension, const Eigen::Vector3d& direction,
                                  const std::string& solver) {
  const Eigen::Matrix3d R =
      Eigen::Quaterniond::FromTwoVectors(direction, Eigen::Vector3d::UnitX()).toRotationMatrix();
  ElasticProblem problem;
  problem.dimension = dimension;
  problem.degree = 1;
  problem.mesh.n = {3, 2, 2};
  problem.mesh.size_wanted = [](const Point& x, double) { return x[0] < 0.5 ? 0.5 : 0.25; };
  problem.stiffness = {models::voigt_stiffness({169.8e9, 63.9e9, 69.8e9}, R)};
  ElasticLoad load;
  const auto pull = [](const Point&, const Point& n) { return Point(1e8 * n); };
  load.tractions = {{boundary::x_low, pull}, {boundary::x_high, pull}};
  NumericsOptions numerics;
  numerics.solver = solver;
  numerics.tolerance = 1e-13;
  const auto mechanics = make_mechanics(problem, numerics);
  FieldGrid grid;
  grid.n = {3, 3, 1};
  grid.origin_m = Point(0.2, 0.2, dimension == 3 ? 0.4 : 0.0);
  grid.spacing_m = Point(0.29, 0.29, 1.0);
  mechanics->sample_at(grid, std::vector<int>(9, 0));
  const auto H = mechanics->gradients(load, mechanics->solve(load));
  for (std::size_t v = 1; v < 9; ++v) EXPECT_NEAR(H[9 * v], H[0], 1e-10 * H[0]);
  return 1e8 / H[0];
}

TEST(SingleCrystal, YoungsModulusAlongDirections) {
  for (const Eigen::Vector3d& d :
       {Eigen::Vector3d(1, 0, 0), Eigen::Vector3d(1, 1, 0), Eigen::Vector3d(1, 1, 1)}) {
    const double exact = models::youngs_modulus({169.8e9, 63.9e9, 69.8e9}, d);
    EXPECT_NEAR(youngs_modulus_by_elements(2, d, "direct") / exact, 1.0, 1e-8);
    EXPECT_NEAR(youngs_modulus_by_elements(3, d, "direct") / exact, 1.0, 1e-8);
    EXPECT_NEAR(youngs_modulus_by_elements(3, d, "amg") / exact, 1.0, 1e-8);
  }
  EXPECT_NEAR(youngs_modulus_by_elements(3, {1, 0, 0}, "direct"), 134.86e9, 0.01e9);
  EXPECT_NEAR(youngs_modulus_by_elements(3, {1, 1, 0}, "direct"), 159.35e9, 0.01e9);
  EXPECT_NEAR(youngs_modulus_by_elements(3, {1, 1, 1}, "direct"), 169.62e9, 0.01e9);
}

}  // namespace
}  // namespace lauelith::verification
