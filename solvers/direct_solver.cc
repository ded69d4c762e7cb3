// SPDX-License-Identifier: BSD-3-Clause
#include <dmumps_c.h>
#include <metis.h>
#include <mpi.h>

#include <Epetra_CrsMatrix.h>

#include <algorithm>
#include <cassert>
#include <string>

#include "solvers/linear_solver.h"
#include "src/failure.h"

namespace lauelith::solvers {
namespace {

constexpr int no_fortran_communicator = -987654;  // MUMPS: use MPI_COMM_WORLD
constexpr int job_begin = -1, job_end = -2, job_analyse = 1, job_factorise = 2, job_solve = 3;

/// The lower triangle of the local rows as MUMPS wants it: one-based triplets.
struct Triplets {
  std::vector<int> row, column;
  std::vector<double> value;
};

Triplets lower_triangle(const SparseMatrix& K) {
  const Epetra_CrsMatrix& matrix = K.trilinos_matrix();
  Triplets triplets;
  for (int local = 0; local < matrix.NumMyRows(); ++local) {
    int n = 0;
    double* values = nullptr;
    int* columns = nullptr;
    matrix.ExtractMyRowView(local, n, values, columns);
    const int row = matrix.GRID(local);
    for (int k = 0; k < n; ++k) {
      const int column = matrix.GCID(columns[k]);
      if (column > row || (values[k] == 0.0 && column != row)) continue;
      triplets.row.push_back(row + 1);
      triplets.column.push_back(column + 1);
      triplets.value.push_back(values[k]);
    }
  }
  return triplets;
}

template <typename T>
std::vector<T> gathered(const std::vector<T>& part, MPI_Datatype type, MPI_Comm communicator) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(communicator, &rank);
  MPI_Comm_size(communicator, &n_ranks);
  const int n = static_cast<int>(part.size());
  std::vector<int> counts(static_cast<std::size_t>(n_ranks)), offsets(counts.size() + 1, 0);
  MPI_Gather(&n, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, communicator);
  for (std::size_t r = 0; r < counts.size(); ++r) offsets[r + 1] = offsets[r] + counts[r];
  std::vector<T> all(rank == 0 ? static_cast<std::size_t>(offsets.back()) : 0);
  MPI_Gatherv(part.data(), n, type, all.data(), counts.data(), offsets.data(), type, 0, communicator);
  return all;
}

/// Nested dissection of the whole graph on rank 0: position of every unknown in the elimination, one-based.
std::vector<int> elimination_order(const Triplets& triplets, int n, MPI_Comm communicator) {
  const auto rows = gathered(triplets.row, MPI_INT, communicator);
  const auto columns = gathered(triplets.column, MPI_INT, communicator);
  if (rows.empty()) return {};
  std::vector<idx_t> start(static_cast<std::size_t>(n) + 1, 0);
  const auto at = [](int one_based) { return static_cast<std::size_t>(one_based - 1); };
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] == columns[k]) continue;
    ++start[at(rows[k]) + 1];
    ++start[at(columns[k]) + 1];
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) start[i + 1] += start[i];
  std::vector<idx_t> neighbours(static_cast<std::size_t>(start.back())), fill(start.begin(), start.end() - 1);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] == columns[k]) continue;
    neighbours[static_cast<std::size_t>(fill[at(rows[k])]++)] = columns[k] - 1;
    neighbours[static_cast<std::size_t>(fill[at(columns[k])]++)] = rows[k] - 1;
  }
  std::vector<idx_t> order(static_cast<std::size_t>(n)), position(order.size());
  idx_t options[METIS_NOPTIONS];
  METIS_SetDefaultOptions(options);
  idx_t size = n;
  const int status =
      METIS_NodeND(&size, start.data(), neighbours.data(), nullptr, options, order.data(), position.data());
  if (status != METIS_OK) throw LimitError({"numerics.solver", {}, "memory for the ordering", "none", {}});
  std::vector<int> one_based(position.begin(), position.end());
  for (int& p : one_based) ++p;
  return one_based;
}

class MumpsSolver : public LinearSolver {
 public:
  MumpsSolver(const SparseMatrix& K, const NumericsOptions& options);
  ~MumpsSolver() override { run(job_end); }
  MumpsSolver(const MumpsSolver&) = delete;
  MumpsSolver& operator=(const MumpsSolver&) = delete;
  void solve(std::vector<Vector>& vectors) override;

 private:
  int& control(int number) { return mumps_.icntl[number - 1]; }
  void run(int job);
  void require_success(const char* step) const;
  void solve_block(std::vector<Vector>& vectors, std::size_t first, std::size_t n);

