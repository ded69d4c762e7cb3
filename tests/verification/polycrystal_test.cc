// SPDX-License-Identifier: BSD-3-Clause
// Averages of polycrystals of random orientations lie between Reuss and Voigt, and their ensemble mean
// between the Hashin–Shtrikman bounds; lithium, strongly anisotropic, is the control that could fail.
#include <gtest/gtest.h>

#include <cmath>

#include "models/elastic_bounds.h"
#include "models/texture.h"
#include "solvers/mechanics.h"
#include "tests/verification/convergence_table.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr int n_side = 6;  ///< grains a side

/// Shear modulus of the isotropic part of the stiffness of 6³ = 216 cubic grains that repeat in space,
/// against a homogeneous strain. (Boundary values of a homogeneous strain on 125 grains gave 0.4 % above the
/// upper Hashin–Shtrikman bound for the garnets and 9 % for lithium: such a boundary forbids what a periodic
/// one allows, and two linear elements a grain forbid more.)
double shear_modulus(const models::CubicStiffness& C, unsigned seed) {
  constexpr int cells_a_grain = 2;
  ElasticProblem problem;
  problem.dimension = 3;
  problem.degree = 2;
  problem.mesh.n = {n_side, n_side, n_side};
  problem.mesh.size_wanted = [=](const Point&, double) { return 1.0 / (n_side * cells_a_grain); };
  problem.mesh.periodic = {true, true, true};
  problem.mesh.material_at = [](const Point& x) {
    const auto at = [](double value) { return std::min(n_side - 1, static_cast<int>(value * n_side)); };
    return (at(x[2]) * n_side + at(x[1])) * n_side + at(x[0]);
  };
  for (const auto& R : models::draw_orientations({}, seed, n_side * n_side * n_side)) {
    problem.stiffness.push_back(models::voigt_stiffness(C, R));
  }
  problem.free_mean_strains = {0, 1, 2, 3, 4, 5};
  NumericsOptions numerics;
  numerics.tolerance = 1e-9;
  const Eigen::MatrixXd mean = make_mechanics(problem, numerics)->mean_stiffness();
  const double nine_K = mean.topLeftCorner<3, 3>().sum();
  const double trace = mean.topLeftCorner<3, 3>().trace() + 2.0 * mean.bottomRightCorner<3, 3>().trace();
  return (trace - nine_K / 3.0) / 10.0;  // C_ijij = 9 K/3 + 10 G of an isotropic solid
}

void check(const std::string& name, const models::CubicStiffness& C, ConvergenceTable& table) {
  const models::ShearBounds bounds = models::shear_bounds(C);
  double sum = 0.0, squares = 0.0;
  constexpr unsigned n = 4;
  for (unsigned seed = 1; seed <= n; ++seed) {
    const double G = shear_modulus(C, seed);
    EXPECT_GT(G, bounds.reuss) << name;
    EXPECT_LT(G, bounds.voigt) << name;
    sum += G;
    squares += G * G;
  }
  const double mean = sum / n;
  const double sd = std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
  EXPECT_GT(mean, bounds.hashin_shtrikman_low) << name;
  EXPECT_LT(mean, bounds.hashin_shtrikman_high) << name;
  table.add(name, {bounds.reuss, bounds.hashin_shtrikman_low, mean, sd, bounds.hashin_shtrikman_high,
                   bounds.voigt});
}

TEST(Polycrystal, AveragesLieWithinTheirBounds) {
  ConvergenceTable table("polycrystal",
                         "material | G (Pa): Reuss | HS low | mean of 4 x 216 grains | sd | HS high | Voigt");
  check("LLZTO", {169.8e9, 63.9e9, 69.8e9}, table);
  check("LLZO", {187e9, 75.1e9, 71.0e9}, table);
  check("lithium", {13.5e9, 11.44e9, 8.78e9}, table);
  table.check(1e-5);
}

}  // namespace
}  // namespace lauelith::verification
