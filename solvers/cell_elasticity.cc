// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_mesh.h"
#include "solvers/conforming_mesh.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

PlaneMode plane_mode(const std::string& word) {
  if (word == "plane_strain") return PlaneMode::plane_strain;
  if (word == "plane_stress") return PlaneMode::plane_stress;
  return PlaneMode::generalised_plane_strain;
}

std::function<QuadMesh()> quads_of(const CellStudy& study, const CellModel& model, const MeshPlan& plan) {
  const auto& grains = std::get<models::PowerCells>(model.microstructure.shapes());
  const double least_edge = 0.25 * study.numerics.cell_boundary_um * units::um;
  return [grains, size_wanted = plan.size_wanted, least_edge] {
    return conforming_mesh(
        grains, [&size_wanted](const Point& x) { return size_wanted(x, 0.0); }, least_edge);
  };
}

}  // namespace

ElasticProblem elastic_problem(const CellStudy& study, const CellModel& model) {
  ElasticProblem problem;
  problem.dimension = model.dimension;
  problem.degree = study.numerics.degree;
  problem.plane_mode = plane_mode(study.model.plane_mode);
  problem.mesh = cell_mesh(study, model);
  if (study.numerics.mesh == "conforming") problem.mesh.quads = quads_of(study, model, problem.mesh);
  for (const models::MaterialGrain& grain : model.microstructure.grains()) {
    problem.stiffness.push_back(models::voigt_stiffness(model.stiffness, grain.R_sample_from_crystal));
  }
  problem.supports = {{boundary::x_low, {true, false, false}, {}},
                      {boundary::x_high, {true, false, false}, {}}};
  if (model.dimension == 3) problem.supports.push_back({boundary::z_low, {false, false, true}, {}});
  problem.free_mean_strains = {0};
  return problem;
}

}  // namespace lauelith::solvers
