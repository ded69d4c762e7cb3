// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "models/facets.h"
#include "solvers/quad_mesh.h"
#include "src/grain.h"

/// What a linear elastic problem consists of, without a word about how it is solved:
///   div σ + b = 0,   σ = C_g : (ε(u) + E − ε*),
/// u three displacement components on a mesh of two or three dimensions (cell frame, m), C_g the stiffness of
/// the material of a cell, ε* the eigenstrain, E a homogeneous strain that is prescribed to be zero or
/// unknown. In two dimensions nothing depends on Z, but u_Z is there: a rotated cubic crystal couples it.
namespace lauelith::solvers {

using Point = Eigen::Vector3d;

/// The condition normal to the plane of a two-dimensional model.
///   generalised_plane_strain  ε_ZZ = e_0, the same everywhere and such that ∫ σ_ZZ = 0
///   plane_strain              ε_ZZ = 0
///   plane_stress              σ_ZZ = σ_YZ = σ_XZ = 0 everywhere
enum class PlaneMode { generalised_plane_strain, plane_strain, plane_stress };

/// Boundary numbers of a box: 0, 1 for low and high X, 2, 3 for Y, 4, 5 for Z. Parts of a face may be given
/// other numbers.
namespace boundary {
inline constexpr int x_low = 0, x_high = 1, y_low = 2, y_high = 3, z_low = 4, z_high = 5;
}

/// An upright box cut into cells: `n` coarse cells a side, halved until every cell is as small as
/// `size_wanted` says at its centre (m), at most `max_level` times.
struct MeshPlan {
  Point low = Point::Zero();
  Point high = Point::Ones();
  std::array<int, 3> n{1, 1, 1};
  std::function<double(const Point& centre, double diameter)> size_wanted;  ///< empty: the coarse mesh
  int max_level = 12;
  /// Displacements (beyond the homogeneous strain) repeat from the low to the high face of these directions.
  std::array<bool, 3> periodic{false, false, false};
  /// Material of a point: row of `stiffness`; −1: nothing is there. Asked at cell centres.
  std::function<int(const Point&)> material_at = [](const Point&) { return 0; };
  /// Plane problems: coarse cells that follow the grains, instead of the box cut in `n`. The grain of a cell
  /// is its material, `material_at` is not asked. Called on every rank, that of the first is used.
  std::function<QuadMesh()> quads;
  /// Another number for a boundary face, or the one it has.
  std::function<int(const Point& face_centre, int number)> boundary_number;
};

/// Displacement components held on a boundary: zero, or what `displacement` says (all held components).
struct Support {
  int boundary = 0;
  std::array<bool, 3> holds{true, true, true};
  std::function<Point(const Point&)> displacement;
};

/// A component of E that is unknown, found from the mean of the conjugate stress: ∫ σ_c = 0 (plus what the
/// load says), c in the order xx, yy, zz, yz, xz, xy.
using FreeMeanStrain = int;

struct ElasticProblem {
  int dimension = 2;
  int degree = 2;  ///< of the elements: 1 or 2
  MeshPlan mesh;
  std::vector<Matrix6d> stiffness;  ///< Voigt, sample frame, per material
  PlaneMode plane_mode = PlaneMode::generalised_plane_strain;
  std::vector<Support> supports;
  std::vector<FreeMeanStrain> free_mean_strains;  ///< besides zz of generalised plane strain
};

/// Force per area on a boundary. `n` points out of the body; a pressure p is t = −p n.
struct Traction {
  int boundary = 0;
  std::function<Point(const Point& x, const Point& n)> force;
};

/// A plane piece of surface (in two dimensions a piece of line) whose faces are displaced apart by a unit of
/// length along n; in 3-D the piece is a union of facets. How it enters the mesh: solvers/opening_band.h.
struct Opening {
  Point centre = Point::Zero();
  Point normal = Point::UnitY();
  Point along = Point::UnitX();         ///< unit vector of the line; in 3-D not used
  double half_length = 0.0;             ///< m; in 3-D nothing of it is farther from the centre
  double band_width = 0.0;              ///< w, m: two cells
  double amount = 1.0;                  ///< opening, m
  std::vector<models::Facet> facets;    ///< 3-D only
  double measure(int dimension) const;  ///< length (2-D, m) or area (3-D, m²)
};

/// A piece in space, opened by a unit.
Opening opening_of(std::vector<models::Facet> facets, const Point& normal, double band_width);

using EigenstrainFunction = std::function<Vector6d(const Point& x, int material)>;

/// One right-hand side: any of these. Components of strain as everywhere (no engineering shear).
struct ElasticLoad {
  std::string name;
  EigenstrainFunction eigenstrain;                ///< ε* of the stress
  EigenstrainFunction nonlattice;                 ///< the part of ε* that does not deform the lattice
  std::function<Point(const Point&)> body_force;  ///< N/m³
  std::vector<Traction> tractions;
  std::vector<Opening> openings;
  bool displaced_supports = false;          ///< the displacements of the supports belong to this load
  Vector6d mean_stress = Vector6d::Zero();  ///< wanted mean stress for the free mean strains, Pa
};

}  // namespace lauelith::solvers
