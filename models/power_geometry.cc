// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <voro++/voro++.hh>

#include "models/power_cells.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// Voro++ works with absolute tolerances: lengths in units of a grain. Two dimensions are a plate of
/// thickness 1 about Z = 0, whose upright faces are the wanted ones.
struct Scaled {
  DomainBox box;
  double unit = 1.0;
  double least_weight = 0.0;
};

Scaled scaled(const std::vector<PowerSite>& sites, const DomainBox& domain, int dimension) {
  Scaled s;
  s.unit = std::pow(domain.measure(dimension) / static_cast<double>(sites.size()), 1.0 / dimension);
  s.box = {domain.low / s.unit, domain.high / s.unit};
  if (dimension == 2) {
    s.box.low[2] = -0.5;
    s.box.high[2] = 0.5;
  }
  s.least_weight = std::min_element(sites.begin(), sites.end(), [](const PowerSite& a, const PowerSite& b) {
                     return a.weight < b.weight;
                   })->weight;
  return s;
}

/// Corners of the faces of one cell, in the plate or in space.
std::vector<std::vector<Vector3d>> polygons_of(voro::voronoicell_neighbor& cell, const Vector3d& site) {
  std::vector<double> vertices;
  cell.vertices(site[0], site[1], site[2], vertices);
  std::vector<int> orders;
  cell.face_vertices(orders);
  std::vector<std::vector<Vector3d>> polygons;
  for (std::size_t i = 0; i < orders.size(); i += static_cast<std::size_t>(orders[i]) + 1) {
    std::vector<Vector3d> polygon;
    for (int k = 1; k <= orders[i]; ++k) {
      const auto v = static_cast<std::size_t>(orders[i + static_cast<std::size_t>(k)]) * 3;
      polygon.emplace_back(vertices[v], vertices[v + 1], vertices[v + 2]);
    }
    polygons.push_back(polygon);
  }
  return polygons;
}

Vector3d vector_area(const std::vector<Vector3d>& polygon) {
  Vector3d area = Vector3d::Zero();
  for (std::size_t i = 1; i + 1 < polygon.size(); ++i) {
    area += 0.5 * (polygon[i] - polygon[0]).cross(polygon[i + 1] - polygon[0]);
  }
  return area;
}

/// The two ends, at Z = 0, of an upright rectangle.
std::vector<Vector3d> trace_of(const std::vector<Vector3d>& rectangle, const Vector3d& normal) {
  const Vector3d along = Vector3d::UnitZ().cross(normal);
  const auto by_place = [&along](const Vector3d& a, const Vector3d& b) {
    return a.dot(along) < b.dot(along);
  };
  const auto [first, last] = std::minmax_element(rectangle.begin(), rectangle.end(), by_place);
  return {{(*first)[0], (*first)[1], 0.0}, {(*last)[0], (*last)[1], 0.0}};
}

PowerFace face_of(int cell_a, int cell_b, const std::vector<Vector3d>& polygon,
                  const std::vector<PowerSite>& sites, const Scaled& s, int dimension) {
  PowerFace face{cell_a, cell_b, {}, {}, {}};
  face.normal =
      (sites[static_cast<std::size_t>(cell_b)].position - sites[static_cast<std::size_t>(cell_a)].position)
          .normalized();
  face.corners = dimension == 2 ? trace_of(polygon, face.normal) : polygon;
  for (Vector3d& corner : face.corners) corner *= s.unit;
  face.measure = dimension == 2 ? (face.corners[1] - face.corners[0]).norm()
                                : vector_area(polygon).norm() * s.unit * s.unit;
  return face;
}

}  // namespace

PowerGeometry geometry_of(const std::vector<PowerSite>& given_sites, const DomainBox& domain, int dimension) {
  std::vector<PowerSite> sites = given_sites;
  if (dimension == 2) {
    for (PowerSite& site : sites) site.position[2] = 0.0;
  }
  const Scaled s = scaled(sites, domain, dimension);
  const Vector3d size = s.box.size();
  const auto blocks = [](double length) { return std::clamp(static_cast<int>(length / 1.7) + 1, 1, 200); };
  voro::container_poly container(s.box.low[0], s.box.high[0], s.box.low[1], s.box.high[1], s.box.low[2],
                                 s.box.high[2], blocks(size[0]), blocks(size[1]), blocks(size[2]), false,
                                 false, false, 8);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Vector3d p = sites[i].position / s.unit;
    container.put(static_cast<int>(i), p[0], p[1], p[2],
                  std::sqrt(sites[i].weight - s.least_weight) / s.unit);
  }
  PowerGeometry geometry;
  geometry.measures.assign(sites.size(), 0.0);
  for (const PowerSite& site : sites) geometry.centroids.push_back(site.position);
  voro::c_loop_all loop(container);
  voro::voronoicell_neighbor cell;
  if (!loop.start()) return geometry;
  do {
    if (!container.compute_cell(cell, loop)) continue;
    const auto id = static_cast<std::size_t>(loop.pid());
    const Vector3d site = sites[id].position / s.unit;
    Vector3d centroid = Vector3d::Zero();
    cell.centroid(centroid[0], centroid[1], centroid[2]);
    geometry.measures[id] = cell.volume() * std::pow(s.unit, dimension);
    geometry.centroids[id] = (site + centroid) * s.unit;
    std::vector<int> neighbours;
    cell.neighbors(neighbours);
    const auto polygons = polygons_of(cell, site);
    for (std::size_t f = 0; f < neighbours.size(); ++f) {
      if (neighbours[f] <= static_cast<int>(id)) continue;  // walls are negative; each pair once
      geometry.faces.push_back(
          face_of(static_cast<int>(id), neighbours[f], polygons[f], sites, s, dimension));
    }
  } while (loop.inc());
  return geometry;
}

}  // namespace lauelith::models
