// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Geometry>
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

/// Two cells of the size that the mesh rule asks for; boxes: rounded down to a size that halving the coarse
/// cells gives.
double band_of_two_cells(double wanted_um, const NumericsOptions& numerics, const ElasticProblem& problem) {
  wanted_um = std::min(wanted_um, numerics.cell_far_um);
  if (problem.mesh.quads) return 2.0 * wanted_um * units::um;
  double edge = 0.0;
  for (int k = 0; k < problem.dimension; ++k) {
    const auto n = problem.mesh.n[static_cast<std::size_t>(k)];
    edge = std::max(edge, (problem.mesh.high[k] - problem.mesh.low[k]) / n);
  }
  while (edge > 1.0001 * wanted_um * units::um) edge *= 0.5;
  return 2.0 * edge;
}

bool is_penny(const CellModel& model, const models::Flaw& flaw) {
  return model.dimension == 3 && !flaw.is_through;
}

/// What the rings of one flaw have in common.
struct Tip {
  std::string kind;
  int flaw = 0;
  Point mouth = Point::Zero();
  double band = 0.0;
};
struct Span {
  double from = 0.0, to = 0.0;  ///< radii, m
};

double retreat_of_tip(const CellStudy& study, const Point& along, double band) {
  return study.numerics.mesh == "conforming" ? quad_tip_retreat(0.5 * band) : tip_retreat(along, 0.5 * band);
}

/// The plane of a piece in 2-D, or its facet through the whole slab.
Opening piece_of(const CellModel& model, const models::FlawSegment& segment, const Point& start,
                 const Point& end, double band) {
  if (model.dimension == 2) {
    return {0.5 * (start + end),
            segment.normal,
            (end - start).normalized(),
            0.5 * (end - start).norm(),
            band,
            1.0,
            {}};
  }
  const auto at = [](Point x, double z) {
    x[2] = z;
    return x;
  };
  const double low = model.domain.low[2], high = model.domain.high[2];
  return opening_of({{at(start, low), at(end, low), at(end, high), at(start, high)}}, segment.normal, band);
}

/// Rings of a half penny between two radii (the other half lies outside of the body), cut to the body.
void add_rings(const CellStudy& study, const CellModel& model, const models::Flaw& flaw, const Tip& tip,
               Span span, std::vector<CellSource>& sources) {
  const Point inward = (flaw.path.back() - flaw.path.front()).normalized();
  const double piece = study.numerics.flaw_piece_um * units::um;
  const int n = std::max(1, static_cast<int>(std::ceil((span.to - span.from) / piece - 1e-9)));
  for (int k = 0; k < n; ++k) {
    models::Ring ring;
    ring.centre = tip.mouth;
    ring.u = inward;
    ring.v = flaw.normal.cross(inward);
    const double step = (span.to - span.from) / n;
    const double retreat = rim_retreat(0.5 * tip.band);
    const bool is_last = k + 1 == n;
    ring.inner = std::max(0.0, span.from + k * step - (span.from > 0.0 ? retreat : 0.0));
    ring.outer = span.from + (k + 1) * step - (is_last || span.from > 0.0 ? retreat : 0.0);
    ring.outer = std::max(ring.outer, ring.inner + 0.25 * step);
    ring.from = -0.5 * constants::pi;
    ring.to = 0.5 * constants::pi;
    auto facets = models::clipped(models::facets_of(ring), model.domain);
    if (facets.empty()) break;
    sources.push_back(opening_source(tip.kind, tip.flaw, std::to_string(tip.flaw) + ":" + std::to_string(k),
                                     opening_of(std::move(facets), flaw.normal, tip.band), 3));
  }
}

void add_flaws(const CellStudy& study, const CellModel& model, double band,
               std::vector<CellSource>& sources) {
  int piece = 0;
  for (std::size_t f = 0; f < model.flaws.size(); ++f) {
    const models::Flaw& flaw = model.flaws[f];
    if (is_penny(model, flaw)) {
      add_rings(study, model, flaw, {"flaw", static_cast<int>(f), flaw.path.front(), band}, {0.0, flaw.depth},
                sources);
      continue;
    }
    for (auto segment : models::segments_of({flaw}, study.numerics.flaw_piece_um * units::um)) {
      Point end = segment.end;
      if (segment.end.isApprox(flaw.path.back())) {
        const Point along = (segment.end - segment.start).normalized();
        end -= std::min(retreat_of_tip(study, along, band), 0.5 * segment.length) * along;
      }
      const std::string name = std::to_string(f) + ":" + std::to_string(piece++);
      sources.push_back(opening_source("flaw", static_cast<int>(f), name,
                                       piece_of(model, segment, segment.start, end, band), model.dimension));
    }
  }
}

/// Pieces end as far short of where they are drawn as the tip of the flaw does, so that the row has no gap.
void add_paths(const CellStudy& study, const CellModel& model, double band,
               std::vector<CellSource>& sources) {
  int piece = 0;
  for (std::size_t f = 0; f < model.paths.size(); ++f) {
    const models::Flaw &path = model.paths[f], &flaw = model.flaws[f];
    if (path.path.empty()) continue;
    if (is_penny(model, flaw)) {
      add_rings(study, model, path, {"path", static_cast<int>(f), flaw.path.front(), band},
                {flaw.depth, flaw.depth + path.depth}, sources);
      continue;
    }
    for (const auto& segment : models::segments_of({path}, study.numerics.flaw_piece_um * units::um)) {
      const Point along = (segment.end - segment.start).normalized();
      const Point back = retreat_of_tip(study, along, band) * along;
      const std::string name = std::to_string(f) + ":" + std::to_string(piece++);
      sources.push_back(opening_source(
          "path", static_cast<int>(f), name,
          piece_of(model, segment, segment.start - back, segment.end - back, band), model.dimension));
    }
  }
}

void add_boundaries(const CellModel& model, double band, std::vector<CellSource>& sources) {
  int number = 0;
  for (const auto& piece : model.boundaries.pieces()) {
    if (!model.deposits.contains(piece.centre, model.dimension)) continue;
    Opening opening;
    if (model.dimension == 2) {
      const Point along = (piece.corners[1] - piece.corners[0]).normalized();
      opening = {piece.centre, piece.normal, along, 0.5 * piece.measure, band, 1.0, {}};
    } else {
      opening = opening_of({piece.corners}, piece.normal, band);
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
  const double flaw_band = band_of_two_cells(study.numerics.cell_flaw_um, study.numerics, problem);
  add_flaws(study, model, flaw_band, sources);
  add_paths(study, model, flaw_band, sources);
  add_boundaries(model, band_of_two_cells(study.numerics.cell_boundary_um, study.numerics, problem), sources);
  return sources;
}

}  // namespace lauelith::solvers
