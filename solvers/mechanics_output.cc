// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/numerics/data_out.h>

#include <cmath>

#include "models/cubic_elasticity.h"
#include "solvers/box_mechanics.h"
#include "src/frames.h"

namespace lauelith::solvers {
namespace {

/// Values of one cell by scalar function: 3 × functions.
template <int dim>
Eigen::MatrixXd cell_values(const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                            const GhostedVector& u, const std::vector<unsigned>& position) {
  dealii::Vector<double> local(static_cast<unsigned>(position.size()));
  cell->get_dof_values(u, local);
  Eigen::MatrixXd values(3, position.size() / 3);
  for (Eigen::Index a = 0; a < values.cols(); ++a) {
    for (int c = 0; c < 3; ++c) values(c, a) = local[position[static_cast<std::size_t>(3 * a + c)]];
  }
  return values;
}

/// In the order of `shown_cells`.
std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const char* component : {"xx", "yy", "zz", "yz", "xz", "xy"}) {
    names.push_back(std::string("elastic_strain_") + component);
    names.push_back(std::string("stress_") + component + "_Pa");
  }
  names.insert(names.end(), {"elastic_strain_von_mises", "grain"});
  return names;
}

double deviator_von_mises(const Vector6d& strain) {
  Vector6d deviator = strain;
  deviator.head<3>().array() -= strain.head<3>().mean();
  return von_mises_strain(deviator);
}

}  // namespace

template <int dim>
Eigen::Matrix3d BoxMechanics<dim>::mean_strain(const ElasticState& state) const {
  Vector6d strain = Vector6d::Zero();
  for (std::size_t m = 0; m < free_mean_strains_.size(); ++m) {
    const int c = free_mean_strains_[m];
    strain[c] += (c < 3 ? 1.0 : 0.5) * state.mean[static_cast<Eigen::Index>(m)];
  }
  return tensor_of(strain);
}

