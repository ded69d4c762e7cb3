// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/voxel_sampler.h"

#include <deal.II/base/geometry_info.h>
#include <mpi.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "src/frames.h"

namespace lauelith::solvers {
namespace {

/// The same number for a cell on every rank.
std::uint64_t key_of(const Point& centre, const MeshPlan& plan) {
  std::uint64_t key = 0;
  for (int k = 0; k < 3; ++k) {
    const double size = plan.high[k] - plan.low[k];
    const double fraction = size > 0.0 ? (centre[k] - plan.low[k]) / size : 0.0;
    key = key << 21 | static_cast<std::uint64_t>(std::llround(fraction * 2097151.0));
  }
  return key;
}

/// How good a cell is for a voxel: nearer first, then by its number.
struct Rating {
  double distance = std::numeric_limits<double>::max();
  std::uint64_t key = std::numeric_limits<std::uint64_t>::max();
  bool operator<(const Rating& other) const {
    return distance != other.distance ? distance < other.distance : key < other.key;
  }
  bool operator==(const Rating&) const = default;
};

/// The best over all ranks.
std::vector<Rating> best_of_all(const std::vector<Rating>& mine) {
  const int n = static_cast<int>(mine.size());
  std::vector<double> distance(mine.size());
  std::transform(mine.begin(), mine.end(), distance.begin(), [](const Rating& r) { return r.distance; });
  MPI_Allreduce(MPI_IN_PLACE, distance.data(), n, MPI_DOUBLE, MPI_MIN, MPI_COMM_WORLD);
  std::vector<std::uint64_t> key(mine.size());
  for (std::size_t v = 0; v < mine.size(); ++v) {
    key[v] = mine[v].distance == distance[v] ? mine[v].key : std::numeric_limits<std::uint64_t>::max();
  }
  MPI_Allreduce(MPI_IN_PLACE, key.data(), n, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD);
  std::vector<Rating> best(mine.size());
  for (std::size_t v = 0; v < mine.size(); ++v) best[v] = {distance[v], key[v]};
  return best;
}

/// The nearest place to a point in the unit cell of a cell, as good as its (multi)linear map lets it be
/// found.
template <int dim>
struct Foot {
  dealii::Point<dim> unit;
  double distance = 0.0;
};
template <int dim, typename Cell>
Foot<dim> foot_in(const dealii::Mapping<dim>& mapping, const Cell& cell, const Point& x) {
  dealii::Point<dim> p;
  for (unsigned k = 0; k < dim; ++k) p[k] = x[k];
  Foot<dim> foot;
  try {
    foot.unit = dealii::GeometryInfo<dim>::project_to_unit_cell(mapping.transform_real_to_unit_cell(cell, p));
  } catch (const typename dealii::Mapping<dim>::ExcTransformationFailed&) {
    for (unsigned k = 0; k < dim; ++k) foot.unit[k] = 0.5;  // far outside of a cell that is no parallelogram
  }
  foot.distance = mapping.transform_unit_to_real_cell(cell, foot.unit).distance(p);
  // On an edge rounding must not choose: the number of the cell does.
  if (foot.distance < 1e-7 * cell->diameter()) foot.distance = 0.0;
  return foot;
}

/// Gradients of the scalar functions at a place of the unit cell: functions × dim.
template <int dim, typename Cell>
Eigen::MatrixXd gradients_in(const dealii::FE_Q<dim>& scalar, const Cell& cell,
                             const dealii::Point<dim>& unit) {
  const dealii::FE_Q<dim> linear(1);
  Eigen::Matrix<double, dim, dim> J = Eigen::Matrix<double, dim, dim>::Zero();  // ∂x_k / ∂ξ_l
  for (const unsigned v : cell->vertex_indices()) {
    const auto slope = linear.shape_grad(v, unit);
    for (unsigned k = 0; k < dim; ++k) {
      for (unsigned l = 0; l < dim; ++l) J(k, l) += cell->vertex(v)[k] * slope[l];
    }
  }
  Eigen::MatrixXd slopes(scalar.n_dofs_per_cell(), dim);
  for (unsigned a = 0; a < scalar.n_dofs_per_cell(); ++a) {
    for (unsigned l = 0; l < dim; ++l) slopes(a, l) = scalar.shape_grad(a, unit)[l];
  }
  return slopes * J.inverse();
}

/// Calls `visit` for every voxel whose centre is within `margin` of the box.
template <int dim, typename Visit>
void voxels_near(const FieldGrid& grid, const dealii::BoundingBox<dim>& box, double margin, Visit visit) {
  std::array<std::size_t, 3> first{0, 0, 0}, last{0, 0, 0};
  for (unsigned k = 0; k < dim; ++k) {
    const double low = (box.lower_bound(k) - margin - grid.origin_m[k]) / grid.spacing_m[k];
    const double high = (box.upper_bound(k) + margin - grid.origin_m[k]) / grid.spacing_m[k];
    if (high < 0.0 || low > static_cast<double>(grid.n[k] - 1)) return;
    first[k] = static_cast<std::size_t>(std::max(0.0, std::ceil(low)));
    last[k] = std::min(grid.n[k] - 1, static_cast<std::size_t>(high));
  }
  for (std::size_t k = first[2]; k <= last[2]; ++k) {
    for (std::size_t j = first[1]; j <= last[1]; ++j) {
      for (std::size_t i = first[0]; i <= last[0]; ++i) visit(grid.index(i, j, k));
    }
  }
}

}  // namespace

template <int dim>
VoxelSampler<dim>::VoxelSampler(const ElasticSpace<dim>& space, const ElasticLaw& law,
                                const ElasticAssembly<dim>& assembly, const FieldGrid& grid,
                                const std::vector<int>& material)
    : space_(space), law_(law), assembly_(assembly), grid_(grid), position_(local_positions<dim>(space)) {
  find_cells(material);
}

template <int dim>
void VoxelSampler<dim>::find_cells(const std::vector<int>& material) {
  std::vector<Rating> rating(grid_.n_voxels());
  std::vector<Cell> cell_of(grid_.n_voxels());
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || space_.material(cell) < 0) continue;
    const auto box = cell->bounding_box();
    const std::uint64_t key = key_of(point_of<dim>(cell->center()), space_.problem().mesh);
    voxels_near<dim>(grid_, box, cell->diameter(), [&](std::size_t voxel) {
      if (material[voxel] < 0) return;
      const dealii::Mapping<dim>& mapping = space_.mapping();
      Rating here{foot_in<dim>(mapping, cell, grid_.centre_m(voxel)).distance, key};
      // A cell of another material only if there is no other.
      if (space_.material(cell) != material[voxel]) here.distance += 1.0;
      if (!(here < rating[voxel])) return;
      rating[voxel] = here;
      cell_of[voxel] = cell;
    });
  }
  const std::vector<Rating> best = best_of_all(rating);
  const dealii::FE_Q<dim> scalar(space_.element().degree);
  for (std::size_t voxel = 0; voxel < best.size(); ++voxel) {
    if (best[voxel].distance == std::numeric_limits<double>::max() || !(best[voxel] == rating[voxel]))
      continue;
    const Cell& cell = cell_of[voxel];
    const auto foot = foot_in<dim>(space_.mapping(), cell, grid_.centre_m(voxel));
    samples_.push_back({voxel, cell, gradients_in<dim>(scalar, cell, foot.unit)});
  }
}