  DMUMPS_STRUC_C mumps_{};
  MPI_Comm communicator_;
  int rank_ = 0;
  std::size_t block_size_;
  Triplets triplets_;
  std::vector<int> order_;
  std::vector<int> counts_, offsets_;  ///< unknowns of every rank
};

MumpsSolver::MumpsSolver(const SparseMatrix& K, const NumericsOptions& options)
    : communicator_(MPI_COMM_WORLD),
      block_size_(static_cast<std::size_t>(options.block_size)),
      triplets_(lower_triangle(K)) {
  int n_ranks = 1;
  MPI_Comm_rank(communicator_, &rank_);
  MPI_Comm_size(communicator_, &n_ranks);
  const auto [first, last] = K.local_range();
  const int mine = static_cast<int>(last - first);
  counts_.resize(static_cast<std::size_t>(n_ranks));
  MPI_Allgather(&mine, 1, MPI_INT, counts_.data(), 1, MPI_INT, communicator_);
  offsets_.assign(1, 0);
  for (const int count : counts_) offsets_.push_back(offsets_.back() + count);
  order_ = elimination_order(triplets_, static_cast<int>(K.m()), communicator_);
  mumps_.sym = 1;  // positive definite
  mumps_.par = 1;
  mumps_.comm_fortran = no_fortran_communicator;
  run(job_begin);
  for (const int output : {1, 2, 3}) control(output) = -1;
  control(4) = 0;
  control(7) = 1;    // the order is given
  control(14) = 40;  // per cent of slack in the work space
  control(18) = 3;   // every rank gives its triplets
  control(28) = 1;
  control(27) = options.block_size;
  mumps_.n = static_cast<int>(K.m());
  mumps_.nnz_loc = static_cast<MUMPS_INT8>(triplets_.value.size());
  mumps_.irn_loc = triplets_.row.data();
  mumps_.jcn_loc = triplets_.column.data();
  mumps_.a_loc = triplets_.value.data();
  mumps_.perm_in = order_.empty() ? nullptr : order_.data();
  run(job_analyse);
  require_success("analysis");
  run(job_factorise);
  require_success("factorisation");
}

void MumpsSolver::run(int job) {
  mumps_.job = job;
  dmumps_c(&mumps_);
}

void MumpsSolver::require_success(const char* step) const {
  const int status = mumps_.infog[0];
  if (status >= 0) return;
  const std::string what = std::string("numerics.solver = \"direct\", ") + step;
  if (status == -10 || status == -40) {
    throw Failure(ExitCode::not_converged, {what,
                                            {},
                                            "a positive definite stiffness matrix",
                                            "a singular one",
                                            "check the elastic constants and the supports"});
  }
  throw LimitError(
      {what,
       {},
       "success",
       "status " + std::to_string(status) + " of MUMPS (" + std::to_string(mumps_.infog[1]) + ")",
       "use a coarser mesh or numerics.solver = \"amg\""});
}

void MumpsSolver::solve(std::vector<Vector>& vectors) {
  for (std::size_t first = 0; first < vectors.size(); first += block_size_) {
    solve_block(vectors, first, std::min(block_size_, vectors.size() - first));
  }
}

void MumpsSolver::solve_block(std::vector<Vector>& vectors, std::size_t first, std::size_t n) {
  const std::size_t n_unknowns = static_cast<std::size_t>(mumps_.n);
  std::vector<double> dense(rank_ == 0 ? n * n_unknowns : 1);
  const int mine = counts_[static_cast<std::size_t>(rank_)];
  for (std::size_t k = 0; k < n; ++k) {
    MPI_Gatherv(vectors[first + k].begin(), mine, MPI_DOUBLE,
                dense.data() + (rank_ == 0 ? k * n_unknowns : 0), counts_.data(), offsets_.data(), MPI_DOUBLE,
                0, communicator_);
  }
  mumps_.rhs = dense.data();
  mumps_.nrhs = static_cast<int>(n);
  mumps_.lrhs = mumps_.n;
  run(job_solve);
  require_success("solution");
  for (std::size_t k = 0; k < n; ++k) {
    MPI_Scatterv(dense.data() + (rank_ == 0 ? k * n_unknowns : 0), counts_.data(), offsets_.data(),
                 MPI_DOUBLE, vectors[first + k].begin(), mine, MPI_DOUBLE, 0, communicator_);
  }
}

}  // namespace

std::unique_ptr<LinearSolver> make_direct_solver(const SparseMatrix& K, const NumericsOptions& options) {
  return std::make_unique<MumpsSolver>(K, options);
}

}  // namespace lauelith::solvers
