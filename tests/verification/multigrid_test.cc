// SPDX-License-Identifier: BSD-3-Clause
// Geometric multigrid without a matrix: the solution of the other solvers on a mesh with hanging nodes, in as
// many iterations on every mesh.
#include <gtest/gtest.h>

#include <cmath>

#include "models/cubic_elasticity.h"
#include "models/texture.h"
#include "solvers/mechanics.h"
#include "tests/verification/convergence_table.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr models::CubicStiffness garnet{169.8e9, 63.9e9, 69.8e9};
constexpr models::CubicStiffness lithium{13.5e9, 11.44e9, 8.78e9};

/// Eight cubic grains that the mesh does not follow, finer towards the edge X = Y = 0, held there, loaded by
/// weight, an eigenstrain and a displaced support.
ElasticProblem grains(int degree, double cell, bool is_graded, const models::CubicStiffness& C) {
  ElasticProblem problem;
  problem.dimension = 3;
  problem.degree = degree;
  problem.mesh.n = {3, 2, 2};
  problem.mesh.high = Point(1.5, 1.0, 1.0);
  problem.mesh.size_wanted = [=](const Point& x, double) {
    return is_graded ? cell * (1.0 + 3.0 * x.head<2>().norm()) : cell;
  };
  problem.mesh.material_at = [](const Point& x) {
    return (x[0] > 0.71 ? 1 : 0) + (x[1] + 0.3 * x[0] > 0.63 ? 2 : 0) + (x[2] > 0.45 ? 4 : 0);
  };
  for (const auto& R : models::draw_orientations({}, 7, 8))
    problem.stiffness.push_back(models::voigt_stiffness(C, R));
  problem.supports = {{boundary::x_low, {true, true, true}, {}},
                      {boundary::x_high, {false, true, false}, {}}};
  return problem;
}

ElasticLoad load() {
  ElasticLoad load;
  load.body_force = [](const Point& x) { return Point(1e6, -2e6 * x[0], 3e6); };
  load.eigenstrain = [](const Point& x, int material) {
    return Vector6d(Vector6d::Constant(1e-4 * material * x[1]));
  };
  return load;
}

NumericsOptions numerics_of(const std::string& solver, double tolerance, int max_iterations) {
  NumericsOptions numerics;
  numerics.solver = solver;
  numerics.tolerance = tolerance;
  numerics.max_iterations = max_iterations;
  return numerics;
}

TEST(Multigrid, SolutionOfTheOtherSolvers) {
  for (const int degree : {1, 2}) {
    const ElasticProblem problem = grains(degree, degree == 1 ? 0.04 : 0.08, true, garnet);
    const auto exact = make_mechanics(problem, numerics_of("direct", 1e-12, 1));
    const ElasticState expected = exact->solve(load());
    const auto mechanics = make_mechanics(problem, numerics_of("multigrid", 1e-12, 100));
    const ElasticState state = mechanics->solve(load());
    double largest = 0.0, difference = 0.0;
    for (std::size_t i = 0; i < state.displacement.size(); ++i) {
      largest = std::max(largest, std::abs(expected.displacement[i]));
      difference = std::max(difference, std::abs(expected.displacement[i] - state.displacement[i]));
    }
    EXPECT_GT(exact->n_unknowns(), 10000u);
    EXPECT_LT(difference, 1e-10 * largest) << "degree " << degree;
  }
}

/// More iterations than allowed would throw.
TEST(Multigrid, IterationsDoNotGrowWithTheMesh) {
  for (const double cell : {0.25, 0.125, 0.0625}) {
    for (const int degree : {1, 2}) {
      const ElasticProblem uniform = grains(degree, cell, false, garnet);
      EXPECT_NO_THROW(make_mechanics(uniform, numerics_of("multigrid", 1e-8, 10))->solve(load())) << cell;
      const ElasticProblem graded = grains(degree, cell, true, garnet);
      EXPECT_NO_THROW(make_mechanics(graded, numerics_of("multigrid", 1e-8, 12))->solve(load())) << cell;
      const ElasticProblem contrast = grains(degree, cell, false, lithium);
      EXPECT_NO_THROW(make_mechanics(contrast, numerics_of("multigrid", 1e-8, 25))->solve(load())) << cell;
    }
  }
}

TEST(RankIndependence, MultigridInSpace) {
  ConvergenceTable table("ranks_space", "degree | work of the load (J) | norm of H at 27 points | sum of H");
  for (const int degree : {1, 2}) {
    const auto mechanics =
        make_mechanics(grains(degree, 0.1, true, garnet), numerics_of("multigrid", 1e-13, 100));
    FieldGrid grid;
    grid.n = {3, 3, 3};
    grid.origin_m = Point(0.21, 0.17, 0.13);
    grid.spacing_m = Point(0.41, 0.29, 0.31);
    mechanics->sample_at(grid, std::vector<int>(27, 0));
    const auto loads = mechanics->loads({load()});
    const auto states = mechanics->solve(loads);
    const double energy = work(loads.front(), states.front());
    double squares = 0.0, sum = 0.0;
    for (const double h : mechanics->gradients(load(), states.front())) {
      squares += h * h;
      sum += h;
    }
    table.add("Q" + std::to_string(degree), {energy, std::sqrt(squares), sum});
  }
  table.check(1e-9);
}

}  // namespace
}  // namespace lauelith::verification
