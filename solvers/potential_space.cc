// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/potential_space.h"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_renumbering.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/grid/grid_generator.h>

#include <algorithm>
#include <cmath>
#include <queue>

namespace lauelith::solvers {
namespace {

using CellBox = PotentialSpace::CellBox;

Point lifted(const dealii::Point<2>& p) { return {p[0], p[1], 0.0}; }

CellBox box_of(const PotentialSpace::Cell& cell) {
  CellBox box;
  for (int k = 0; k < 2; ++k) {
    box.size[k] = cell->extent_in_direction(static_cast<unsigned>(k));
    box.low[k] = cell->center()[static_cast<unsigned>(k)] - 0.5 * box.size[k];
  }
  return box;
}

dealii::Point<2> reference(const CellBox& box, const Point& x) {
  return {(x[0] - box.low[0]) / box.size[0], (x[1] - box.low[1]) / box.size[1]};
}

/// Parameters between which a line is inside a box (closed), or an empty range.
std::pair<double, double> clipped(const PotentialLine& line, const CellBox& box) {
  double t0 = 0.0, t1 = 1.0;
  for (int k = 0; k < 2; ++k) {
    const double d = line.end[k] - line.start[k], tolerance = 1e-9 * box.size[k];
    const double low = box.low[k] - line.start[k], high = low + box.size[k];
    if (std::abs(d) <= tolerance) {
      if (low > tolerance || high < -tolerance) return {1.0, 0.0};
      continue;
    }
    t0 = std::max(t0, std::min(low / d, high / d));
    t1 = std::min(t1, std::max(low / d, high / d));
  }
  return {t0, t1};
}

}  // namespace

PotentialSpace::PotentialSpace(const MeshPlan& plan, int degree)
    : plan_(plan),
      mesh_(dealii::Triangulation<2>::smoothing_on_refinement),
      element_(static_cast<unsigned>(degree)),
      dofs_(mesh_) {
  make_mesh(plan);
  dofs_.distribute_dofs(element_);
  for (const auto& cell : dofs_.active_cell_iterators()) {
    material_.push_back(plan.material_at(lifted(cell->center())));
    boxes_.push_back(box_of(cell));
  }
}

void PotentialSpace::make_mesh(const MeshPlan& plan) {
  dealii::GridGenerator::subdivided_hyper_rectangle(
      mesh_, {static_cast<unsigned>(plan.n[0]), static_cast<unsigned>(plan.n[1])},
      dealii::Point<2>(plan.low[0], plan.low[1]), dealii::Point<2>(plan.high[0], plan.high[1]));
  for (int level = 0; plan.size_wanted && level < plan.max_level; ++level) {
    bool refined = false;
    for (const auto& cell : mesh_.active_cell_iterators()) {
      const double size = std::max(cell->extent_in_direction(0), cell->extent_in_direction(1));
      if (size <= 1.0001 * plan.size_wanted(lifted(cell->center()), cell->diameter())) continue;
      cell->set_refine_flag();
      refined = true;
    }
    if (!refined) break;
    mesh_.execute_coarsening_and_refinement();
  }
}

dealii::AffineConstraints<double> PotentialSpace::constraints(bool hold_one) const {
  dealii::AffineConstraints<double> constraints;
  dealii::DoFTools::make_hanging_node_constraints(dofs_, constraints);
  constraints.close();
  std::vector<char> is_used(dofs_.n_dofs(), 0);
  std::vector<dealii::types::global_dof_index> indices(element_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (material(cell) < 0) continue;
    cell->get_dof_indices(indices);
    for (const auto index : indices) {
      is_used[index] = 1;
      const auto* entries = constraints.get_constraint_entries(index);
      if (entries == nullptr) continue;
      for (const auto& entry : *entries) is_used[entry.first] = 1;
    }
  }
  dealii::AffineConstraints<double> fixed;
  bool holds = !hold_one;
  for (dealii::types::global_dof_index i = 0; i < dofs_.n_dofs(); ++i) {
    if (constraints.is_constrained(i) || (is_used[i] != 0 && holds)) continue;
    if (is_used[i] != 0) holds = true;
    fixed.add_line(i);
  }
  fixed.close();
  constraints.merge(fixed, dealii::AffineConstraints<double>::right_object_wins);
  constraints.close();
  return constraints;
}

Eigen::VectorXd PotentialSpace::shapes_at(const Cell& cell, const Point& x) const {
  const dealii::Point<2> p = reference(boxes_[cell->active_cell_index()], x);
  Eigen::VectorXd values(element_.n_dofs_per_cell());
  for (Eigen::Index a = 0; a < values.size(); ++a)
    values[a] = element_.shape_value(static_cast<unsigned>(a), p);
  return values;
}

void PotentialSpace::add_part(const Cell& cell, const PotentialLine& line, double t0, double t1,
                              std::vector<LinePoint>& points) const {
  const dealii::QGauss<1> rule(element_.degree + 1);
  const CellBox& box = boxes_[cell->active_cell_index()];
  const Point along = (line.end - line.start).normalized();
  std::vector<dealii::types::global_dof_index> indices(element_.n_dofs_per_cell());
  cell->get_dof_indices(indices);
  for (unsigned q = 0; q < rule.size(); ++q) {
    LinePoint point;
    point.x = line.start + (t0 + (t1 - t0) * rule.point(q)[0]) * (line.end - line.start);
    point.weight = rule.weight(q) * (t1 - t0) * line.length();
    point.indices = indices;
    point.shape = shapes_at(cell, point.x);
    point.slope.resize(point.shape.size());
    for (Eigen::Index a = 0; a < point.shape.size(); ++a) {
      const auto gradient = element_.shape_grad(static_cast<unsigned>(a), reference(box, point.x));
      point.slope[a] = gradient[0] / box.size[0] * along[0] + gradient[1] / box.size[1] * along[1];
    }
    points.push_back(std::move(point));
  }
}

std::vector<PotentialSpace::LinePoint> PotentialSpace::points_on(const PotentialLine& line) const {
  std::vector<LinePoint> points;
  for (const auto& cell : dofs_.active_cell_iterators()) {
    const CellBox& box = boxes_[cell->active_cell_index()];
    const auto [t0, t1] = clipped(line, box);
    if (!(t1 - t0 > 1e-9)) continue;
    // A part along an edge belongs to the cell above or to the right of it; on the outside to the only one.
    const Point middle = line.start + 0.5 * (t0 + t1) * (line.end - line.start);
    bool is_mine = true;
    for (int k = 0; k < 2; ++k) {
      const double tolerance = 1e-6 * box.size[k], high = box.low[k] + box.size[k];
      const bool at_high = std::abs(middle[k] - high) <= tolerance;
      if (at_high && std::abs(high - plan_.high[k]) > tolerance) is_mine = false;
    }
    if (is_mine && material(cell) >= 0) add_part(cell, line, t0, t1, points);
  }
  return points;
}

PotentialSpace::Cell PotentialSpace::cell_at(const Point& x) const {
  // Down from the coarse cell, which are numbered with X fastest.
  int place[2];
  for (int k = 0; k < 2; ++k) {
    const int n = plan_.n[static_cast<std::size_t>(k)];
    place[k] =
        std::clamp(static_cast<int>((x[k] - plan_.low[k]) / (plan_.high[k] - plan_.low[k]) * n), 0, n - 1);
  }
  dealii::DoFHandler<2>::cell_iterator cell(&mesh_, 0, place[0] + plan_.n[0] * place[1], &dofs_);
  while (cell->has_children()) {
    const auto middle = cell->center();
    cell = cell->child((x[0] > middle[0] ? 1u : 0u) + (x[1] > middle[1] ? 2u : 0u));
  }
  if (material_[cell->active_cell_index()] >= 0) return Cell(cell);
  Cell best = dofs_.end();
  double nearest = INFINITY;
  for (const auto& other : dofs_.active_cell_iterators()) {
    const double distance = (lifted(other->center()) - x).head<2>().norm();
    if (material(other) < 0 || distance >= nearest) continue;
    nearest = distance;
    best = other;
  }
  return best;
}

bool PotentialSpace::joins_electrodes() const {
  std::vector<char> seen(mesh_.n_active_cells(), 0);
  std::queue<Cell> waiting;
  const auto visit = [&](const Cell& cell) {
    if (material(cell) < 0 || seen[cell->active_cell_index()] != 0) return;
    seen[cell->active_cell_index()] = 1;
    waiting.push(cell);
  };
  for (const auto& cell : dofs_.active_cell_iterators()) {
    const CellBox& box = boxes_[cell->active_cell_index()];
    if (box.low[1] <= plan_.low[1] + 1e-9 * box.size[1]) visit(cell);
  }
  while (!waiting.empty()) {
    const Cell cell = waiting.front();
    waiting.pop();
    const CellBox& box = boxes_[cell->active_cell_index()];
    if (box.low[1] + box.size[1] >= plan_.high[1] - 1e-9 * box.size[1]) return true;
    for (const unsigned f : cell->face_indices()) {
      if (cell->at_boundary(f)) continue;
      const auto next = cell->neighbor(f);
      if (next->is_active()) {
        visit(Cell(next));
        continue;
      }
      for (unsigned s = 0; s < cell->face(f)->n_children(); ++s)
        visit(Cell(cell->neighbor_child_on_subface(f, s)));
    }
  }
  return false;
}

}  // namespace lauelith::solvers
