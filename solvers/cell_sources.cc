// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "solvers/cell_model.h"
#include "solvers/opening_band.h"
#include "src/constants.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

Traction pressure_on(int boundary) {
  return {boundary, [](const Point&, const Point& n) { return Point(-n); }};
}

CellSource residual_source(const models::EigenstrainMode& mode) {
  CellSource result;
  result.source.kind = "residual";
  result.source.name = result.load.name = mode.name;
  result.load.eigenstrain = mode.at;
  if (!mode.changes_lattice) result.load.nonlattice = mode.at;
  result.scan0_amplitude = 1.0;
  return result;
}

CellSource stack_source(const CellStudy& study) {
  CellSource result;
  result.source.kind = result.source.name = result.load.name = "stack-pressure";
  result.load.tractions = {pressure_on(boundary::y_low), pressure_on(boundary::y_high)};
  result.scan0_amplitude = study.cell.stack_pressure_MPa * units::MPa;
  return result;
}

/// Pressure on every side: what an isostatic press or a sensitivity study applies.
CellSource hydrostatic_source(const CellModel& model) {
  CellSource result;
  result.source.kind = result.source.name = result.load.name = "hydrostatic";
  result.load.tractions = {pressure_on(boundary::y_low), pressure_on(boundary::y_high)};
  if (model.dimension == 3) result.load.tractions.push_back(pressure_on(boundary::z_high));
  result.load.mean_stress[0] = result.load.mean_stress[2] = -1.0;
  return result;
}

CellSource opening_source(const std::string& kind, int group, const std::string& name, const Opening& opening,
                          int dimension) {
  CellSource result;
  result.source = {kind, name, group, opening.centre, opening.normal, opening.measure(dimension)};
  result.load.name = kind + " " + name;
  result.load.openings = {opening};
  return result;
}

/// Two cells of the size that the mesh rule asks for, rounded down to a size that halving the coarse cells
/// gives.
double band_of_two_cells(double wanted_um, const ElasticProblem& problem) {
  double edge = 0.0;
  for (int k = 0; k < problem.dimension; ++k) {
    const auto n = problem.mesh.n[static_cast<std::size_t>(k)];
    edge = std::max(edge, (problem.mesh.high[k] - problem.mesh.low[k]) / n);
  }
  while (edge > 1.0001 * wanted_um * units::um) edge *= 0.5;
  return 2.0 * edge;
}

void add_flaws(const CellStudy& study, const CellModel& model, double band,
               std::vector<CellSource>& sources) {
  int piece = 0;
  for (const auto& segment : models::segments_of(model.flaws, study.numerics.flaw_piece_um * units::um)) {
    const auto& flaw = model.flaws[static_cast<std::size_t>(segment.flaw)];
    Opening opening{0.5 * (segment.start + segment.end),
                    segment.normal,
                    (segment.end - segment.start).normalized(),
                    0.5 * segment.length,
                    band,
                    1.0};
    if (model.dimension == 2 && segment.end.isApprox(flaw.path.back())) {
      const double retreat = std::min(tip_retreat(opening.along, 0.5 * band), opening.half_length);
      opening.half_length -= 0.5 * retreat;
      opening.centre -= 0.5 * retreat * opening.along;
    }
    if (model.dimension == 3) {  // the half penny about its mouth; the other half lies outside of the body
      opening.centre = flaw.path.front();
      opening.half_length = flaw.depth;
    }
    const std::string name = std::to_string(segment.flaw) + ":" + std::to_string(piece++);
    sources.push_back(opening_source("flaw", segment.flaw, name, opening, model.dimension));
    if (model.dimension == 3) sources.back().source.measure *= 0.5;
  }
}

/// Pieces end as far short of where they are drawn as the tip of the flaw does, so that the row has no gap.
void add_paths(const CellStudy& study, const CellModel& model, double band,
               std::vector<CellSource>& sources) {
  int piece = 0;
  for (const auto& segment : models::segments_of(model.paths, study.numerics.flaw_piece_um * units::um)) {
    Opening opening{0.5 * (segment.start + segment.end),
                    segment.normal,
                    (segment.end - segment.start).normalized(),
                    0.5 * segment.length,
                    band,
                    1.0};
    opening.centre -= tip_retreat(opening.along, 0.5 * band) * opening.along;
    const std::string name = std::to_string(segment.flaw) + ":" + std::to_string(piece++);
    sources.push_back(opening_source("path", segment.flaw, name, opening, model.dimension));
  }
}

void add_boundaries(const CellModel& model, double band, std::vector<CellSource>& sources) {
  int number = 0;
  for (const auto& piece : model.boundaries.pieces()) {
    if (!model.deposits.contains(piece.centre, model.dimension)) continue;
    Opening opening{piece.centre, piece.normal, {}, 0.5 * piece.measure, band, 1.0};
    if (model.dimension == 2) {
      opening.along = (piece.corners[1] - piece.corners[0]).normalized();
    } else {
      opening.half_length = std::sqrt(piece.measure / constants::pi);
    }
    const std::string name = std::to_string(piece.boundary) + ":" + std::to_string(number++);
    sources.push_back(opening_source("boundary", piece.boundary, name, opening, model.dimension));
  }
}

}  // namespace

std::vector<CellSource> cell_sources(const CellStudy& study, const CellModel& model) {
  std::vector<CellSource> sources;
  for (const auto& mode : models::residual_modes(study.residual, model.microstructure)) {
    sources.push_back(residual_source(mode));
  }
  sources.push_back(stack_source(study));
  sources.push_back(hydrostatic_source(model));
  const ElasticProblem problem = elastic_problem(study, model);
  const double flaw_band = band_of_two_cells(study.numerics.cell_flaw_um, problem);
  add_flaws(study, model, flaw_band, sources);
  add_paths(study, model, flaw_band, sources);
  add_boundaries(model, band_of_two_cells(study.numerics.cell_boundary_um, problem), sources);
  return sources;
}

}  // namespace lauelith::solvers