template <int dim>
Mechanics::Errors BoxMechanics<dim>::errors(
    const ElasticState& state, const std::function<Point(const Point&)>& displacement,
    const std::function<Eigen::Matrix3d(const Point&)>& gradient) const {
  const GhostedVector u = space_->with_ghosts(state.displacement);
  const auto position = local_positions<dim>(*space_);
  const Eigen::Matrix3d mean = mean_strain(state);
  double sums[2] = {0.0, 0.0};
  for (const auto& cell : space_->dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const Eigen::MatrixXd values = cell_values<dim>(cell, u, position);
    const CellShapes& shapes = assembly_->shapes(cell);
    for (std::size_t q = 0; q < shapes.weight.size(); ++q) {
      const Point x = point_of<dim>(cell->center()) + shapes.offset[q];
      Eigen::Matrix3d H = mean;
      H.leftCols<dim>() += values * shapes.gradient[q];
      sums[0] += shapes.weight[q] * (values * shapes.value[q] - displacement(x)).squaredNorm();
      sums[1] += shapes.weight[q] * (H - gradient(x)).squaredNorm();
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, space_->communicator());
  return {std::sqrt(sums[0]), std::sqrt(sums[1])};
}

template <int dim>
double BoxMechanics<dim>::displaced_volume(const ElasticState& state, int boundary) const {
  const GhostedVector u = space_->with_ghosts(state.displacement);
  const auto position = local_positions<dim>(*space_);
  double volume = 0.0;
  for (const auto& cell : space_->dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || !cell->at_boundary()) continue;
    for (const unsigned f : cell->face_indices()) {
      if (!cell->face(f)->at_boundary() || static_cast<int>(cell->face(f)->boundary_id()) != boundary)
        continue;
      const Eigen::MatrixXd values = cell_values<dim>(cell, u, position);
      const FaceShapes face = face_shapes<dim>(*space_, cell, f);
      for (std::size_t q = 0; q < face.weight.size(); ++q) {
        volume += face.weight[q] * (values * face.value[q]).dot(face.normal);
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, &volume, 1, MPI_DOUBLE, MPI_SUM, space_->communicator());
  return volume;
}

/// Mean elastic strain of a cell.
template <int dim>
Vector6d BoxMechanics<dim>::elastic_strain(const typename ElasticAssembly<dim>::Cell& cell,
                                           const ElasticLoad& load, const Eigen::MatrixXd& displacement,
                                           const Eigen::Matrix3d& mean) const {
  const CellShapes& shapes = assembly_->shapes(cell);
  const auto eigen = assembly_->eigenstrains(load, cell);
  Vector6d elastic = Vector6d::Zero();
  for (std::size_t q = 0; q < shapes.weight.size(); ++q) {
    Eigen::Matrix3d H = mean;
    H.leftCols<dim>() += displacement * shapes.gradient[q];
    elastic +=
        shapes.weight[q] / shapes.volume *
        (components_of(0.5 * (H + H.transpose())) - (eigen.empty() ? Vector6d(Vector6d::Zero()) : eigen[q]));
  }
  return law_.completed(space_->material(cell), elastic);
}

template <int dim>
ShownCells BoxMechanics<dim>::shown_cells(const ElasticLoad& load, const ElasticState& state) const {
  const GhostedVector u = space_->with_ghosts(state.displacement);
  const auto position = local_positions<dim>(*space_);
  const Eigen::Matrix3d mean = mean_strain(state);
  ShownCells shown;
  shown.corners_per_cell = 1 << dim;
  shown.names = field_names();
  shown.values.resize(shown.names.size());
  for (const auto& cell : space_->dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const unsigned v : cell->vertex_indices()) {
      const Point x = point_of<dim>(cell->vertex(v));
      shown.corners.insert(shown.corners.end(), x.data(), x.data() + 3);
    }
    const int m = space_->material(cell);
    Vector6d strain = Vector6d::Zero(), stress = Vector6d::Zero();
    if (m >= 0) {
      strain = elastic_strain(cell, load, cell_values<dim>(cell, u, position), mean);
      stress = models::stress_of(law_.C(m), strain);
    }
    for (std::size_t c = 0; c < 6; ++c) {
      shown.values[2 * c].push_back(strain[static_cast<Eigen::Index>(c)]);
      shown.values[2 * c + 1].push_back(stress[static_cast<Eigen::Index>(c)]);
    }
    shown.values[12].push_back(deviator_von_mises(strain));
    shown.values[13].push_back(m);
  }
  return shown;
}

template <int dim>
std::string BoxMechanics<dim>::write_vtu(const std::string& folder, const std::string& name,
                                         const ElasticLoad& load, const ElasticState& state) const {
  const GhostedVector u = space_->with_ghosts(state.displacement);
  const ShownCells shown = shown_cells(load, state);
  const unsigned n = space_->dofs().get_triangulation().n_active_cells();
  std::vector<dealii::Vector<double>> values(shown.names.size(), dealii::Vector<double>(n));
  std::size_t place = 0;
  for (const auto& cell : space_->dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (std::size_t f = 0; f < values.size(); ++f)
      values[f][cell->active_cell_index()] = shown.values[f][place];
    ++place;
  }
  dealii::DataOut<dim> out;
  out.attach_dof_handler(space_->dofs());
  using Interpretation = dealii::DataComponentInterpretation::DataComponentInterpretation;
  // Three components on a plane mesh are scalars to the writer.
  out.add_data_vector(
      u, std::vector<std::string>{"displacement_x_m", "displacement_y_m", "displacement_z_m"},
      dealii::DataOut<dim>::type_dof_data,
      std::vector<Interpretation>(3, dealii::DataComponentInterpretation::component_is_scalar));
  for (std::size_t f = 0; f < values.size(); ++f) out.add_data_vector(values[f], shown.names[f]);
  out.build_patches();
  return out.write_vtu_with_pvtu_record(folder + "/", name, 0, space_->communicator(), 4);
}

// The rest of the class is instantiated in mechanics.cc.
#define LAUELITH_INSTANTIATE(dim)                                                                            \
  template Eigen::Matrix3d BoxMechanics<dim>::mean_strain(const ElasticState&) const;                        \
  template Vector6d BoxMechanics<dim>::elastic_strain(const ElasticAssembly<dim>::Cell&, const ElasticLoad&, \
                                                      const Eigen::MatrixXd&, const Eigen::Matrix3d&) const; \
  template ShownCells BoxMechanics<dim>::shown_cells(const ElasticLoad&, const ElasticState&) const;         \
  template Mechanics::Errors BoxMechanics<dim>::errors(                                                      \
      const ElasticState&, const std::function<Point(const Point&)>&,                                        \
      const std::function<Eigen::Matrix3d(const Point&)>&) const;                                            \
  template double BoxMechanics<dim>::displaced_volume(const ElasticState&, int) const;                       \
  template std::string BoxMechanics<dim>::write_vtu(const std::string&, const std::string&,                  \
                                                    const ElasticLoad&, const ElasticState&) const
LAUELITH_INSTANTIATE(2);
LAUELITH_INSTANTIATE(3);

}  // namespace lauelith::solvers
