// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/potential_space.h"

#include <deal.II/dofs/dof_renumbering.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/grid/grid_generator.h>

#include <algorithm>
#include <cmath>
#include <queue>

namespace lauelith::solvers {
namespace {

using models::DomainBox;

template <int dim, typename Cell>
DomainBox box_of(const Cell& cell) {
  DomainBox box{lifted<dim>(cell->center()), lifted<dim>(cell->center())};
  for (int k = 0; k < dim; ++k) {
    const double half = 0.5 * cell->extent_in_direction(static_cast<unsigned>(k));
    box.low[k] -= half;
    box.high[k] += half;
  }
  return box;
}

}  // namespace

template <int dim>
PotentialSpace<dim>::PotentialSpace(const MeshPlan& plan, int degree)
    : plan_(plan),
      mesh_(dealii::Triangulation<dim>::smoothing_on_refinement),
      element_(static_cast<unsigned>(degree)),
      dofs_(mesh_) {
  make_mesh(plan);
  dofs_.distribute_dofs(element_);
  for (const auto& cell : dofs_.active_cell_iterators()) {
    material_.push_back(plan.material_at(lifted<dim>(cell->center())));
    boxes_.push_back(box_of<dim>(cell));
  }
}

template <int dim>
void PotentialSpace<dim>::make_mesh(const MeshPlan& plan) {
  std::vector<unsigned> n;
  dealii::Point<dim> low, high;
  for (unsigned k = 0; k < dim; ++k) {
    n.push_back(static_cast<unsigned>(plan.n[k]));
    low[k] = plan.low[k];
    high[k] = plan.high[k];
  }
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh_, n, low, high);
  for (int level = 0; plan.size_wanted && level < plan.max_level; ++level) {
    bool refined = false;
    for (const auto& cell : mesh_.active_cell_iterators()) {
      double size = 0.0;
      for (unsigned k = 0; k < dim; ++k) size = std::max(size, cell->extent_in_direction(k));
      if (size <= 1.0001 * plan.size_wanted(lifted<dim>(cell->center()), cell->diameter())) continue;
      cell->set_refine_flag();
      refined = true;
    }
    if (!refined) break;
    mesh_.execute_coarsening_and_refinement();
  }
}

template <int dim>
dealii::AffineConstraints<double> PotentialSpace<dim>::constraints(bool hold_one) const {
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

template <int dim>
typename PotentialSpace<dim>::Cell PotentialSpace<dim>::cell_at(const Point& x) const {
  // Down from the coarse cell, which are numbered with X fastest.
  int number = 0;
  for (int k = dim - 1; k >= 0; --k) {
    const int n = plan_.n[static_cast<std::size_t>(k)];
    const double share = (x[k] - plan_.low[k]) / (plan_.high[k] - plan_.low[k]);
    number = number * n + std::clamp(static_cast<int>(share * n), 0, n - 1);
  }
  typename dealii::DoFHandler<dim>::cell_iterator cell(&mesh_, 0, number, &dofs_);
  while (cell->has_children()) {
    const Point middle = lifted<dim>(cell->center());
    unsigned child = 0;
    for (unsigned k = 0; k < dim; ++k) child += x[k] > middle[k] ? 1u << k : 0u;
    cell = cell->child(child);
  }
  if (material_[cell->active_cell_index()] >= 0) return Cell(cell);
  Cell best = dofs_.end();
  double nearest = INFINITY;
  for (const auto& other : dofs_.active_cell_iterators()) {
    const double distance = (lifted<dim>(other->center()) - x).template head<dim>().norm();
    if (material(other) < 0 || distance >= nearest) continue;
    nearest = distance;
    best = other;
  }
  return best;
}

template <int dim>
bool PotentialSpace<dim>::joins_electrodes() const {
  std::vector<char> seen(mesh_.n_active_cells(), 0);
  std::queue<Cell> waiting;
  const auto visit = [&](const Cell& cell) {
    if (material(cell) < 0 || seen[cell->active_cell_index()] != 0) return;
    seen[cell->active_cell_index()] = 1;
    waiting.push(cell);
  };
  for (const auto& cell : dofs_.active_cell_iterators()) {
    const DomainBox& box = boxes_[cell->active_cell_index()];
    if (box.low[1] <= plan_.low[1] + 1e-9 * box.size()[1]) visit(cell);
  }
  while (!waiting.empty()) {
    const Cell cell = waiting.front();
    waiting.pop();
    const DomainBox& box = boxes_[cell->active_cell_index()];
    if (box.high[1] >= plan_.high[1] - 1e-9 * box.size()[1]) return true;
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

template class PotentialSpace<2>;
template class PotentialSpace<3>;

}  // namespace lauelith::solvers
