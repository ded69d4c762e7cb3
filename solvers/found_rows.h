// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace lauelith::solvers {

/// Rows of numbers, each the answer to a question of its own; `has` 0: not asked yet.
struct FoundRows {
  FoundRows(std::size_t n, std::size_t n_columns) : width(n_columns), values(n * n_columns, 0.0), has(n, 0) {}

  std::size_t width;
  std::vector<double> values;  ///< row after row
  std::vector<char> has;

  std::size_t n() const { return has.size(); }
  double at(std::size_t row, std::size_t column) const { return values[row * width + column]; }
  void set(std::size_t row, const std::vector<double>& answer);
  std::vector<double> column(std::size_t column) const;
};

/// Asks what is missing, every n-th of it on each of n ranks, on `n_threads`; `done` hears of every new row
/// of this rank (one call at a time).
void find_missing(FoundRows& rows, int n_threads, const std::function<std::vector<double>(std::size_t)>& ask,
                  const std::function<void(std::size_t)>& done);

/// Every rank gets what any rank has (collective).
void share_rows(FoundRows& rows);
void wait_for_all();
bool on_any_rank(bool is_true);

}  // namespace lauelith::solvers
