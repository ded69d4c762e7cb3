// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "solvers/elastic_problem.h"
#include "solvers/load_vector.h"
#include "solvers/numerics_options.h"
#include "solvers/shown_cells.h"
#include "src/crystal_field.h"

namespace lauelith::solvers {

/// A linear elastic body, assembled and (direct solver) factorised once, then loaded as often as wanted:
///   K u + f e = F,    fᵀ u + m e = N,
/// e the free mean strains, eliminated by their Schur complement m − fᵀ K⁻¹ f, so that K stays sparse and
/// positive definite. Runs on all ranks of MPI_COMM_WORLD; every call is collective, results that are not
/// distributed are the same on every rank to rounding. Pinned by tests/verification.
class Mechanics {
 public:
  virtual ~Mechanics() = default;

  /// Body floats under this load: UsageError. Solver did not converge: Failure(not_converged).
  virtual std::vector<LoadVector> loads(const std::vector<ElasticLoad>& loads) const = 0;
  virtual std::vector<ElasticState> solve(const std::vector<LoadVector>& loads) = 0;
  /// Load and solve one, with the displacements of the supports if it has them.
  virtual ElasticState solve(const ElasticLoad& load) = 0;

  /// Stiffness of the body against its free mean strains, Pa: mean stress per mean strain when nothing else
  /// loads it.
  virtual Eigen::MatrixXd mean_stiffness() const = 0;
  /// ∫ β_i : C : ε*_j of the bands of openings and the eigenstrains of loads.
  virtual Eigen::MatrixXd band_energy(const std::vector<Opening>& openings,
                                      const std::vector<ElasticLoad>& loads) const = 0;

  /// Where `gradients` takes its values: voxels with their material (−1: none).
  virtual void sample_at(const FieldGrid& grid, const std::vector<int>& material) = 0;
  /// H of the lattice, voxel·9, on rank 0.
  virtual std::vector<double> gradients(const ElasticLoad& load, const ElasticState& state) const = 0;

  /// L2 norms over the body of u − exact and ∇u − exact.
  struct Errors {
    double displacement = 0.0;
    double gradient = 0.0;
  };
  virtual Errors errors(const ElasticState& state, const std::function<Point(const Point&)>& displacement,
                        const std::function<Eigen::Matrix3d(const Point&)>& gradient) const = 0;
  /// Displacement component integrated over a boundary (times n, summed): ∫ u·n.
  virtual double displaced_volume(const ElasticState& state, int boundary) const = 0;

  /// What a picture shows: elastic strain, stress and grain of the owned cells.
  virtual ShownCells shown_cells(const ElasticLoad& load, const ElasticState& state) const = 0;
  /// VTU pieces of all ranks and their .pvtu: displacement, strain, stress, material.
  virtual std::string write_vtu(const std::string& folder, const std::string& name, const ElasticLoad& load,
                                const ElasticState& state) const = 0;

  virtual std::size_t n_unknowns() const = 0;
  virtual std::size_t n_cells() const = 0;
  /// Seconds of assembly and of factorisation or preconditioner.
  virtual double assembly_s() const = 0;
  virtual double factorisation_s() const = 0;
};

/// A mesh beyond the memory allowed is refused (LimitError) before anything is assembled.
std::unique_ptr<Mechanics> make_mechanics(const ElasticProblem& problem, const NumericsOptions& numerics);

/// Rank of this process and number of processes.
int mpi_rank();
int mpi_size();

}  // namespace lauelith::solvers
