// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_model.h"

#include <algorithm>
#include <cmath>

#include "models/flaw_paths.h"
#include "models/grain_files.h"
#include "solvers/mesh_checks.h"
#include "solvers/plating_checks.h"
#include "src/sha256.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr double deposit_margin = 20.0 * units::um;

}  // namespace

bool is_coupled(const CellStudy& study) { return study.model.level != "L0" && study.model.level != "L1"; }

CellModel make_cell_model(const CellStudy& study) {
  require_possible_cell(study);
  require_meshable(study);
  const int dimension = study.model.space_dimension();
  const models::DomainBox domain = models::domain_of(study.cell, study.model);
  const std::array<double, 2> window{study.cell.window_um[0] * units::um,
                                     study.cell.window_um[1] * units::um};
  const models::CubicStiffness stiffness = models::stiffness_of(study.mechanics);
  models::Microstructure microstructure =
      models::build_microstructure(study.grains, domain, dimension, window, study.cell.relative_density);
  models::BoundaryNetwork boundaries =
      models::boundaries_of(microstructure, study.grains.boundary_piece_um * units::um);
  std::vector<models::Flaw> flaws = models::make_flaws(study.flaws, boundaries, domain);
  models::require_inside(flaws, domain, dimension);
  std::vector<models::Flaw> paths;
  for (const models::Flaw& flaw : flaws) {
    if (is_coupled(study))
      paths.push_back(models::growth_path(flaw, boundaries, domain, study.fracture.path_um * units::um));
  }
  const models::DomainBox window_box = models::window_of(study.cell, study.model);
  models::DomainBox deposits = window_box;
  if (is_coupled(study)) {
    const Point margin(deposit_margin, deposit_margin, 0.0);
    deposits = {domain.nearest(window_box.low - margin), domain.nearest(window_box.high + margin)};
  }
  return {domain,
          window_box,
          std::move(microstructure),
          std::move(boundaries),
          std::move(flaws),
          std::move(paths),
          stiffness,
          dimension,
          deposits};
}

FieldFrame voxel_frame(const CellStudy& study, const CellModel& model) {
  FieldFrame frame;
  const double step = study.numerics.voxel_um * units::um;
  for (int k = 0; k < 3; ++k) {
    const double size = model.window.size()[k];
    const bool is_flat = k == 2 && model.dimension == 2;
    const auto n = is_flat ? 1 : std::max<long>(1, std::lround(size / step));
    frame.grid.n[static_cast<std::size_t>(k)] = static_cast<std::size_t>(n);
    frame.grid.spacing_m[k] = is_flat ? step : size / static_cast<double>(n);
    frame.grid.origin_m[k] = is_flat ? 0.0 : model.window.low[k] + 0.5 * frame.grid.spacing_m[k];
  }
  for (std::size_t v = 0; v < frame.grid.n_voxels(); ++v) {
    const Point x = frame.grid.centre_m(v);
    frame.grain.push_back(model.microstructure.grain_at(x));
    frame.phase.push_back(static_cast<std::int8_t>(model.microstructure.phase_at(x)));
  }
  for (const auto& grain : model.microstructure.grains()) {
    frame.R_sample_from_crystal.push_back(grain.R_sample_from_crystal);
  }
  return frame;
}

std::string model_hash(const CellStudy& study, const CellModel& model, const FieldFrame& frame) {
  Sha256 hash;
  hash.add(study.model.plane_mode + study.model.dimension);
  if (study.numerics.mesh != "boxes") hash.add(study.numerics.mesh);
  const double numbers[] = {model.stiffness.C11, model.stiffness.C12, model.stiffness.C44};
  hash.add(numbers, sizeof numbers);
  for (const Point& x : {model.domain.low, model.domain.high, frame.grid.origin_m, frame.grid.spacing_m}) {
    hash.add(x.data(), 3 * sizeof(double));
  }
  for (const auto& R : frame.R_sample_from_crystal) hash.add(R.data(), 9 * sizeof(double));
  hash.add(frame.grain.data(), frame.grain.size() * sizeof(frame.grain[0]));
  return hash.finish();
}

}  // namespace lauelith::solvers
