// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_assembly.h"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>

#include <algorithm>

#include "models/cubic_elasticity.h"
#include "solvers/lifted_stress.h"
#include "solvers/opening_band.h"
#include "src/frames.h"

namespace lauelith::solvers {

template <int dim>
ElasticAssembly<dim>::ElasticAssembly(const ElasticSpace<dim>& space, const ElasticLaw& law,
                                      std::vector<FreeMeanStrain> free_mean_strains)
    : space_(space),
      law_(law),
      free_mean_strains_(std::move(free_mean_strains)),
      shapes_(cell_shapes<dim>(space)),
      position_(local_positions<dim>(space)),
      nodes_(dealii::FE_Q<dim>(space.element().degree).get_unit_support_points()) {
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (cell->is_locally_owned()) volume_ += shapes(cell).volume;
  }
  MPI_Allreduce(MPI_IN_PLACE, &volume_, 1, MPI_DOUBLE, MPI_SUM, space_.communicator());
}

/// Unknowns [3 a + c].
template <int dim>
Eigen::MatrixXd ElasticAssembly<dim>::ordered_cell_matrix(const Cell& cell) const {
  const auto& T = law_.gradient_stiffness(space_.material(cell));
  const auto& S = shapes(cell).product;
  const auto n = S.front().rows();
  Eigen::MatrixXd K = Eigen::MatrixXd::Zero(3 * n, 3 * n);
  for (int c = 0; c < 3; ++c) {
    for (int d = 0; d < 3; ++d) {
      Eigen::MatrixXd block = Eigen::MatrixXd::Zero(n, n);
      for (int k = 0; k < dim; ++k) {
        for (int l = 0; l < dim; ++l)
          block += T(3 * c + k, 3 * d + l) * S[static_cast<std::size_t>(k * dim + l)];
      }
      for (Eigen::Index b = 0; b < n; ++b) {
        for (Eigen::Index a = 0; a < n; ++a) K(3 * a + c, 3 * b + d) = block(a, b);
      }
    }
  }
  return K;
}

template <int dim>
Eigen::MatrixXd ElasticAssembly<dim>::cell_matrix(const Cell& cell) const {
  const Eigen::MatrixXd ours = ordered_cell_matrix(cell);
  Eigen::MatrixXd theirs(ours.rows(), ours.cols());
  for (Eigen::Index j = 0; j < ours.cols(); ++j) {
    for (Eigen::Index i = 0; i < ours.rows(); ++i)
      theirs(position_[static_cast<std::size_t>(i)], position_[static_cast<std::size_t>(j)]) = ours(i, j);
  }
  return theirs;
}

template <int dim>
SparseMatrix ElasticAssembly<dim>::stiffness() const {
  const auto& constraints = space_.constraints();
  dealii::TrilinosWrappers::SparsityPattern pattern(space_.owned(), space_.owned(), space_.relevant(),
                                                    space_.communicator());
  dealii::DoFTools::make_sparsity_pattern(space_.dofs(), pattern, constraints, false);
  pattern.compress();
  SparseMatrix K;
  K.reinit(pattern);
  const auto n = static_cast<unsigned>(position_.size());
  dealii::FullMatrix<double> local(n, n);
  std::vector<dealii::types::global_dof_index> indices(n);
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const Eigen::MatrixXd K_cell = cell_matrix(cell);
    std::copy(K_cell.data(), K_cell.data() + K_cell.size(), &local(0, 0));  // symmetric
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(local, indices, K);
  }
  K.compress(dealii::VectorOperation::add);
  return K;
}

template <int dim>
std::vector<Vector6d> ElasticAssembly<dim>::band_strains(const Opening& opening, const Cell& cell) const {
  const OpeningBand<dim> band(opening, cell, nodes_);
  std::vector<Vector6d> strains;
  if (!band.crosses()) return strains;
  for (const auto& gradient : shapes(cell).gradient) {
    const Eigen::Matrix3d distortion = band.distortion(gradient);
    strains.push_back(components_of(0.5 * (distortion + distortion.transpose())));
  }
  return strains;
}

template <int dim>
std::vector<Vector6d> ElasticAssembly<dim>::eigenstrains(const ElasticLoad& load, const Cell& cell) const {
  std::vector<Vector6d> sum;
  const CellShapes& cell_shapes = shapes(cell);
  const int material = space_.material(cell);
  if (load.eigenstrain) {
    const Point centre = point_of<dim>(cell->center());
    for (const Point& offset : cell_shapes.offset) sum.push_back(load.eigenstrain(centre + offset, material));
  }
  for (const Opening& opening : load.openings) {
    const auto strains = band_strains(opening, cell);
    if (strains.empty()) continue;
    if (sum.empty()) sum.assign(strains.size(), Vector6d::Zero());
    for (std::size_t q = 0; q < strains.size(); ++q) sum[q] += strains[q];
  }
  return sum;
}

