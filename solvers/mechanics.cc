// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/mechanics.h"

#include <mpi.h>

#include <Eigen/Cholesky>
#include <algorithm>

#include "solvers/box_mechanics.h"
#include "solvers/mesh_memory.h"
#include "solvers/multigrid_solver.h"

namespace lauelith::solvers {
namespace {

std::vector<FreeMeanStrain> free_mean_strains(const ElasticProblem& problem) {
  std::vector<FreeMeanStrain> all = problem.free_mean_strains;
  constexpr FreeMeanStrain zz = 2;
  if (problem.dimension == 2 && problem.plane_mode == PlaneMode::generalised_plane_strain) all.push_back(zz);
  return all;
}

}  // namespace

template <int dim>
BoxMechanics<dim>::BoxMechanics(const ElasticProblem& problem, const NumericsOptions& numerics)
    : numerics_(numerics),
      free_mean_strains_(free_mean_strains(problem)),
      law_(problem.stiffness, dim, problem.plane_mode),
      space_(std::make_unique<ElasticSpace<dim>>(problem)) {
  numerics_.degree = problem.degree;
  numerics_.solver = solver_of(numerics_, dim, problem.mesh);
  require_memory(estimated_memory(dim, n_unknowns(), numerics_), numerics.memory_limit_GB);
  const double start = MPI_Wtime();
  assembly_ = std::make_unique<ElasticAssembly<dim>>(*space_, law_, free_mean_strains_);
  if (numerics_.solver != "multigrid") K_.emplace(assembly_->stiffness());
  assembly_s_ = MPI_Wtime() - start;
  set_up_solver();
  factorisation_s_ = MPI_Wtime() - start - assembly_s_;
  eliminate_mean_strains();
}

template <int dim>
void BoxMechanics<dim>::set_up_solver() {
  if (numerics_.solver == "multigrid") {
    solver_ = make_multigrid_solver<dim>(*space_, *assembly_, law_, numerics_);
  } else if (numerics_.solver == "direct") {
    solver_ = make_direct_solver(*K_, numerics_);
    K_.reset();
  } else {
    solver_ = make_amg_solver(*K_, space_->rigid_motions(), numerics_, space_->problem().degree);
  }
}

template <int dim>
void BoxMechanics<dim>::eliminate_mean_strains() {
  const auto n = static_cast<Eigen::Index>(free_mean_strains_.size());
  for (const FreeMeanStrain c : free_mean_strains_) mean_loads_.push_back(assembly_->mean_strain_load(c));
  mean_states_ = solve_displacements(mean_loads_);
  for (ElasticState& state : mean_states_) state.mean = Eigen::VectorXd::Zero(n);
  schur_ = -work(mean_loads_, mean_states_);
  for (Eigen::Index k = 0; k < n; ++k) schur_.col(k) += mean_loads_[static_cast<std::size_t>(k)].mean;
  schur_ = 0.5 * (schur_ + schur_.transpose()).eval();
}

template <int dim>
std::vector<LoadVector> BoxMechanics<dim>::loads(const std::vector<ElasticLoad>& loads) const {
  std::vector<LoadVector> vectors;
  for (const ElasticLoad& load : loads) vectors.push_back(assembly_->load(load));
  return vectors;
}

template <int dim>
std::vector<ElasticState> BoxMechanics<dim>::solve_displacements(const std::vector<LoadVector>& loads) {
  std::vector<ElasticState> states;
  const auto block = static_cast<std::size_t>(numerics_.block_size);
  const Vector zero(space_->owned(), space_->communicator());
  for (std::size_t first = 0; first < loads.size(); first += block) {
    std::vector<Vector> vectors;
    vectors.reserve(block);
    for (std::size_t i = first; i < std::min(first + block, loads.size()); ++i) {
      Vector& b = vectors.emplace_back(zero);
      for (std::size_t k = 0; k < loads[i].index.size(); ++k)
        b.begin()[loads[i].index[k]] = loads[i].value[k];
    }
    solver_->solve(vectors);
    for (Vector& x : vectors) {
      space_->distribute(x);
      states.push_back({std::vector<double>(x.begin(), x.end()), Eigen::VectorXd()});
    }
  }
  return states;
}

template <int dim>
std::vector<ElasticState> BoxMechanics<dim>::solve(const std::vector<LoadVector>& loads) {
  std::vector<ElasticState> states = solve_displacements(loads);
  const auto n = static_cast<Eigen::Index>(free_mean_strains_.size());
  for (ElasticState& state : states) state.mean = Eigen::VectorXd::Zero(n);
  if (n == 0) return states;
  Eigen::MatrixXd rest = -work(mean_loads_, states);
  for (std::size_t i = 0; i < states.size(); ++i) rest.col(static_cast<Eigen::Index>(i)) += loads[i].mean;
  const Eigen::MatrixXd e = schur_.ldlt().solve(rest);
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i].mean = e.col(static_cast<Eigen::Index>(i));
    for (std::size_t m = 0; m < mean_states_.size(); ++m) {
      const double factor = states[i].mean[static_cast<Eigen::Index>(m)];
      const auto& w = mean_states_[m].displacement;
      for (std::size_t k = 0; k < w.size(); ++k) states[i].displacement[k] -= factor * w[k];
    }
  }
  return states;
}

template <int dim>
ElasticState BoxMechanics<dim>::solve(const ElasticLoad& load) {
  ElasticState state = solve(loads({load})).front();
  if (!load.displaced_supports) return state;
  const Vector lifting = support_lifting<dim>(*space_);
  for (std::size_t k = 0; k < state.displacement.size(); ++k) {
    state.displacement[k] += lifting(space_->owned().nth_index_in_set(static_cast<unsigned>(k)));
  }
  return state;
}

template class BoxMechanics<2>;
template class BoxMechanics<3>;

std::unique_ptr<Mechanics> make_mechanics(const ElasticProblem& problem, const NumericsOptions& numerics) {
  if (problem.dimension == 2) return std::make_unique<BoxMechanics<2>>(problem, numerics);
  return std::make_unique<BoxMechanics<3>>(problem, numerics);
}

int mpi_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int mpi_size() {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

}  // namespace lauelith::solvers
