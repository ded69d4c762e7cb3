// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <map>

#include "models/boundary_pieces.h"

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

/// σ ≈ 2.8 edges: longer than the stair-steps of all but the flattest slopes, shorter than a piece.
constexpr int n_voxel_smoothings = 16;

DirectedEdge directed(int from, int to, int left, int right) {
  return left < right ? DirectedEdge{from, to, left, right} : DirectedEdge{to, from, right, left};
}

std::vector<BoundaryPiece> plane_voxel_pieces(const VoxelGrid& grid, const DomainBox& domain, double length) {
  const int nx = grid.n[0];
  const int ny = grid.n[1];
  std::vector<Vector3d> nodes;
  for (int y = 0; y <= ny; ++y) {
    for (int x = 0; x <= nx; ++x) {
      // The outermost voxels may reach beyond the domain.
      Vector3d node = domain.nearest(grid.origin + grid.spacing.cwiseProduct(Vector3d(x, y, 0)));
      node[2] = 0.0;
      nodes.push_back(node);
    }
  }
  const auto node = [nx](int x, int y) { return y * (nx + 1) + x; };
  const auto grain = [&grid](int x, int y) { return grid.grain[grid.index(x, y, 0)]; };
  std::vector<DirectedEdge> edges;
  for (int y = 0; y < ny; ++y) {
    for (int x = 0; x < nx; ++x) {
      const int here = grain(x, y);
      if (here < 0) continue;
      // Going up in y, the voxel is on the left of its edge at x + 1; going down in x, left of that at y + 1.
      if (x + 1 < nx && grain(x + 1, y) >= 0 && grain(x + 1, y) != here) {
        edges.push_back(directed(node(x + 1, y), node(x + 1, y + 1), here, grain(x + 1, y)));
      }
      if (y + 1 < ny && grain(x, y + 1) >= 0 && grain(x, y + 1) != here) {
        edges.push_back(directed(node(x + 1, y + 1), node(x, y + 1), here, grain(x, y + 1)));
      }
    }
  }
  return pieces_of_chains(edges, nodes, n_voxel_smoothings, length);
}

/// The face of a voxel towards +axis, as far as it lies in the domain.
SmallFace voxel_face(const VoxelGrid& grid, const DomainBox& domain, const Vector3i& voxel, int axis) {
  const Vector3d corner = grid.origin + grid.spacing.cwiseProduct(voxel.cast<double>());
  Vector3d low = corner;
  low[axis] += grid.spacing[axis];
  Vector3d high = corner + grid.spacing;
  low = domain.nearest(low);
  high = domain.nearest(high);
  const double area = (high - low)[(axis + 1) % 3] * (high - low)[(axis + 2) % 3];
  return {0, 0, 0.5 * (low + high), area * Vector3d::Unit(axis)};
}

std::vector<BoundaryPiece> space_voxel_pieces(const VoxelGrid& grid, const DomainBox& domain, double length) {
  std::vector<SmallFace> faces;
  for (int z = 0; z < grid.n[2]; ++z) {
    for (int y = 0; y < grid.n[1]; ++y) {
      for (int x = 0; x < grid.n[0]; ++x) {
        const int here = grid.grain[grid.index(x, y, z)];
        for (int axis = 0; axis < 3; ++axis) {
          Vector3i next(x, y, z);
          if (++next[axis] >= grid.n[axis]) continue;
          const int there = grid.grain[grid.index(next[0], next[1], next[2])];
          if (here < 0 || there < 0 || here == there) continue;
          SmallFace face = voxel_face(grid, domain, {x, y, z}, axis);
          face.grain_a = std::min(here, there);
          face.grain_b = std::max(here, there);
          if (here > there) face.vector_area = -face.vector_area;
          if (face.vector_area.squaredNorm() > 0.0) faces.push_back(face);
        }
      }
    }
  }
  return pieces_of_blocks(faces, length);
}

std::vector<BoundaryPiece> plane_mesh_pieces(const GrainMesh& mesh, double length) {
  std::map<std::pair<int, int>, int> grain_left_of;  // of the directed edge of a triangle
  for (std::size_t i = 0; i < mesh.simplices.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      grain_left_of[{mesh.simplices[i][k], mesh.simplices[i][(k + 1) % 3]}] = mesh.grain[i];
    }
  }
  std::vector<DirectedEdge> edges;
  for (const auto& [edge, left] : grain_left_of) {
    const auto opposite = grain_left_of.find({edge.second, edge.first});
    if (opposite == grain_left_of.end() || left >= opposite->second) continue;
    edges.push_back({edge.first, edge.second, left, opposite->second});
  }
  std::vector<Vector3d> nodes = mesh.nodes;
  for (Vector3d& node : nodes) node[2] = 0.0;
  return pieces_of_chains(edges, nodes, 0, length);
}

std::vector<BoundaryPiece> space_mesh_pieces(const GrainMesh& mesh, double length) {
  constexpr std::array<std::array<std::size_t, 4>, 4> sides{
      {{0, 1, 2, 3}, {0, 3, 1, 2}, {0, 2, 3, 1}, {1, 3, 2, 0}}};
  std::map<std::array<int, 3>, std::size_t> seen;  // face by sorted nodes, and the first tetrahedron
  std::vector<SmallFace> faces;
  for (std::size_t i = 0; i < mesh.simplices.size(); ++i) {
    const auto& simplex = mesh.simplices[i];
    for (const auto& side : sides) {
      std::array<int, 3> key{simplex[side[0]], simplex[side[1]], simplex[side[2]]};
      const auto node = [&](std::size_t k) { return mesh.nodes[static_cast<std::size_t>(simplex[side[k]])]; };
      const Vector3d centre = (node(0) + node(1) + node(2)) / 3.0;
      Vector3d outward = 0.5 * (node(1) - node(0)).cross(node(2) - node(0));
      if (outward.dot(node(3) - centre) > 0.0) outward = -outward;
      std::sort(key.begin(), key.end());
      const auto [entry, is_new] = seen.try_emplace(key, i);
      if (is_new) continue;
      const int here = mesh.grain[i];
      const int there = mesh.grain[entry->second];
      if (here == there) continue;
      faces.push_back({std::min(here, there), std::max(here, there), centre,
                       here < there ? outward : Vector3d(-outward)});
    }
  }
  return pieces_of_blocks(faces, length);
}

struct Extraction {
  int dimension;
  double length;

  std::vector<BoundaryPiece> operator()(const PowerCells& cells) const {
    return pieces_of_faces(geometry_of(cells.sites(), cells.domain(), dimension).faces, dimension, length);
  }
  std::vector<BoundaryPiece> operator()(const VoxelGrains& voxels) const {
    return dimension == 2 ? plane_voxel_pieces(voxels.grid(), voxels.domain(), length)
                          : space_voxel_pieces(voxels.grid(), voxels.domain(), length);
  }
  std::vector<BoundaryPiece> operator()(const MeshGrains& mesh) const {
    return dimension == 2 ? plane_mesh_pieces(mesh.mesh(), length) : space_mesh_pieces(mesh.mesh(), length);
  }
};

}  // namespace

BoundaryNetwork boundaries_of(const Microstructure& microstructure, double piece_length) {
  const int dimension = microstructure.dimension();
  return {std::visit(Extraction{dimension, piece_length}, microstructure.shapes()), microstructure.grains(),
          microstructure.domain(), dimension};
}

}  // namespace lauelith::models
