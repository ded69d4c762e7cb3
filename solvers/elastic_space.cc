// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_space.h"

#include <deal.II/base/mpi.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/mapping_cartesian.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>

#include <algorithm>
#include <cassert>

#include "solvers/quad_forest.h"
#include "src/failure.h"

namespace lauelith::solvers {
namespace {

template <int dim>
dealii::Point<dim> corner_of(const Point& x) {
  dealii::Point<dim> p;
  for (int k = 0; k < dim; ++k) p[k] = x[k];
  return p;
}

template <int dim>
std::vector<Point> box_corners(const MeshPlan& plan) {
  std::vector<Point> corners;
  for (int i = 0; i < (1 << dim); ++i) {
    Point x = Point::Zero();
    for (int k = 0; k < dim; ++k) x[k] = (i >> k & 1) != 0 ? plan.high[k] : plan.low[k];
    corners.push_back(x);
  }
  return corners;
}

/// In space a rank that smooths sees its own cells only, and the mesh depended on how it was cut. p4est keeps
/// neighbours within one level by itself.
template <int dim>
typename dealii::Triangulation<dim>::MeshSmoothing smoothing() {
  using Mesh = dealii::Triangulation<dim>;
  return typename Mesh::MeshSmoothing(dim == 2 ? Mesh::smoothing_on_refinement : Mesh::none);
}

}  // namespace

template <int dim>
ElasticSpace<dim>::ElasticSpace(const ElasticProblem& problem)
    : problem_(problem),
      mesh_(MPI_COMM_WORLD, smoothing<dim>()),
      element_(dealii::FE_Q<dim>(static_cast<unsigned>(problem.degree)), 3),
      dofs_(mesh_) {
  if (is_of_boxes()) {
    mapping_ = std::make_unique<dealii::MappingCartesian<dim>>();
  } else {
    mapping_ = std::make_unique<dealii::MappingQ<dim>>(1);
  }
  make_coarse_mesh();
  refine();
  number_boundary();
  assign_materials();
  dofs_.distribute_dofs(element_);
  dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant_);
  partitioner_ = std::make_shared<dealii::Utilities::MPI::Partitioner>(owned(), relevant_, communicator());
  for (auto* constraints : {&constraints_, &displaced_constraints_}) {
    constraints->reinit(relevant_);
    dealii::DoFTools::make_hanging_node_constraints(dofs_, *constraints);
    for (unsigned k = 0; k < dim; ++k) {
      if (problem_.mesh.periodic[k])
        dealii::DoFTools::make_periodicity_constraints(dofs_, 2 * k, 2 * k + 1, k, *constraints);
    }
  }
  find_places();
  make_supports();
  hold_free_motions();
  constraints_.close();
  displaced_constraints_.close();
}

template <int dim>
void ElasticSpace<dim>::make_coarse_mesh() {
  const MeshPlan& plan = problem_.mesh;
  if constexpr (dim == 2) {
    if (plan.quads) {
      make_quad_forest(plan, mesh_);
      return;
    }
  }
  std::vector<unsigned> n(dim);
  for (int k = 0; k < dim; ++k)
    n[static_cast<std::size_t>(k)] = static_cast<unsigned>(plan.n[static_cast<std::size_t>(k)]);
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh_, n, corner_of<dim>(plan.low),
                                                    corner_of<dim>(plan.high), true);
  std::vector<dealii::GridTools::PeriodicFacePair<typename dealii::Triangulation<dim>::cell_iterator>> pairs;
  for (unsigned k = 0; k < dim; ++k) {
    if (plan.periodic[k])
      dealii::GridTools::collect_periodic_faces(mesh_, 2 * k, 2 * k + 1, static_cast<int>(k), pairs);
  }
  mesh_.add_periodicity(pairs);
}

