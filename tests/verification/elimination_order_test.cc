// SPDX-License-Identifier: BSD-3-Clause
// The order of elimination on 1, 2 and 4 ranks, against what is known of nested dissection on a square grid.
#include "solvers/elimination_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lauelith::verification {
namespace {

constexpr int side = 120;

/// Smaller neighbours of a point of a grid on which bilinear elements couple all points of a cell.
std::vector<int> smaller_neighbours(int point) {
  const int x = point % side, y = point / side;
  std::vector<int> neighbours;
  for (int dx = -1; dx <= 1; ++dx)
    if (y > 0 && x + dx >= 0 && x + dx < side) neighbours.push_back(point - side + dx);
  if (x > 0) neighbours.push_back(point - 1);
  return neighbours;
}

/// Ranks own bands of rows of different widths.
std::vector<int> bands(int n_ranks) {
  std::vector<int> first{0};
  for (int r = 1; r < n_ranks; ++r) first.push_back(side * side * r / n_ranks + 7 * r - 3);
  first.push_back(side * side);
  return first;
}

solvers::LowerTriangle triangle(int first, int end) {
  solvers::LowerTriangle mine;
  for (int row = first; row < end; ++row) {
    auto columns = smaller_neighbours(row);
    columns.push_back(row);
    for (const int column : columns) {
      mine.row.push_back(row + 1);
      mine.column.push_back(column + 1);
      mine.value.push_back(1.0);
    }
  }
  return mine;
}

/// Entries of the Cholesky factor: every column hands what is below its diagonal to the first of these.
std::size_t entries_of_factor(const std::vector<int>& place) {
  const std::size_t n = place.size();
  std::vector<std::set<int>> below(n);
  for (int row = 0; row < side * side; ++row)
    for (const int column : smaller_neighbours(row)) {
      const int a = place[static_cast<std::size_t>(row)] - 1, b = place[static_cast<std::size_t>(column)] - 1;
      below[static_cast<std::size_t>(std::min(a, b))].insert(std::max(a, b));
    }
  std::size_t entries = n;
  for (auto& column : below) {
    entries += column.size();
    if (column.empty()) continue;
    const int first = *column.begin();
    column.erase(column.begin());
    below[static_cast<std::size_t>(first)].merge(column);
    column.clear();
  }
  return entries;
}

// George (1973): nested dissection of an n × n grid fills 31/4 n² log₂ n entries, order by rows n³.
TEST(EliminationOrder, FillsLessThanDissectionByHand) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
  const auto first = bands(n_ranks);
  const auto r = static_cast<std::size_t>(rank);
  const auto order = solvers::elimination_order(triangle(first[r], first[r + 1]), first, MPI_COMM_WORLD);
  if (rank != 0) {
    EXPECT_TRUE(order.empty());
    return;
  }
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  ASSERT_EQ(sorted.size(), static_cast<std::size_t>(side * side));
  for (int k = 0; k < side * side; ++k) ASSERT_EQ(sorted[static_cast<std::size_t>(k)], k + 1);
  std::vector<int> by_rows(sorted);
  const double by_hand = 31.0 / 4.0 * side * side * std::log2(side);
  EXPECT_LT(static_cast<double>(entries_of_factor(order)), by_hand);
  EXPECT_GT(static_cast<double>(entries_of_factor(by_rows)), 2.0 * by_hand);
}

}  // namespace
}  // namespace lauelith::verification