template <int dim>
Eigen::MatrixXd VoxelSampler<dim>::mean_gradient(const Cell& cell) const {
  const CellShapes& shapes = assembly_.shapes(cell);
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(shapes.gradient.front().rows(), dim);
  for (std::size_t q = 0; q < shapes.weight.size(); ++q) {
    mean += shapes.weight[q] / shapes.volume * shapes.gradient[q];
  }
  return mean;
}

template <int dim>
Eigen::Matrix3d VoxelSampler<dim>::gradient_at(const Sample& sample, const ElasticLoad& load,
                                               const GhostedVector& u, const Eigen::Matrix3d& mean) const {
  dealii::Vector<double> local(static_cast<unsigned>(position_.size()));
  sample.cell->get_dof_values(u, local);
  Eigen::MatrixXd values(3, sample.gradient.rows());
  for (Eigen::Index a = 0; a < values.cols(); ++a) {
    for (int c = 0; c < 3; ++c) values(c, a) = local[position_[static_cast<std::size_t>(3 * a + c)]];
  }
  const int material = space_.material(sample.cell);
  const Point x = grid_.centre_m(sample.voxel);
  const Eigen::Matrix3d band = assembly_.mean_band_distortion(load, sample.cell);
  const bool is_crossed = !band.isZero(0.0);
  Eigen::Matrix3d H = mean;
  H.leftCols<dim>() += values * (is_crossed ? mean_gradient(sample.cell) : sample.gradient);
  if (law_.is_plane_stress()) {
    const Vector6d eigen = components_of(0.5 * (band + band.transpose())) +
                           (load.eigenstrain ? load.eigenstrain(x, material) : Vector6d(Vector6d::Zero()));
    const Vector6d elastic = law_.completed(material, components_of(0.5 * (H + H.transpose())) - eigen);
    const Eigen::Matrix3d total = tensor_of(elastic + eigen);
    for (int k = 0; k < 3; ++k) H(k, 2) = H(2, k) = total(k, 2);
  }
  H -= band;
  if (load.nonlattice) H -= tensor_of(load.nonlattice(x, material));
  return H;
}

template <int dim>
std::vector<double> VoxelSampler<dim>::gradients(const ElasticLoad& load, const ElasticState& state,
                                                 const std::vector<FreeMeanStrain>& free_mean_strains) const {
  const GhostedVector u = space_.with_ghosts(state.displacement);
  Vector6d strain = Vector6d::Zero();
  for (std::size_t m = 0; m < free_mean_strains.size(); ++m) {
    const int c = free_mean_strains[m];
    strain[c] += (c < 3 ? 1.0 : 0.5) * state.mean[static_cast<Eigen::Index>(m)];
  }
  const Eigen::Matrix3d mean = tensor_of(strain);
  std::vector<double> values(9 * grid_.n_voxels(), 0.0);
  for (const Sample& sample : samples_) {
    const Eigen::Matrix3d H = gradient_at(sample, load, u, mean);
    for (int i = 0; i < 9; ++i) values[9 * sample.voxel + static_cast<std::size_t>(i)] = H(i / 3, i % 3);
  }
  int rank = 0;
  MPI_Comm_rank(space_.communicator(), &rank);
  MPI_Reduce(rank == 0 ? MPI_IN_PLACE : values.data(), values.data(), static_cast<int>(values.size()),
             MPI_DOUBLE, MPI_SUM, 0, space_.communicator());
  if (rank != 0) values.clear();
  return values;
}

template class VoxelSampler<2>;
template class VoxelSampler<3>;

}  // namespace lauelith::solvers
