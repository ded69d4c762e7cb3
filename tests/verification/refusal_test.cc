// SPDX-License-Identifier: BSD-3-Clause
// What cannot be solved is refused, and says why.
#include <gtest/gtest.h>

#include "models/cubic_elasticity.h"
#include "solvers/cell_mesh.h"
#include "solvers/cell_model.h"
#include "solvers/mechanics.h"
#include "solvers/mesh_memory.h"
#include "src/failure.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

ElasticProblem block() {
  ElasticProblem problem;
  problem.dimension = 3;
  problem.degree = 1;
  problem.mesh.n = {4, 4, 4};
  problem.stiffness = {models::voigt_stiffness({169.8e9, 63.9e9, 69.8e9}, Eigen::Matrix3d::Identity())};
  return problem;
}

ElasticLoad pull_on(std::vector<int> boundaries) {
  ElasticLoad load;
  load.name = "pull";
  for (const int b : boundaries)
    load.tractions.push_back({b, [](const Point&, const Point& n) { return Point(1e6 * n); }});
  return load;
}

template <typename Call>
std::string refusal(ExitCode code, Call call) {
  try {
    call();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), code);
    return failure.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

TEST(Refusals, FloatingBody) {
  const auto mechanics = make_mechanics(block(), {});
  EXPECT_NO_THROW(mechanics->solve(pull_on({boundary::x_low, boundary::x_high})));
  const std::string text = refusal(ExitCode::usage, [&] { mechanics->solve(pull_on({boundary::x_high})); });
  EXPECT_NE(text.find("floats"), std::string::npos) << text;
  EXPECT_NE(text.find("pull"), std::string::npos) << text;
}

TEST(Refusals, NoConvergenceHasItsHistory) {
  NumericsOptions numerics;
  numerics.solver = "amg";
  numerics.max_iterations = 1;
  ElasticProblem problem = block();
  problem.mesh.n = {12, 12, 12};  // too many unknowns for the coarse solver alone
  const auto mechanics = make_mechanics(problem, numerics);
  ElasticLoad load = pull_on({boundary::x_low, boundary::x_high});
  load.eigenstrain = [](const Point& x, int) { return Vector6d(Vector6d::Constant(1e-3 * x[0] * x[1])); };
  const std::string text = refusal(ExitCode::not_converged, [&] { mechanics->solve(load); });
  EXPECT_NE(text.find("0: 1"), std::string::npos) << text;
}

TEST(Refusals, MeshBeyondTheMemory) {
  NumericsOptions numerics;
  numerics.memory_limit_GB = 1e-4;
  refusal(ExitCode::limit, [&] { make_mechanics(block(), numerics); });
}

/// Before any mesh: what is wanted here would be tens of millions of cells.
TEST(Refusals, MeshBeyondTheMemoryIsNeverMade) {
  CellStudy study = small_cell();
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = 0.05;
  study.numerics.memory_limit_GB = 2.0;
  const CellModel model = make_cell_model(study);
  const std::string text = refusal(
      ExitCode::limit, [&] { require_mesh_fits(cell_mesh(study, model), model.dimension, study.numerics); });
  EXPECT_NE(text.find("[numerics]"), std::string::npos) << text;
}

TEST(Refusals, CellsArePredicted) {
  for (const char* dimension : {"2d", "3d"}) {
    CellStudy study = small_cell();
    study.model.dimension = dimension;
    study.model.slab_depth_um = 40.0;
    study.numerics.degree = 1;
    if (study.model.space_dimension() == 3) {
      study.flaws = {};
      study.flaws.density_per_mm = 0.0;
      study.numerics.cell_window_um = study.numerics.cell_boundary_um = 8.0;
    }
    const CellModel model = make_cell_model(study);
    const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
    const double predicted = predicted_cells(cell_mesh(study, model), model.dimension);
    const auto made = static_cast<double>(mechanics->n_cells());
    EXPECT_NEAR(predicted, made, 0.05 * made) << dimension;
  }
}

/// Largest resident size of whole runs of one rank (Linux' getrusage), default number of right-hand sides:
/// 2-D the default study with other cells, 3-D the cube of tests/bench.
TEST(Refusals, EstimateIsThatOfMeasuredRuns) {
  struct Run {
    int dimension, degree;
    const char* solver;
    std::size_t n_unknowns;
    double measured_MB;
  };
  for (const Run& run : {Run{2, 2, "direct", 112218, 548},
                         {2, 2, "direct", 317748, 1171},
                         {2, 2, "direct", 440463, 1581},
                         {2, 1, "direct", 79851, 468},
                         {3, 2, "direct", 27783, 494},
                         {3, 2, "direct", 73167, 1196},
                         {3, 1, "direct", 27783, 399},
                         {3, 2, "amg", 206763, 1589},
                         {3, 2, "amg", 46875, 475},
                         {3, 1, "amg", 206763, 984},
                         {3, 2, "multigrid", 206763, 251},
                         {3, 2, "multigrid", 1594323, 630},
                         {3, 2, "multigrid", 4328691, 1406},
                         {3, 1, "multigrid", 206763, 283}}) {
    NumericsOptions numerics;
    numerics.solver = run.solver;
    numerics.degree = run.degree;
    const double estimate_MB = estimated_memory(run.dimension, run.n_unknowns, numerics) / (1024.0 * 1024.0);
    EXPECT_NEAR(estimate_MB, run.measured_MB, 0.25 * run.measured_MB) << run.solver << " " << run.n_unknowns;
  }
}

TEST(Refusals, UnstableCrystalAndFlawOutside) {
  CellStudy study = small_cell();
  study.mechanics.stiffness_GPa = {60.0, 70.0, 30.0};
  refusal(ExitCode::usage, [&] { make_cell_model(study); });
  study = small_cell();
  study.flaws.place_um = {500.0, 70.0};
  refusal(ExitCode::usage, [&] { make_cell_model(study); });
}

}  // namespace
}  // namespace lauelith::verification