template <int dim>
void ElasticSpace<dim>::refine() {
  // Quadrilaterals are made in the wanted size but for their irregularity.
  const double tolerated = is_of_boxes() ? 1.0001 : 1.5;
  const MeshPlan& plan = problem_.mesh;
  for (int level = 0; plan.size_wanted && level < plan.max_level; ++level) {
    bool refined = false;
    for (const auto& cell : mesh_.active_cell_iterators()) {
      if (!cell->is_locally_owned()) continue;
      double size = 0.0;
      for (unsigned k = 0; k < dim; ++k) size = std::max(size, cell->extent_in_direction(k));
      if (size <= tolerated * plan.size_wanted(point_of<dim>(cell->center()), cell->diameter())) continue;
      cell->set_refine_flag();
      refined = true;
    }
    if (dealii::Utilities::MPI::max(refined ? 1 : 0, communicator()) == 0) break;
    mesh_.execute_coarsening_and_refinement();
    ++n_refinements_;
  }
}

template <int dim>
void ElasticSpace<dim>::number_boundary() {
  const MeshPlan& plan = problem_.mesh;
  if (!plan.boundary_number) return;
  for (const auto& cell : mesh_.active_cell_iterators()) {
    for (const auto& face : cell->face_iterators()) {
      if (!face->at_boundary() || cell->is_artificial()) continue;
      const int number =
          plan.boundary_number(point_of<dim>(face->center()), static_cast<int>(face->boundary_id()));
      face->set_boundary_id(static_cast<unsigned>(number));
    }
  }
}

template <int dim>
void ElasticSpace<dim>::assign_materials() {
  material_.assign(mesh_.n_active_cells(), -1);
  const auto n_materials = static_cast<int>(problem_.stiffness.size());
  for (const auto& cell : mesh_.active_cell_iterators()) {
    if (cell->is_artificial()) continue;
    const int material = is_of_boxes() ? problem_.mesh.material_at(point_of<dim>(cell->center()))
                                       : static_cast<int>(cell->material_id());
    assert(material >= -1 && material < n_materials);
    (void)n_materials;
    material_[cell->active_cell_index()] = material;
  }
}

template <int dim>
void ElasticSpace<dim>::hold(dealii::types::global_dof_index index, double displacement) {
  // What repeats another unknown is held by holding that one.
  while (constraints_.is_constrained(index) && constraints_.get_constraint_entries(index)->size() == 1) {
    index = constraints_.get_constraint_entries(index)->front().first;
  }
  if (!relevant_.is_element(index)) return;
  if (!constraints_.is_constrained(index)) constraints_.add_line(index);
  if (displaced_constraints_.is_constrained(index)) return;
  displaced_constraints_.add_line(index);
  displaced_constraints_.set_inhomogeneity(index, displacement);
}

template <int dim>
dealii::ComponentMask ElasticSpace<dim>::only(unsigned component) const {
  dealii::ComponentMask mask(3, false);
  mask.set(component, true);
  return mask;
}

template <int dim>
void ElasticSpace<dim>::make_supports() {
  std::map<dealii::types::global_dof_index, dealii::Point<dim>> points;
  dealii::DoFTools::map_dofs_to_support_points(*mapping_, dofs_, points);
  for (const Support& support : problem_.supports) {
    for (unsigned c = 0; c < 3; ++c) {
      if (!support.holds[c]) continue;
      for (const auto index : dealii::DoFTools::extract_boundary_dofs(
               dofs_, only(c), {static_cast<dealii::types::boundary_id>(support.boundary)})) {
        if (!relevant_.is_element(index)) continue;
        hold(index, support.displacement
                        ? support.displacement(point_of<dim>(points.at(index)))[static_cast<int>(c)]
                        : 0.0);
      }
    }
  }
  if (dim == 3 || problem_.plane_mode != PlaneMode::plane_stress) return;
  // The condensed stiffness knows nothing of u_Z.
  std::vector<dealii::types::global_dof_index> indices(element_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (cell->is_artificial()) continue;
    cell->get_dof_indices(indices);
    for (unsigned i = 0; i < indices.size(); ++i) {
      if (element_.system_to_component_index(i).first == 2) hold(indices[i], 0.0);
    }
  }
}

