// SPDX-License-Identifier: BSD-3-Clause
// Run on 1, 2 and 4 ranks against one committed table: the answer does not depend on how the mesh is cut.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/influence_fields.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

std::vector<double> digest(const InfluenceResult& result) {
  const auto& H = result.scan0_gradients;
  double squares = 0.0, weighted = 0.0;
  for (std::size_t i = 0; i < H.size(); ++i) {
    squares += H[i] * H[i];
    weighted += H[i] * std::sin(0.37 * static_cast<double>(i));
  }
  return {std::sqrt(squares), weighted, result.basis.pressure.norm(), result.amplitudes.norm(),
          result.scan0.mean.norm()};
}

TEST(RankIndependence, EverySolverAndMesh) {
  ConvergenceTable table("ranks", "solver | |H| | weighted sum of H | |A| | |amplitudes| | |mean strain|");
  for (const std::string name : {"direct", "amg", "multigrid", "conforming"}) {
    CellStudy study = small_cell();
    study.numerics.solver = name;
    if (name == "conforming") {
      study.numerics.mesh = name;
      study.numerics.solver = "direct";
    }
    study.numerics.tolerance = 1e-13;
    study.numerics.degree = 1;
    const CellModel model = make_cell_model(study);
    const FieldFrame frame = voxel_frame(study, model);
    const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
    mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
    auto sources = cell_sources(study, model);
    std::erase_if(sources, [](const CellSource& source) { return source.source.kind == "boundary"; });
    const auto result =
        influence_fields(*mechanics, sources, true, frame, 16, [](const InfluenceProgress&) {});
    table.add(name, digest(result));
  }
  table.check(1e-9);
}

}  // namespace
}  // namespace lauelith::verification
