// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/found_rows.h"

#include <mpi.h>

#include <algorithm>
#include <limits>
#include <mutex>

#include "solvers/mechanics.h"
#include "src/parallel.h"

namespace lauelith::solvers {

void FoundRows::set(std::size_t row, const std::vector<double>& answer) {
  std::copy(answer.begin(), answer.end(), values.begin() + static_cast<std::ptrdiff_t>(row * width));
  has[row] = 1;
}

std::vector<double> FoundRows::column(std::size_t column) const {
  std::vector<double> all;
  for (std::size_t row = 0; row < n(); ++row) all.push_back(at(row, column));
  return all;
}

void find_missing(FoundRows& rows, int n_threads, const std::function<std::vector<double>(std::size_t)>& ask,
                  const std::function<void(std::size_t)>& done) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const bool is_mine = static_cast<int>(i % static_cast<std::size_t>(mpi_size())) == mpi_rank();
    if (rows.has[i] == 0 && is_mine) missing.push_back(i);
  }
  std::mutex mutex;
  for_each_index(missing.size(), n_threads, [&](std::size_t k) {
    const std::vector<double> answer = ask(missing[k]);
    const std::lock_guard<std::mutex> lock(mutex);
    rows.set(missing[k], answer);
    done(missing[k]);
  });
}

void wait_for_all() { MPI_Barrier(MPI_COMM_WORLD); }

bool on_any_rank(bool is_true) {
  int any = is_true ? 1 : 0;
  MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return any != 0;
}

void share_rows(FoundRows& rows) {
  // Whoever has an answer has the same one.
  constexpr double unknown = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < rows.n(); ++i) {
    if (rows.has[i] != 0) continue;
    rows.set(i, std::vector<double>(rows.width, unknown));
    rows.has[i] = 0;
  }
  MPI_Allreduce(MPI_IN_PLACE, rows.values.data(), static_cast<int>(rows.values.size()), MPI_DOUBLE, MPI_MAX,
                MPI_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, rows.has.data(), static_cast<int>(rows.has.size()), MPI_SIGNED_CHAR, MPI_MAX,
                MPI_COMM_WORLD);
}

}  // namespace lauelith::solvers