template <int dim>
void ElasticSpace<dim>::find_places() {
  std::map<dealii::types::global_dof_index, dealii::Point<dim>> points;
  dealii::DoFTools::map_dofs_to_support_points(*mapping_, dofs_, points);
  component_.assign(owned().n_elements(), 0);
  support_points_.resize(owned().n_elements());
  for (unsigned c = 0; c < 3; ++c) {
    for (const auto index : dealii::DoFTools::extract_dofs(dofs_, only(c))) {
      const auto place = owned().index_within_set(index);
      component_[place] = static_cast<int>(c);
      support_points_[place] = points.at(index);
    }
  }
}

/// What the supports leave free is held at corners of the box, statically determinate.
template <int dim>
void ElasticSpace<dim>::hold_free_motions() {
  const RigidMotions rigid = motions();
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(rigid.count(), rigid.count());
  for (std::size_t i = 0; i < component_.size(); ++i) {
    const auto index = owned().nth_index_in_set(static_cast<unsigned>(i));
    // A held unknown is a constrained one that depends on no other.
    if (!constraints_.is_constrained(index) || !constraints_.get_constraint_entries(index)->empty()) continue;
    const Eigen::VectorXd row = rigid.row(point_of<dim>(support_points_[i]), component_[i]);
    gram += row * row.transpose();
  }
  const auto n = static_cast<int>(gram.size());
  MPI_Allreduce(MPI_IN_PLACE, gram.data(), n, MPI_DOUBLE, MPI_SUM, communicator());
  // A motion that does not repeat from face to face is none of a periodic body.
  for (int k = 0; k < dim; ++k) {
    Point across = problem_.mesh.low;
    across[k] = problem_.mesh.high[k];
    for (int c = 0; problem_.mesh.periodic[static_cast<std::size_t>(k)] && c < 3; ++c) {
      const Eigen::VectorXd row = rigid.row(across, c) - rigid.row(problem_.mesh.low, c);
      gram += row * row.transpose();
    }
  }
  free_motions_ = unheld(gram);
  for (const Hold& place : determinate_holds(rigid, free_motions_, box_corners<dim>(problem_.mesh))) {
    for (const auto& cell : dofs_.active_cell_iterators()) {
      if (cell->is_artificial()) continue;
      for (const unsigned v : cell->vertex_indices()) {
        const double distance = (point_of<dim>(cell->vertex(v)) - place.place).norm();
        if (distance > 1e-6 * cell->diameter()) continue;
        hold(cell->vertex_dof_index(v, static_cast<unsigned>(place.component)), 0.0);
      }
    }
  }
}

template <int dim>
RigidMotions ElasticSpace<dim>::motions() const {
  Point size = problem_.mesh.high - problem_.mesh.low;
  if (dim == 2) size[2] = 0.0;
  return RigidMotions(dim, 0.5 * (problem_.mesh.low + problem_.mesh.high), 0.5 * size.norm());
}

template <int dim>
NearNullSpace ElasticSpace<dim>::rigid_motions() const {
  const RigidMotions rigid = motions();
  NearNullSpace values;
  for (int motion = 0; motion < rigid.count(); ++motion) {
    auto& column = values.emplace_back(owned().n_elements());
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] = rigid.at(motion, point_of<dim>(support_points_[i]))[component_[i]];
    }
  }
  return values;
}

template <int dim>
GhostedVector ElasticSpace<dim>::with_ghosts(const std::vector<double>& owned_values) const {
  GhostedVector all = zeros();
  std::copy(owned_values.begin(), owned_values.end(), all.begin());
  all.update_ghost_values();
  return all;
}

template <int dim>
void ElasticSpace<dim>::distribute(Vector& x) const {
  const GhostedVector all = with_ghosts({x.begin(), x.end()});
  for (const auto& line : constraints_.get_lines()) {
    if (!owned().is_element(line.index)) continue;
    double value = line.inhomogeneity;
    for (const auto& [index, weight] : line.entries) value += weight * all(index);
    x.begin()[owned().index_within_set(line.index)] = value;
  }
}

template class ElasticSpace<2>;
template class ElasticSpace<3>;

}  // namespace lauelith::solvers
