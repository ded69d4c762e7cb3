// SPDX-License-Identifier: BSD-3-Clause
// Pressurised pennies in space against their closed forms (isotropic, E = 155 GPa).
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "models/analytic_cracks.h"
#include "models/cubic_elasticity.h"
#include "solvers/mechanics.h"
#include "solvers/opening_band.h"
#include "src/constants.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr double E = 155e9, nu = 0.24;
constexpr double E_prime = E / (1.0 - nu * nu);
constexpr double a = 10 * units::um;
constexpr double pressure = 10 * units::MPa;
constexpr double far = 10 * a;

/// A ring of a disc about the origin, and how many of the four quarters of the disc the body has.
struct Disc {
  Point normal, u;
  double from, to;
  int n_cells;  ///< in the radius
  int n_rings;
};

ElasticProblem solid(const Disc& disc, int degree) {
  const double cell = a / disc.n_cells;
  ElasticProblem problem;
  problem.dimension = 3;
  problem.degree = degree;
  problem.stiffness = {
      models::voigt_stiffness(models::isotropic_stiffness(E, nu), Eigen::Matrix3d::Identity())};
  problem.mesh.size_wanted = [=](const Point& x, double diameter) {
    const double off = x.dot(disc.normal);
    const double beyond = std::max(0.0, (x - off * disc.normal).norm() - a);
    return std::max(cell, 0.4 * (std::hypot(beyond, off) - 0.5 * diameter - 2.0 * cell));
  };
  return problem;
}

/// Volume of the open disc over that of the closed form for the part of it that the body has.
double volume_ratio(const ElasticProblem& problem, const Disc& disc) {
  const double cell = a / disc.n_cells, tip = a - rim_retreat(cell);
  std::vector<ElasticLoad> loads(static_cast<std::size_t>(disc.n_rings));
  std::vector<Opening> rings;
  Eigen::VectorXd area(disc.n_rings);
  for (int i = 0; i < disc.n_rings; ++i) {
    models::Ring ring;
    ring.u = disc.u;
    ring.v = disc.normal.cross(disc.u);
    ring.inner = a * i / disc.n_rings;
    ring.outer = i + 1 == disc.n_rings ? tip : a * (i + 1) / disc.n_rings;
    ring.from = disc.from;
    ring.to = disc.to;
    rings.push_back(opening_of(models::facets_of(ring), disc.normal, 2.0 * cell));
    area[i] = rings.back().measure(3);
    loads[static_cast<std::size_t>(i)].openings = {rings.back()};
  }
  NumericsOptions numerics;
  numerics.solver = "multigrid";
  numerics.tolerance = 1e-8;
  const auto mechanics = make_mechanics(problem, numerics);
  const auto vectors = mechanics->loads(loads);
  const auto states = mechanics->solve(vectors);
  const Eigen::MatrixXd A = mechanics->band_energy(rings, loads) - work(vectors, states);
  EXPECT_LT((A - A.transpose()).norm(), 1e-6 * A.norm());
  const Eigen::VectorXd h = A.partialPivLu().solve(pressure * area);
  const double share = (disc.to - disc.from) / (2.0 * constants::pi);
  return h.dot(area) / (share * models::penny_volume(pressure, a, E_prime));
}

/// A quarter of the disc between two planes of symmetry, in the plane Z = 0.
double quarter(int n_cells, int n_rings, int degree) {
  const Disc disc{Point::UnitZ(), Point::UnitX(), 0.0, 0.5 * constants::pi, n_cells, n_rings};
  ElasticProblem problem = solid(disc, degree);
  problem.mesh.low = Point(0, 0, -far);
  problem.mesh.high = Point(far, far, far);
  problem.mesh.n = {5, 5, 10};
  problem.supports = {{boundary::x_low, {true, false, false}, {}},
                      {boundary::y_low, {false, true, false}, {}}};
  return volume_ratio(problem, disc);
}

/// Half of the disc under a free surface Y = 0, a quarter of it beside a plane of symmetry X = 0.
double surface(int n_cells, int n_rings, int degree) {
  const Disc disc{Point::UnitZ(), Point::UnitX(), 0.0, 0.5 * constants::pi, n_cells, n_rings};
  ElasticProblem problem = solid(disc, degree);
  problem.mesh.low = Point(0, 0, -far);
  problem.mesh.high = Point(far, far, far);
  problem.mesh.n = {5, 5, 10};
  problem.supports = {{boundary::x_low, {true, false, false}, {}}};
  return volume_ratio(problem, disc);
}

/// What the rows of a table may be off by.
struct Row {
  int degree, n_cells, n_rings;
  double tolerance;
};

/// Volumes over the closed form of a penny in a body ten times as large, against a table.
std::vector<double> checked(const std::string& name, const std::vector<Row>& rows) {
  ConvergenceTable table(name, "degree, cells in a, rings | volume/(16 a^3 p/(3 E'))");
  std::vector<double> ratios;
  for (const Row& r : rows) {
    ratios.push_back(quarter(r.n_cells, r.n_rings, r.degree));
    table.add(
        "Q" + std::to_string(r.degree) + " " + std::to_string(r.n_cells) + " " + std::to_string(r.n_rings),
        {ratios.back()});
    EXPECT_NEAR(ratios.back(), 1.0, r.tolerance) << r.degree << " " << r.n_cells << " " << r.n_rings;
  }
  table.check(1e-5);
  return ratios;
}

/// Rings of two cells hold the disc too tight by 2 %; with rings of one cell what is left falls with the
/// mesh.
TEST(Penny, VolumeInALargeBody) {
  const auto ratios = checked("penny", {{1, 8, 8, 0.04}, {2, 8, 4, 0.02}, {2, 4, 4, 0.08}, {2, 8, 8, 0.005}});
  EXPECT_GT(observed_order(std::abs(ratios[2] - 1.0), std::abs(ratios[3] - 1.0)), 1.0);
}

/// Finer rows, half a minute: `make studies`.
TEST(Penny, DISABLED_VolumeOnFinerMeshes) {
  checked("penny_fine", {{1, 16, 8, 0.045}, {1, 16, 16, 0.03}, {2, 16, 8, 0.02}, {2, 16, 16, 0.005}});
}

/// A half penny under a free surface opens more than half of a penny: V = 8 a³ <F²> p/(3 E'), F = 1.04 (1 +
/// 0.1 (1 − sin φ)²) the intensity along its rim over that of the penny (J. C. Newman, I. S. Raju, Eng.
/// Fract. Mech. 15 (1981) 185; 5 %), <F²> = 1.132 on the mean of the rim, for a crack grows alike.
TEST(Penny, HalfPennyAtAFreeSurface) { EXPECT_NEAR(surface(8, 4, 2), 1.132, 0.06); }

}  // namespace
}  // namespace lauelith::verification
