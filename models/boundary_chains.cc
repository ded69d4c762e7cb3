// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <map>

#include "models/boundary_pieces.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

struct Node {
  std::vector<int> leaving;  ///< edges
  int n_arriving = 0;
};

/// A chain may run on through a node where exactly one edge arrives and one of the same grains leaves.
bool runs_on(const Node& node, const DirectedEdge& arriving, const std::vector<DirectedEdge>& edges) {
  if (node.n_arriving != 1 || node.leaving.size() != 1) return false;
  const DirectedEdge& next = edges[static_cast<std::size_t>(node.leaving[0])];
  return next.grain_a == arriving.grain_a && next.grain_b == arriving.grain_b;
}

struct Chain {
  std::vector<Vector3d> points;
  int grain_a = 0;
  int grain_b = 0;
};

class ChainWalk {
 public:
  ChainWalk(const std::vector<DirectedEdge>& edges, const std::vector<Vector3d>& nodes)
      : edges_(edges), nodes_(nodes), used_(edges.size(), false) {
    for (std::size_t i = 0; i < edges.size(); ++i) {
      at_[edges[i].from].leaving.push_back(static_cast<int>(i));
      ++at_[edges[i].to].n_arriving;
    }
  }

  std::vector<Chain> chains() {
    std::vector<Chain> result;
    std::map<int, int> arriving_edge;
    for (std::size_t i = 0; i < edges_.size(); ++i) arriving_edge[edges_[i].to] = static_cast<int>(i);
    for (std::size_t i = 0; i < edges_.size(); ++i) {  // open chains begin where none runs on into them
      const auto before = arriving_edge.find(edges_[i].from);
      const bool is_start =
          before == arriving_edge.end() ||
          !runs_on(at_[edges_[i].from], edges_[static_cast<std::size_t>(before->second)], edges_);
      if (is_start && !used_[i]) result.push_back(walk(i));
    }
    for (std::size_t i = 0; i < edges_.size(); ++i) {  // what is left are rings
      if (!used_[i]) result.push_back(walk(i));
    }
    return result;
  }

 private:
  Chain walk(std::size_t edge) {
    Chain chain{
        {nodes_[static_cast<std::size_t>(edges_[edge].from)]}, edges_[edge].grain_a, edges_[edge].grain_b};
    for (;;) {
      used_[edge] = true;
      const int node = edges_[edge].to;
      chain.points.push_back(nodes_[static_cast<std::size_t>(node)]);
      if (!runs_on(at_[node], edges_[edge], edges_)) break;
      const auto next = static_cast<std::size_t>(at_[node].leaving[0]);
      if (used_[next]) break;
      edge = next;
    }
    return chain;
  }

  const std::vector<DirectedEdge>& edges_;
  const std::vector<Vector3d>& nodes_;
  std::map<int, Node> at_;
  std::vector<bool> used_;
};

std::vector<Vector3d> smoothed(std::vector<Vector3d> points, int n_passes) {
  for (int pass = 0; pass < n_passes; ++pass) {
    const std::vector<Vector3d> before = points;
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      points[i] = 0.25 * before[i - 1] + 0.5 * before[i] + 0.25 * before[i + 1];
    }
  }
  return points;
}

/// Points at equal arc lengths, both ends included.
std::vector<Vector3d> resampled(const std::vector<Vector3d>& points, double length) {
  std::vector<double> arc{0.0};
  for (std::size_t i = 1; i < points.size(); ++i)
    arc.push_back(arc.back() + (points[i] - points[i - 1]).norm());
  const int n = std::max(1, static_cast<int>(std::lround(arc.back() / length)));
  std::vector<Vector3d> result{points.front()};
  for (int k = 1; k < n; ++k) {
    const double wanted = arc.back() * k / n;
    const auto above =
        static_cast<std::size_t>(std::upper_bound(arc.begin(), arc.end(), wanted) - arc.begin());
    const double share = (wanted - arc[above - 1]) / (arc[above] - arc[above - 1]);
    result.push_back(points[above - 1] + share * (points[above] - points[above - 1]));
  }
  result.push_back(points.back());
  return result;
}

}  // namespace

std::vector<BoundaryPiece> pieces_of_chains(const std::vector<DirectedEdge>& edges,
                                            const std::vector<Vector3d>& nodes, int n_smoothings,
                                            double length) {
  std::vector<BoundaryPiece> pieces;
  for (const Chain& chain : ChainWalk(edges, nodes).chains()) {
    const std::vector<Vector3d> ends = resampled(smoothed(chain.points, n_smoothings), length);
    for (std::size_t i = 1; i < ends.size(); ++i) {
      const Vector3d along = ends[i] - ends[i - 1];
      if (along.norm() < 1e-6 * length) continue;
      BoundaryPiece piece;
      piece.grain_a = chain.grain_a;
      piece.grain_b = chain.grain_b;
      piece.normal = Vector3d(along[1], -along[0], 0.0) / along.norm();  // to the right, where b lies
      piece.measure = along.norm();
      piece.corners = {ends[i - 1], ends[i]};
      pieces.push_back(piece);
    }
  }
  return pieces;
}

}  // namespace lauelith::models