template <int dim>
Eigen::Matrix3d ElasticAssembly<dim>::mean_band_distortion(const ElasticLoad& load, const Cell& cell) const {
  const CellShapes& cell_shapes = shapes(cell);
  Eigen::Matrix3d mean = Eigen::Matrix3d::Zero();
  for (const Opening& opening : load.openings) {
    const OpeningBand<dim> band(opening, cell, nodes_);
    for (std::size_t q = 0; band.crosses() && q < cell_shapes.weight.size(); ++q) {
      mean += cell_shapes.weight[q] / cell_shapes.volume * band.distortion(cell_shapes.gradient[q]);
    }
  }
  return mean;
}

template <int dim>
void ElasticAssembly<dim>::add_strain_load(const ElasticLoad& load, const Cell& cell,
                                           dealii::Vector<double>& local, Eigen::VectorXd& mean) const {
  const int material = space_.material(cell);
  if (material < 0) return;
  const std::vector<Vector6d> strains = eigenstrains(load, cell);
  const CellShapes& cell_shapes = shapes(cell);
  for (std::size_t q = 0; q < strains.size(); ++q) {
    const Vector6d& strain = strains[q];
    if (strain.isZero(0.0)) continue;
    const Vector6d stress = cell_shapes.weight[q] * models::stress_of(law_.C(material), strain);
    const Eigen::Matrix3d tensor = tensor_of(stress);
    const Eigen::MatrixXd forces = cell_shapes.gradient[q] * tensor.topRows<dim>();  // functions × 3
    for (Eigen::Index a = 0; a < forces.rows(); ++a) {
      for (int c = 0; c < 3; ++c) local[position_[static_cast<std::size_t>(3 * a + c)]] += forces(a, c);
    }
    for (std::size_t m = 0; m < free_mean_strains_.size(); ++m) {
      mean[static_cast<Eigen::Index>(m)] += stress[free_mean_strains_[m]];
    }
  }
}

template <int dim>
void ElasticAssembly<dim>::add_body_load(const ElasticLoad& load, const Cell& cell,
                                         dealii::Vector<double>& local, Resultant& resultant) const {
  if (!load.body_force) return;
  const CellShapes& cell_shapes = shapes(cell);
  const Point centre = point_of<dim>(cell->center());
  for (std::size_t q = 0; q < cell_shapes.weight.size(); ++q) {
    const Point force = cell_shapes.weight[q] * load.body_force(centre + cell_shapes.offset[q]);
    resultant.add(centre + cell_shapes.offset[q], force);
    for (Eigen::Index a = 0; a < cell_shapes.value[q].size(); ++a) {
      for (int c = 0; c < 3; ++c) {
        local[position_[static_cast<std::size_t>(3 * a + c)]] += cell_shapes.value[q][a] * force[c];
      }
    }
  }
}

template <int dim>
void ElasticAssembly<dim>::add_traction_load(const ElasticLoad& load, const Cell& cell,
                                             dealii::Vector<double>& local, Resultant& resultant) const {
  if (!cell->at_boundary()) return;
  for (const Traction& traction : load.tractions) {
    for (const unsigned f : cell->face_indices()) {
      const auto face = cell->face(f);
      if (!face->at_boundary() || static_cast<int>(face->boundary_id()) != traction.boundary) continue;
      const FaceShapes face_values = face_shapes<dim>(space_, cell, f);
      for (std::size_t q = 0; q < face_values.weight.size(); ++q) {
        const Point force = face_values.weight[q] * traction.force(face_values.point[q], face_values.normal);
        resultant.add(face_values.point[q], force);
        for (Eigen::Index a = 0; a < face_values.value[q].size(); ++a) {
          for (int c = 0; c < 3; ++c) {
            local[position_[static_cast<std::size_t>(3 * a + c)]] += face_values.value[q][a] * force[c];
          }
        }
      }
    }
  }
}

