// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>

#include "solvers/elastic_assembly.h"
#include "solvers/mechanics.h"
#include "solvers/voxel_sampler.h"

namespace lauelith::solvers {

/// Mechanics on a forest of boxes in `dim` dimensions.
template <int dim>
class BoxMechanics : public Mechanics {
 public:
  BoxMechanics(const ElasticProblem& problem, const NumericsOptions& numerics);

  std::vector<LoadVector> loads(const std::vector<ElasticLoad>& loads) const override;
  std::vector<ElasticState> solve(const std::vector<LoadVector>& loads) override;
  ElasticState solve(const ElasticLoad& load) override;
  Eigen::MatrixXd mean_stiffness() const override { return schur_ / assembly_->volume(); }
  Eigen::MatrixXd band_energy(const std::vector<Opening>& openings,
                              const std::vector<ElasticLoad>& loads) const override {
    return assembly_->band_energy(openings, loads);
  }
  void sample_at(const FieldGrid& grid, const std::vector<int>& material) override {
    sampler_.emplace(*space_, law_, *assembly_, grid, material);
  }
  std::vector<double> gradients(const ElasticLoad& load, const ElasticState& state) const override {
    return sampler_.value().gradients(load, state, free_mean_strains_);
  }
  Errors errors(const ElasticState& state, const std::function<Point(const Point&)>& displacement,
                const std::function<Eigen::Matrix3d(const Point&)>& gradient) const override;
  double displaced_volume(const ElasticState& state, int boundary) const override;
  ShownCells shown_cells(const ElasticLoad& load, const ElasticState& state) const override;
  std::string write_vtu(const std::string& folder, const std::string& name, const ElasticLoad& load,
                        const ElasticState& state) const override;
  std::size_t n_unknowns() const override { return space_->dofs().n_dofs(); }
  std::size_t n_cells() const override { return space_->n_cells(); }
  double assembly_s() const override { return assembly_s_; }
  double factorisation_s() const override { return factorisation_s_; }

 private:
  void set_up_solver();
  void eliminate_mean_strains();
  Eigen::Matrix3d mean_strain(const ElasticState& state) const;
  Vector6d elastic_strain(const typename ElasticAssembly<dim>::Cell& cell, const ElasticLoad& load,
                          const Eigen::MatrixXd& displacement, const Eigen::Matrix3d& mean) const;
  std::vector<ElasticState> solve_displacements(const std::vector<LoadVector>& loads);

  NumericsOptions numerics_;
  std::vector<FreeMeanStrain> free_mean_strains_;
  ElasticLaw law_;
  std::unique_ptr<ElasticSpace<dim>> space_;
  std::unique_ptr<ElasticAssembly<dim>> assembly_;
  std::optional<SparseMatrix> K_;
  std::unique_ptr<LinearSolver> solver_;
  std::vector<LoadVector> mean_loads_;     ///< f
  std::vector<ElasticState> mean_states_;  ///< K⁻¹ f
  Eigen::MatrixXd schur_;
  std::optional<VoxelSampler<dim>> sampler_;
  double assembly_s_ = 0.0;
  double factorisation_s_ = 0.0;
};

extern template class BoxMechanics<2>;
extern template class BoxMechanics<3>;

}  // namespace lauelith::solvers
