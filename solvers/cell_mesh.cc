// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "solvers/mesh_memory.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

/// No cell between a point and a size rule is coarser than this part of its distance.
constexpr double growth = 0.5;

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

using models::DomainBox;

std::vector<DomainBox> coarse_boxes(const MeshPlan& plan, int dimension) {
  const Point size = plan.high - plan.low;
  std::vector<DomainBox> boxes;
  const std::array<int, 3> n{plan.n[0], plan.n[1], dimension == 3 ? plan.n[2] : 1};
  for (int number = 0; number < n[0] * n[1] * n[2]; ++number) {
    const int place[3] = {number % n[0], number / n[0] % n[1], number / n[0] / n[1]};
    DomainBox& box = boxes.emplace_back(DomainBox{plan.low, plan.high});
    for (int k = 0; k < dimension; ++k) {
      const double step = size[k] / n[static_cast<std::size_t>(k)];
      box.low[k] = plan.low[k] + place[k] * step;
      box.high[k] = box.low[k] + step;
    }
  }
  return boxes;
}

bool is_too_large(const MeshPlan& plan, int dimension, const DomainBox& box) {
  Point size = box.size(), centre = box.centre();
  if (dimension == 2) size[2] = centre[2] = 0.0;
  return size.maxCoeff() > 1.0001 * plan.size_wanted(centre, size.norm());
}

void add_children(const DomainBox& box, int dimension, std::vector<DomainBox>& children) {
  const Point centre = box.centre();
  for (int child = 0; child < (1 << dimension); ++child) {
    DomainBox& part = children.emplace_back(box);
    for (int k = 0; k < dimension; ++k) ((child >> k & 1) != 0 ? part.low[k] : part.high[k]) = centre[k];
  }
}

}  // namespace

MeshPlan cell_mesh(const CellStudy& study, const CellModel& model) {
  MeshPlan plan = coarse_plan(model);
  plan.size_wanted = SizeRule(study.numerics, model);
  const models::Microstructure microstructure = model.microstructure;
  plan.material_at = [microstructure](const Point& x) { return microstructure.grain_at(x); };
  return plan;
}

double predicted_cells(const MeshPlan& plan, int dimension) {
  constexpr std::size_t most_followed = 5000;
  std::vector<DomainBox> boxes = coarse_boxes(plan, dimension);
  double n_cells = 0.0, share = 1.0;
  for (int level = 0; !boxes.empty(); ++level) {
    std::vector<DomainBox> halved;
    for (const DomainBox& box : boxes) {
      const bool is_last = level == plan.max_level || !plan.size_wanted;
      if (is_last || !is_too_large(plan, dimension, box)) {
        n_cells += share;
      } else {
        halved.push_back(box);
      }
    }
    const std::size_t stride = 1 + halved.size() / most_followed;
    boxes.clear();
    for (std::size_t i = stride / 2; i < halved.size(); i += stride)
      add_children(halved[i], dimension, boxes);
    share *= halved.empty() ? 0.0
                            : static_cast<double>(halved.size() << dimension) /
                                  static_cast<double>(std::max<std::size_t>(1, boxes.size()));
  }
  return n_cells;
}

void require_mesh_fits(const MeshPlan& plan, int dimension, const NumericsOptions& numerics) {
  NumericsOptions resolved = numerics;
  resolved.solver = solver_of(numerics, dimension, plan);
  double n_cells = predicted_cells(plan, dimension);
  if (numerics.mesh == "conforming") n_cells *= 0.6;  // quadrilaterals for boxes, as measured
  const double n_unknowns = 3.0 * n_cells * std::pow(numerics.degree, dimension);
  require_memory(estimated_memory(dimension, static_cast<std::size_t>(n_unknowns), resolved),
                 numerics.memory_limit_GB);
}

}  // namespace lauelith::solvers
