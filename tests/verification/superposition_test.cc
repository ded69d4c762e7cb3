// SPDX-License-Identifier: BSD-3-Clause
// A recombined basis equals the direct solution; open flaws are relieved; pressures are symmetric.
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "solvers/influence_fields.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

TEST(Superposition, RecombinedBasisEqualsDirectSolution) {
  const CellStudy study = small_cell();
  const CellModel model = make_cell_model(study);
  const auto sources = cell_sources(study, model);
  const FieldFrame frame = voxel_frame(study, model);
  const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  const auto result = influence_fields(*mechanics, sources, true, frame, 16, [](const InfluenceProgress&) {});

  const ElasticState direct = mechanics->solve(result.scan0_load);
  double largest = 0.0, error = 0.0;
  for (std::size_t i = 0; i < direct.displacement.size(); ++i) {
    largest = std::max(largest, std::abs(direct.displacement[i]));
    error = std::max(error, std::abs(direct.displacement[i] - result.scan0.displacement[i]));
  }
  EXPECT_LT(error, 1e-10 * largest);

  const auto H = recombined(result.basis, result.amplitudes);
  double most = 0.0, stored_error = 0.0;
  for (std::size_t i = 0; i < H.size(); ++i) {
    most = std::max(most, std::abs(result.scan0_gradients[i]));
    stored_error = std::max(stored_error, std::abs(H[i] - result.scan0_gradients[i]));
  }
  EXPECT_LT(stored_error, 1e-10 * most) << "what is stored recombines as the direct solution";
}

TEST(Superposition, PressuresAreSymmetricDefiniteAndRelieved) {
  const CellStudy study = small_cell();
  const CellModel model = make_cell_model(study);
  const auto sources = cell_sources(study, model);
  const FieldFrame frame = voxel_frame(study, model);
  const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  const auto result = influence_fields(*mechanics, sources, true, frame, 64, [](const InfluenceProgress&) {});
  const auto openings = result.basis.openings();
  const auto n = static_cast<Eigen::Index>(openings.size());
  ASSERT_GT(n, 8);
  Eigen::MatrixXd energy(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      energy(i, j) =
          result.basis.sources[openings[static_cast<std::size_t>(i)]].measure *
          result.basis.pressure(i, static_cast<Eigen::Index>(openings[static_cast<std::size_t>(j)]));
    }
  }
  EXPECT_LT((energy - energy.transpose()).norm(), 1e-10 * energy.norm());
  EXPECT_GT(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(energy).eigenvalues()[0], 0.0);
  const Eigen::VectorXd pressure = result.basis.pressure * result.amplitudes;
  for (Eigen::Index i = 0; i < n; ++i) {
    if (result.basis.sources[openings[static_cast<std::size_t>(i)]].kind != "flaw") continue;
    EXPECT_LT(std::abs(pressure[i]), 1.0) << "Pa left on the faces of an open notch";
  }
}

}  // namespace
}  // namespace lauelith::verification
