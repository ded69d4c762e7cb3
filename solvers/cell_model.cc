// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/flaw_paths.h"
#include "models/grain_files.h"
#include "solvers/conforming_mesh.h"
#include "solvers/mesh_checks.h"
#include "solvers/plating_checks.h"
#include "src/sha256.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

/// No cell between a point and a size rule is coarser than this part of its distance.
constexpr double growth = 0.5;
constexpr double deposit_margin = 20.0 * units::um;

PlaneMode plane_mode(const std::string& word) {
  if (word == "plane_strain") return PlaneMode::plane_strain;
  if (word == "plane_stress") return PlaneMode::plane_stress;
  return PlaneMode::generalised_plane_strain;
}

double distance_to_segment(const Point& x, const Point& a, const Point& b) {
  const Point d = b - a;
  const double length2 = d.squaredNorm();
  const double t = length2 > 0.0 ? std::clamp((x - a).dot(d) / length2, 0.0, 1.0) : 0.0;
  return (x - a - t * d).norm();
}

double distance_to_flaw(const Point& x, const models::Flaw& flaw, int dimension) {
  if (dimension == 3 && !flaw.is_through) {  // the disc about the mouth
    const Point r = x - flaw.path.front();
    const double off = r.dot(flaw.normal);
    return std::hypot(off, std::max(0.0, (r - off * flaw.normal).norm() - flaw.depth));
  }
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < flaw.path.size(); ++i) {
    Point foot = x;
    if (dimension == 3) foot[2] = flaw.path[i][2];
    nearest = std::min(nearest, distance_to_segment(foot, flaw.path[i - 1], flaw.path[i]));
  }
  return nearest;
}

/// Wanted size at a point of a cell of some diameter.
class SizeRule {
 public:
  SizeRule(const NumericsOptions& numerics, const CellModel& model)
      : numerics_(numerics),
        window_(model.window),
        deposits_(model.deposits),
        dimension_(model.dimension),
        boundaries_(model.boundaries) {
    for (std::size_t f = 0; f < model.flaws.size(); ++f) {
      models::Flaw flaw = model.flaws[f];
      if (f < model.paths.size()) {
        const models::Flaw& more = model.paths[f];
        flaw.path.insert(flaw.path.end(), more.path.begin(), more.path.end());
        flaw.depth += more.depth;
      }
      flaws_.push_back(std::move(flaw));
    }
  }
  double operator()(const Point& x, double diameter) const {
    const auto from = [&](double size_um, double distance) {
      const double size = size_um * units::um;
      return size + growth * std::max(0.0, distance - 0.5 * diameter - 2.0 * size);
    };
    Point outside = x - window_.nearest(x);
    if (dimension_ == 2) outside[2] = 0.0;
    double wanted =
        std::min(numerics_.cell_far_um * units::um, from(numerics_.cell_window_um, outside.norm()));
    wanted = std::min(wanted, from(numerics_.cell_boundary_um, x[1] - window_.low[1]));
    const auto nearest = boundaries_.nearest(x);
    if (nearest.piece >= 0 && deposits_.contains(nearest.foot, dimension_)) {
      wanted = std::min(wanted, from(numerics_.cell_boundary_um, nearest.distance));
    }
    for (const models::Flaw& flaw : flaws_)
      wanted = std::min(wanted, from(numerics_.cell_flaw_um, distance_to_flaw(x, flaw, dimension_)));
    return wanted;
  }

 private:
  NumericsOptions numerics_;
  models::DomainBox window_, deposits_;
  int dimension_;
  models::BoundaryNetwork boundaries_;
  std::vector<models::Flaw> flaws_;  ///< with the ways they may grow
};

/// The box in roughly cubic coarse cells, several wide.
MeshPlan coarse_plan(const CellModel& model) {
  MeshPlan plan;
  plan.low = model.domain.low;
  plan.high = model.domain.high;
  const Point size = model.domain.size();
  const double smallest = model.dimension == 2 ? std::min(size[0], size[1]) : size.minCoeff();
  const double edge = std::min(smallest, 64.0 * units::um);
  for (int k = 0; k < model.dimension; ++k) {
    plan.n[static_cast<std::size_t>(k)] = std::max(1, static_cast<int>(std::lround(size[k] / edge)));
  }
  return plan;
}

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

ElasticProblem elastic_problem(const CellStudy& study, const CellModel& model) {
  ElasticProblem problem;
  problem.dimension = model.dimension;
  problem.degree = study.numerics.degree;
  problem.plane_mode = plane_mode(study.model.plane_mode);
  problem.mesh = coarse_plan(model);
  const SizeRule size_wanted(study.numerics, model);
  problem.mesh.size_wanted = size_wanted;
  if (study.numerics.mesh == "conforming") {
    const auto& grains = std::get<models::PowerCells>(model.microstructure.shapes());
    const double least_edge = 0.25 * study.numerics.cell_boundary_um * units::um;
    problem.mesh.quads = [grains, size_wanted, least_edge] {
      return conforming_mesh(
          grains, [&size_wanted](const Point& x) { return size_wanted(x, 0.0); }, least_edge);
    };
  }
  const models::Microstructure microstructure = model.microstructure;
  problem.mesh.material_at = [microstructure](const Point& x) { return microstructure.grain_at(x); };
  for (const models::MaterialGrain& grain : model.microstructure.grains()) {
    problem.stiffness.push_back(models::voigt_stiffness(model.stiffness, grain.R_sample_from_crystal));
  }
  problem.supports = {{boundary::x_low, {true, false, false}, {}},
                      {boundary::x_high, {true, false, false}, {}}};
  if (model.dimension == 3) problem.supports.push_back({boundary::z_low, {false, false, true}, {}});
  problem.free_mean_strains = {0};
  return problem;
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
