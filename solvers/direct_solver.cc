// SPDX-License-Identifier: BSD-3-Clause
#include <dmumps_c.h>
#include <mpi.h>

#include <Epetra_CrsMatrix.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <string>

#include "solvers/elimination_order.h"
#include "solvers/linear_solver.h"
#include "src/failure.h"

namespace lauelith::solvers {
namespace {

constexpr int no_fortran_communicator = -987654;  // MUMPS: use MPI_COMM_WORLD
constexpr int job_begin = -1, job_end = -2, job_analyse = 1, job_factorise = 2, job_solve = 3;

LowerTriangle lower_triangle(const SparseMatrix& K) {
  const Epetra_CrsMatrix& matrix = K.trilinos_matrix();
  LowerTriangle triplets;
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

/// Sends every value to the rank that owns its unknown.
class OwnerExchange {
 public:
  OwnerExchange(const std::vector<int>& unknown, const std::vector<int>& first_row, MPI_Comm communicator);
  /// Values of n vectors into the owned parts of these.
  void deliver(const std::vector<double>& value, std::span<Vector> vectors) const;

 private:
  MPI_Comm communicator_;
  std::vector<std::size_t> order_;  ///< unknowns here, sorted by owner
  std::vector<int> target_;         ///< owned rows in the order of their arrival
  std::vector<int> n_sent_, n_received_, sent_from_, received_from_;
};

OwnerExchange::OwnerExchange(const std::vector<int>& unknown, const std::vector<int>& first_row,
                             MPI_Comm communicator)
    : communicator_(communicator), order_(unknown.size()) {
  const std::size_t n_ranks = first_row.size() - 1;
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::sort(order_.begin(), order_.end(), [&](auto a, auto b) { return unknown[a] < unknown[b]; });
  n_sent_.assign(n_ranks, 0);
  n_received_.assign(n_ranks, 0);
  std::vector<int> sent;
  for (const std::size_t i : order_) {
    sent.push_back(unknown[i] - 1);
    const auto next = std::upper_bound(first_row.begin(), first_row.end(), sent.back());
    ++n_sent_[static_cast<std::size_t>(next - first_row.begin() - 1)];
  }
  MPI_Alltoall(n_sent_.data(), 1, MPI_INT, n_received_.data(), 1, MPI_INT, communicator);
  sent_from_.assign(n_ranks, 0);
  received_from_.assign(n_ranks, 0);
  std::exclusive_scan(n_sent_.begin(), n_sent_.end(), sent_from_.begin(), 0);
  std::exclusive_scan(n_received_.begin(), n_received_.end(), received_from_.begin(), 0);
  target_.resize(static_cast<std::size_t>(received_from_.back() + n_received_.back()));
  MPI_Alltoallv(sent.data(), n_sent_.data(), sent_from_.data(), MPI_INT, target_.data(), n_received_.data(),
                received_from_.data(), MPI_INT, communicator);
  int rank = 0;
  MPI_Comm_rank(communicator, &rank);
  for (int& row : target_) row -= first_row[static_cast<std::size_t>(rank)];
}

void OwnerExchange::deliver(const std::vector<double>& value, std::span<Vector> vectors) const {
  const std::size_t n = order_.size();
  std::vector<double> sent(n), received(target_.size());
  for (std::size_t k = 0; k < vectors.size(); ++k) {
    for (std::size_t i = 0; i < n; ++i) sent[i] = value[k * n + order_[i]];
    MPI_Alltoallv(sent.data(), n_sent_.data(), sent_from_.data(), MPI_DOUBLE, received.data(),
                  n_received_.data(), received_from_.data(), MPI_DOUBLE, communicator_);
    double* owned = vectors[k].begin();
    for (std::size_t i = 0; i < received.size(); ++i) owned[target_[i]] = received[i];
  }
}

/// Rows begin where those of the rank before end; the last entry is their number.
std::vector<int> first_rows(int end_of_mine, MPI_Comm communicator) {
  int n_ranks = 1;
  MPI_Comm_size(communicator, &n_ranks);
  std::vector<int> first(static_cast<std::size_t>(n_ranks) + 1, 0);
  MPI_Allgather(&end_of_mine, 1, MPI_INT, first.data() + 1, 1, MPI_INT, communicator);
  return first;
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
  std::size_t block_size_;
  LowerTriangle triplets_;
  std::vector<int> order_;
  std::vector<int> first_row_;  ///< of every rank, and their number
  std::vector<int> owned_;      ///< unknowns of this rank, one-based
  std::optional<OwnerExchange> exchange_;
};

MumpsSolver::MumpsSolver(const SparseMatrix& K, const NumericsOptions& options)
    : communicator_(MPI_COMM_WORLD),
      block_size_(static_cast<std::size_t>(options.block_size)),
      triplets_(lower_triangle(K)) {
  const auto [first, last] = K.local_range();
  owned_.resize(static_cast<std::size_t>(last - first));
  std::iota(owned_.begin(), owned_.end(), static_cast<int>(first) + 1);
  first_row_ = first_rows(static_cast<int>(last), communicator_);
  order_ = elimination_order(triplets_, first_row_, communicator_);
  mumps_.sym = 1;  // positive definite
  mumps_.par = 1;
  mumps_.comm_fortran = no_fortran_communicator;
  run(job_begin);
  for (const int output : {1, 2, 3}) control(output) = -1;
  control(4) = 0;
  control(7) = 1;    // the order is given
  control(14) = 40;  // per cent of slack in the work space
  control(18) = 3;   // every rank gives its triplets
  control(20) = 10;  // right-hand sides and
  control(21) = 1;   // solutions stay distributed: gathered on one rank they cost two thirds of the solving
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
  const std::span<Vector> block = std::span(vectors).subspan(first, n);
  std::vector<double> rhs;
  rhs.reserve(n * owned_.size() + 1);
  for (Vector& b : block) rhs.insert(rhs.end(), b.begin(), b.end());
  const auto n_here = static_cast<std::size_t>(mumps_.info[22]);  // solutions that this rank will have
  std::vector<double> solution(n * n_here + 1);
  std::vector<int> unknown(n_here + 1);
  mumps_.nrhs = static_cast<int>(n);
  mumps_.nloc_rhs = mumps_.lrhs_loc = static_cast<int>(owned_.size());
  mumps_.irhs_loc = owned_.data();
  mumps_.rhs_loc = rhs.data();
  mumps_.lsol_loc = static_cast<int>(n_here);
  mumps_.isol_loc = unknown.data();
  mumps_.sol_loc = solution.data();
  run(job_solve);
  require_success("solution");
  unknown.resize(n_here);
  if (!exchange_) exchange_.emplace(unknown, first_row_, communicator_);
  exchange_->deliver(solution, block);
}

}  // namespace

std::unique_ptr<LinearSolver> make_direct_solver(const SparseMatrix& K, const NumericsOptions& options) {
  return std::make_unique<MumpsSolver>(K, options);
}

}  // namespace lauelith::solvers