/// −K u_D of the displaced supports.
template <int dim>
void ElasticAssembly<dim>::add_support_load(const Cell& cell, const Vector& lifting,
                                            dealii::Vector<double>& local) const {
  dealii::Vector<double> displaced(local.size());
  cell->get_dof_values(lifting, displaced);
  if (displaced.all_zero()) return;
  Eigen::VectorXd ours(displaced.size());
  for (unsigned i = 0; i < displaced.size(); ++i) ours[i] = displaced[position_[i]];
  const Eigen::VectorXd forces = ordered_cell_matrix(cell) * ours;
  for (unsigned i = 0; i < displaced.size(); ++i) local[position_[i]] -= forces[i];
}

template <int dim>
GhostedVector ElasticAssembly<dim>::assembled(const ElasticLoad& load, Eigen::VectorXd& mean,
                                              Resultant& resultant) const {
  GhostedVector F = space_.zeros();
  const Vector lifting = load.displaced_supports ? support_lifting<dim>(space_) : Vector();
  dealii::Vector<double> local(space_.element().n_dofs_per_cell());
  std::vector<dealii::types::global_dof_index> indices(local.size());
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    local = 0.0;
    add_strain_load(load, cell, local, mean);
    add_body_load(load, cell, local, resultant);
    add_traction_load(load, cell, local, resultant);
    if (load.displaced_supports) {
      add_support_load(cell, lifting, local);
      const Vector6d stress =
          lifted_stress<dim>(cell, lifting, position_, shapes(cell), law_.C(space_.material(cell)));
      for (std::size_t m = 0; m < free_mean_strains_.size(); ++m) {
        mean[static_cast<Eigen::Index>(m)] -= stress[free_mean_strains_[m]];
      }
    }
    if (local.all_zero()) continue;
    cell->get_dof_indices(indices);
    space_.constraints().distribute_local_to_global(local, indices, F);
  }
  F.compress(dealii::VectorOperation::add);
  return F;
}

template <int dim>
LoadVector ElasticAssembly<dim>::load(const ElasticLoad& load) const {
  LoadVector result;
  result.mean = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(free_mean_strains_.size()));
  Resultant resultant(space_.motions());
  const GhostedVector F = assembled(load, result.mean, resultant);
  resultant.require_balance(space_.free_motions(), load.name);
  MPI_Allreduce(MPI_IN_PLACE, result.mean.data(), static_cast<int>(result.mean.size()), MPI_DOUBLE, MPI_SUM,
                space_.communicator());
  for (std::size_t m = 0; m < free_mean_strains_.size(); ++m) {
    result.mean[static_cast<Eigen::Index>(m)] += volume_ * load.mean_stress[free_mean_strains_[m]];
  }
  for (unsigned i = 0; i < F.locally_owned_size(); ++i) {
    if (F.local_element(i) == 0.0) continue;
    result.index.push_back(i);
    result.value.push_back(F.local_element(i));
  }
  return result;
}

template <int dim>
LoadVector ElasticAssembly<dim>::mean_strain_load(int c) const {
  ElasticLoad unit;
  unit.eigenstrain = [c](const Point&, int) {
    Vector6d strain = Vector6d::Zero();
    strain[c] = c < 3 ? 1.0 : 0.5;
    return strain;
  };
  return load(unit);
}

template <int dim>
Eigen::MatrixXd ElasticAssembly<dim>::band_energy(const std::vector<Opening>& openings,
                                                  const std::vector<ElasticLoad>& loads) const {
  Eigen::MatrixXd energy = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(openings.size()),
                                                 static_cast<Eigen::Index>(loads.size()));
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || space_.material(cell) < 0) continue;
    std::vector<std::pair<Eigen::Index, std::vector<Vector6d>>> bands;
    for (std::size_t i = 0; i < openings.size(); ++i) {
      auto strains = band_strains(openings[i], cell);
      if (!strains.empty()) bands.emplace_back(static_cast<Eigen::Index>(i), std::move(strains));
    }
    if (bands.empty()) continue;
    const auto& weight = shapes(cell).weight;
    const Matrix6d& C = law_.C(space_.material(cell));
    for (std::size_t j = 0; j < loads.size(); ++j) {
      const auto strains = eigenstrains(loads[j], cell);
      for (std::size_t q = 0; q < strains.size(); ++q) {
        const Eigen::Matrix3d stress = weight[q] * tensor_of(models::stress_of(C, strains[q]));
        for (const auto& [i, band] : bands) {
          energy(i, static_cast<Eigen::Index>(j)) += stress.cwiseProduct(tensor_of(band[q])).sum();
        }
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, energy.data(), static_cast<int>(energy.size()), MPI_DOUBLE, MPI_SUM,
                space_.communicator());
  return energy;
}

template class ElasticAssembly<2>;
template class ElasticAssembly<3>;

}  // namespace lauelith::solvers
