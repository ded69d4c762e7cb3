// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elimination_order.h"

#include <metis.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/failure.h"

namespace lauelith::solvers {
namespace {

/// How many halvings of the ranks [0, n_ranks) keep `low` and `high` together.
int depth_of_split(int low, int high, int n_ranks) {
  int begin = 0, end = n_ranks;
  for (int depth = 0;; ++depth) {
    const int middle = (begin + end) / 2;
    if (low < middle && middle <= high) return depth;
    (high < middle ? end : begin) = middle;
  }
}

/// What every rank tells every other: lists of numbers, one after the other.
std::vector<std::vector<int>> exchanged(const std::vector<std::vector<int>>& to_rank, MPI_Comm communicator) {
  const std::size_t n = to_rank.size();
  std::vector<int> n_sent(n), n_received(n), sent_from(n + 1, 0), received_from(n + 1, 0), sent;
  for (std::size_t r = 0; r < n; ++r) {
    n_sent[r] = static_cast<int>(to_rank[r].size());
    sent.insert(sent.end(), to_rank[r].begin(), to_rank[r].end());
  }
  MPI_Alltoall(n_sent.data(), 1, MPI_INT, n_received.data(), 1, MPI_INT, communicator);
  std::partial_sum(n_sent.begin(), n_sent.end(), sent_from.begin() + 1);
  std::partial_sum(n_received.begin(), n_received.end(), received_from.begin() + 1);
  std::vector<int> received(static_cast<std::size_t>(received_from[n]));
  MPI_Alltoallv(sent.data(), n_sent.data(), sent_from.data(), MPI_INT, received.data(), n_received.data(),
                received_from.data(), MPI_INT, communicator);
  std::vector<std::vector<int>> from_rank(n);
  for (std::size_t r = 0; r < n; ++r)
    from_rank[r].assign(received.begin() + received_from[r], received.begin() + received_from[r + 1]);
  return from_rank;
}

/// The rows of one rank among all.
struct OwnRows {
  int rank, n_ranks, first, end;
  bool contains(int row) const { return first <= row && row < end; }
  std::size_t at(int row) const { return static_cast<std::size_t>(row - first); }
  std::size_t n() const { return static_cast<std::size_t>(end - first); }
};

constexpr int interior = -1;

/// Of every row of this rank the depth of the separator that it belongs to, or `interior`.
std::vector<int> separator_depths(const LowerTriangle& mine, const std::vector<int>& first_row,
                                  const OwnRows& own, MPI_Comm communicator) {
  std::vector<std::vector<int>> neighbours(static_cast<std::size_t>(own.n_ranks));
  for (std::size_t k = 0; k < mine.row.size(); ++k) {
    const int column = mine.column[k] - 1;
    if (column >= own.first) continue;
    const auto owner = std::upper_bound(first_row.begin(), first_row.end(), column) - first_row.begin() - 1;
    neighbours[static_cast<std::size_t>(owner)].push_back(column);
  }
  for (auto& columns : neighbours) {
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  }
  const auto touched = exchanged(neighbours, communicator);
  std::vector<int> depths(own.n(), interior);
  for (int r = own.n_ranks - 1; r > own.rank; --r) {  // the farther the rank, the higher the separator
    const int depth = depth_of_split(own.rank, r, own.n_ranks);
    for (const int row : touched[static_cast<std::size_t>(r)]) {
      int& known = depths[own.at(row)];
      known = known == interior ? depth : std::min(known, depth);
    }
  }
  return depths;
}

/// Neighbours of every vertex, one list after the other.
struct Graph {
  std::vector<idx_t> start, neighbours;
};

/// The graph of the interior rows; `vertex` is the number of each row in it.
Graph interior_graph(const LowerTriangle& mine, const OwnRows& own, const std::vector<int>& vertex, int n) {
  Graph graph;
  graph.start.assign(static_cast<std::size_t>(n) + 1, 0);
  const auto for_each_edge = [&](const auto& visit) {
    for (std::size_t k = 0; k < mine.row.size(); ++k) {
      const int row = mine.row[k] - 1, column = mine.column[k] - 1;
      if (row == column || !own.contains(column)) continue;
      const int a = vertex[own.at(row)], b = vertex[own.at(column)];
      if (a < 0 || b < 0) continue;
      visit(static_cast<std::size_t>(a), b);
      visit(static_cast<std::size_t>(b), a);
    }
  };
  for_each_edge([&](std::size_t a, int) { ++graph.start[a + 1]; });
  std::partial_sum(graph.start.begin(), graph.start.end(), graph.start.begin());
  graph.neighbours.resize(static_cast<std::size_t>(graph.start.back()));
  std::vector<idx_t> fill(graph.start.begin(), graph.start.end() - 1);
  for_each_edge([&](std::size_t a, int b) { graph.neighbours[static_cast<std::size_t>(fill[a]++)] = b; });
  return graph;
}

/// Place of every vertex in nested dissection, zero-based.
std::vector<idx_t> dissected(Graph graph) {
  auto n = static_cast<idx_t>(graph.start.size() - 1);
  std::vector<idx_t> order(static_cast<std::size_t>(n)), place(order.size());
  std::iota(place.begin(), place.end(), 0);
  if (graph.neighbours.empty()) return place;
  idx_t options[METIS_NOPTIONS];
  METIS_SetDefaultOptions(options);
  const int status = METIS_NodeND(&n, graph.start.data(), graph.neighbours.data(), nullptr, options,
                                  order.data(), place.data());
  if (status != METIS_OK) throw LimitError({"numerics.solver", {}, "memory for the ordering", "none", {}});
  return place;
}

/// How many rows of a rank are interior and how many belong to separators of each depth.
struct Shares {
  int n_depths = 0;
  std::vector<int> counts;  ///< rank·(1 + n_depths)
  int& of(int rank, int depth) { return counts[static_cast<std::size_t>(rank * (1 + n_depths) + 1 + depth)]; }
};

Shares shares_of(const std::vector<int>& depths, const OwnRows& own, MPI_Comm communicator) {
  Shares shares;
  while ((1 << shares.n_depths) < own.n_ranks) ++shares.n_depths;
  const int n = 1 + shares.n_depths;
  std::vector<int> counts(static_cast<std::size_t>(n), 0);
  for (const int depth : depths) ++counts[static_cast<std::size_t>(1 + depth)];
  shares.counts.resize(counts.size() * static_cast<std::size_t>(own.n_ranks));
  MPI_Allgather(counts.data(), n, MPI_INT, shares.counts.data(), n, MPI_INT, communicator);
  return shares;
}

/// Turns counts into first places: both halves of the ranks, then what separates them.
void place(Shares& shares, int begin, int end, int depth, int& next) {
  const auto take = [&](int rank, int which) { next += std::exchange(shares.of(rank, which), next); };
  if (end - begin == 1) return take(begin, interior);
  const int middle = (begin + end) / 2;
  place(shares, begin, middle, depth + 1, next);
  place(shares, middle, end, depth + 1, next);
  for (int rank = begin; rank < middle; ++rank) take(rank, depth);
}

/// One-based places of the rows of this rank among all.
std::vector<int> own_order(const LowerTriangle& mine, const std::vector<int>& first_row, const OwnRows& own,
                           MPI_Comm communicator) {
  const std::vector<int> depths = separator_depths(mine, first_row, own, communicator);
  std::vector<int> vertex(own.n(), -1);
  int n_interior = 0;
  for (std::size_t i = 0; i < vertex.size(); ++i)
    if (depths[i] == interior) vertex[i] = n_interior++;
  const auto places = dissected(interior_graph(mine, own, vertex, n_interior));
  Shares first = shares_of(depths, own, communicator);
  int next = 1;
  place(first, 0, own.n_ranks, 0, next);
  std::vector<int> order(own.n());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool is_inside = depths[i] == interior;
    order[i] = is_inside ? first.of(own.rank, interior) + places[static_cast<std::size_t>(vertex[i])]
                         : first.of(own.rank, depths[i])++;
  }
  return order;
}

}  // namespace

std::vector<int> elimination_order(const LowerTriangle& mine, const std::vector<int>& first_row,
                                   MPI_Comm communicator) {
  OwnRows own{};
  MPI_Comm_rank(communicator, &own.rank);
  MPI_Comm_size(communicator, &own.n_ranks);
  const auto rank = static_cast<std::size_t>(own.rank);
  own.first = first_row[rank];
  own.end = first_row[rank + 1];
  const std::vector<int> order = own_order(mine, first_row, own, communicator);
  std::vector<int> counts;
  for (std::size_t r = 0; r + 1 < first_row.size(); ++r) counts.push_back(first_row[r + 1] - first_row[r]);
  std::vector<int> all(own.rank == 0 ? static_cast<std::size_t>(first_row.back()) : 0);
  MPI_Gatherv(order.data(), static_cast<int>(order.size()), MPI_INT, all.data(), counts.data(),
              first_row.data(), MPI_INT, 0, communicator);
  return all;
}

}  // namespace lauelith::solvers
