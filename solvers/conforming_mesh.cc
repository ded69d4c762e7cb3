// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/conforming_mesh.h"

#include <gmsh.h>

#include <Eigen/Geometry>
#include <cstdio>
#include <map>

#include "src/failure.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr double unit = units::um;  ///< of length in Gmsh, whose tolerances are absolute

/// Gmsh from here to the end of the scope, silent and the same at every call.
class GmshSession {
 public:
  GmshSession() {
    gmsh::initialize();
    for (const auto& [key, value] : std::map<std::string, double>{{"General.Terminal", 0},
                                                                  {"General.NumThreads", 1},
                                                                  {"Mesh.Algorithm", 6},
                                                                  {"Mesh.SubdivisionAlgorithm", 1},
                                                                  {"Mesh.MeshSizeExtendFromBoundary", 0},
                                                                  {"Mesh.MeshSizeFromPoints", 0}}) {
      gmsh::option::setNumber(key, value);
    }
    gmsh::model::add("grains");
  }
  ~GmshSession() { gmsh::finalize(); }
  GmshSession(const GmshSession&) = delete;
  GmshSession& operator=(const GmshSession&) = delete;
};

int surface_of(std::size_t grain) { return static_cast<int>(grain) + 1; }

void draw(const GrainOutlines& outlines) {
  int point = 0, line = 0;
  for (const Point& x : outlines.corners)
    gmsh::model::geo::addPoint(x[0] / unit, x[1] / unit, 0.0, 0.0, ++point);
  for (const auto& [start, end] : outlines.edges) gmsh::model::geo::addLine(start + 1, end + 1, ++line);
  for (std::size_t grain = 0; grain < outlines.loops.size(); ++grain) {
    if (outlines.loops[grain].empty()) continue;
    gmsh::model::geo::addCurveLoop(outlines.loops[grain], surface_of(grain));
    gmsh::model::geo::addPlaneSurface({surface_of(grain)}, surface_of(grain));
  }
  gmsh::model::geo::synchronize();
}

/// Vertices of Gmsh by tag; only those of cells are kept.
class Vertices {
 public:
  explicit Vertices(QuadMesh& mesh) : mesh_(mesh) {
    std::vector<std::size_t> tags;
    std::vector<double> x, parametric;
    gmsh::model::mesh::getNodes(tags, x, parametric);
    for (std::size_t i = 0; i < tags.size(); ++i)
      place_.emplace(tags[i], Point(unit * x[3 * i], unit * x[3 * i + 1], 0.0));
  }
  unsigned number(std::size_t tag) {
    const auto [entry, is_new] = number_.emplace(tag, static_cast<unsigned>(mesh_.vertices.size()));
    if (is_new) mesh_.vertices.push_back(place_.at(tag));
    return entry->second;
  }

 private:
  QuadMesh& mesh_;
  std::map<std::size_t, Point> place_;
  std::map<std::size_t, unsigned> number_;
};

Point corner(const QuadMesh& mesh, std::size_t cell, unsigned k) {
  return mesh.vertices[mesh.cells[cell][k % 4]];
}

void add_cells(const GrainOutlines& outlines, QuadMesh& mesh) {
  constexpr int quadrilateral = 3;
  Vertices vertices(mesh);
  for (std::size_t grain = 0; grain < outlines.loops.size(); ++grain) {
    if (outlines.loops[grain].empty()) continue;
    std::vector<std::size_t> tags, corners;
    gmsh::model::mesh::getElementsByType(quadrilateral, tags, corners, surface_of(grain));
    for (std::size_t cell = 0; cell < tags.size(); ++cell) {
      auto& own = mesh.cells.emplace_back();
      for (std::size_t k = 0; k < 4; ++k) own[k] = vertices.number(corners[4 * cell + k]);
      mesh.grain.push_back(static_cast<int>(grain));
    }
  }
}

}  // namespace

QuadMesh conforming_mesh(const models::PowerCells& cells, const SizeFunction& size_wanted,
                         double least_edge) {
  const GrainOutlines outlines = outlines_of(cells, least_edge);
  const GmshSession session;
  QuadMesh mesh;
  try {
    draw(outlines);
    gmsh::model::mesh::setSizeCallback([&size_wanted](int, int, double x, double y, double) {
      return 2.0 * size_wanted(Point(unit * x, unit * y, 0.0)) / unit;
    });
    gmsh::model::mesh::generate(2);
    add_cells(outlines, mesh);
  } catch (const std::string& message) {  // what Gmsh throws
    throw InputError({"[grains]", {}, "grains that Gmsh can mesh", message, "other cell sizes"});
  }
  require_upright(mesh);
  return mesh;
}

void require_upright(const QuadMesh& mesh) {
  for (std::size_t cell = 0; cell < mesh.cells.size(); ++cell) {
    for (unsigned k = 0; k < 4; ++k) {
      const Point x = corner(mesh, cell, k), a = corner(mesh, cell, k + 1) - x,
                  b = corner(mesh, cell, k + 3) - x;
      constexpr double least_sine = 1e-3;
      if (a.cross(b)[2] > least_sine * a.norm() * b.norm()) continue;
      char place[64];
      std::snprintf(place, sizeof place, "(%.3f, %.3f) um", x[0] / units::um, x[1] / units::um);
      throw InputError({"mesh", "grain " + std::to_string(mesh.grain[cell]) + " at " + place,
                        "cells with convex corners", "an inverted or flat cell", "other cell sizes"});
    }
  }
}

}  // namespace lauelith::solvers
