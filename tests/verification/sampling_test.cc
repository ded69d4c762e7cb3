// SPDX-License-Identifier: BSD-3-Clause
// What is lost between the finite elements and fields.h5: H at the centres of voxels against the field that
// was solved, and the voxels' interpolation (models of rays read it so) between the centres.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/cell_model.h"
#include "solvers/influence_fields.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

struct SampledCell {
  CellStudy study;
  CellModel model;
  FieldFrame frame;
  std::unique_ptr<Mechanics> mechanics;
  InfluenceResult result;
};

/// The residual strain of a small cell without flaws: smooth inside of grains, steps at their boundaries.
SampledCell sampled(double voxel_um, double cell_um) {
  CellStudy study = small_cell();
  study.flaws.place_um = study.flaws.place_depth_um = study.flaws.place_angle_deg = {};
  study.flaws.density_per_mm = 0.0;
  study.numerics.voxel_um = voxel_um;
  study.numerics.cell_window_um = cell_um;
  study.numerics.cell_boundary_um = std::min(cell_um, 2.0);
  SampledCell cell{study, make_cell_model(study), {}, {}, {}};
  cell.frame = voxel_frame(study, cell.model);
  cell.mechanics = make_mechanics(elastic_problem(study, cell.model), study.numerics);
  cell.mechanics->sample_at(cell.frame.grid, {cell.frame.grain.begin(), cell.frame.grain.end()});
  auto sources = cell_sources(study, cell.model);
  std::erase_if(sources, [](const CellSource& source) { return source.scan0_amplitude == 0.0; });
  cell.result =
      influence_fields(*cell.mechanics, sources, true, cell.frame, 16, [](const InfluenceProgress&) {});
  return cell;
}

struct Differences {
  double size = 0.0;    ///< root mean square of the deviator of the field, fine points
  double inside = 0.0;  ///< the same of the difference, points two voxels and more from a boundary
  double near = 0.0;    ///< the others
  std::size_t n_inside = 0, n_near = 0;
};

/// The file's field, interpolated within a grain, at the points of a grid four times finer than the voxels.
Differences differences(const SampledCell& coarse) {
  CrystalField field;
  field.grid = coarse.frame.grid;
  field.phase = coarse.frame.phase;
  field.grain = coarse.frame.grain;
  field.H.assign(coarse.result.scan0_gradients.begin(), coarse.result.scan0_gradients.end());
  FieldGrid fine = field.grid;
  fine.n[0] *= 4;
  fine.n[1] *= 4;
  fine.spacing_m.head<2>() *= 0.25;
  fine.origin_m.head<2>() -= 1.5 * fine.spacing_m.head<2>();
  std::vector<int> grain;
  for (std::size_t v = 0; v < fine.n_voxels(); ++v)
    grain.push_back(coarse.model.microstructure.grain_at(fine.centre_m(v)));
  coarse.mechanics->sample_at(fine, grain);
  const auto exact = coarse.mechanics->gradients(coarse.result.scan0_load, coarse.result.scan0);
  Differences sum;
  for (std::size_t v = 0; v < fine.n_voxels(); ++v) {
    const Point x = fine.centre_m(v);
    const std::size_t voxel = field.grid.voxel_at(x);
    if (grain[v] < 0 || voxel == FieldGrid::no_voxel || field.grain[voxel] != grain[v]) continue;
    const Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>> H(exact.data() + 9 * v);
    const double error = (field.H_at(x, grain[v]) - H).squaredNorm();
    const bool is_inside = coarse.model.boundaries.nearest(x).distance > 2.0 * field.grid.spacing_m[0];
    (is_inside ? sum.inside : sum.near) += error;
    ++(is_inside ? sum.n_inside : sum.n_near);
    sum.size += H.squaredNorm();
  }
  const auto root = [](double squares, std::size_t n) { return std::sqrt(squares / static_cast<double>(n)); };
  return {root(sum.size, sum.n_inside + sum.n_near), root(sum.inside, sum.n_inside),
          root(sum.near, sum.n_near), sum.n_inside, sum.n_near};
}

TEST(Sampling, VoxelsAgainstTheSolvedField) {
  ConvergenceTable table("sampling",
                         "voxel (um) | rms H | rms error inside grains | within 2 voxels of a boundary");
  Differences last{};
  double coarse_inside = 0.0;
  for (const double voxel : {8.0, 4.0, 2.0}) {
    last = differences(sampled(voxel, 4.0));
    table.add(std::to_string(static_cast<int>(voxel)), {last.size, last.inside, last.near});
    ASSERT_GT(last.n_inside, 50u);
    ASSERT_GT(last.n_near, 100u);
    if (voxel == 8.0) coarse_inside = last.inside;
  }
  EXPECT_LT(last.inside, 0.015 * last.size);
  EXPECT_LT(last.near, 0.12 * last.size);
  EXPECT_LT(last.inside, 0.2 * coarse_inside)
      << "second order, down to what the elements themselves are worth";
  table.check(1e-5);
}

}  // namespace
}  // namespace lauelith::verification
