// SPDX-License-Identifier: BSD-3-Clause
// A displacement is chosen, the body force that belongs to it in a rotated cubic crystal is applied, and the
// error must fall with the order of the elements.
#include <gtest/gtest.h>

#include <cmath>

#include "models/cubic_elasticity.h"
#include "solvers/conforming_mesh.h"
#include "solvers/elastic_law.h"
#include "solvers/mechanics.h"
#include "src/frames.h"
#include "src/random.h"
#include "src/rotation.h"
#include "tests/verification/convergence_table.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

const Matrix6d C = models::voigt_stiffness({169.8e9, 63.9e9, 69.8e9}, rotation_from_vector({0.4, -0.7, 1.1}));

/// u_c = 1e-3 sin(k_c·x + φ_c), without the third dimension in a plane model.
struct Wave {
  int dimension;
  bool in_plane;
  Point k(int c) const {
    const Point all[3] = {{2.0, 1.1, 0.7}, {-1.3, 2.4, 1.9}, {1.7, -0.8, 2.1}};
    Point k = all[c];
    if (dimension == 2) k[2] = 0.0;
    return k;
  }
  double phase(int c, const Point& x) const { return k(c).dot(x) + 0.3 * c; }
  double size(int c) const { return in_plane && c == 2 ? 0.0 : 1e-3; }
  Point displacement(const Point& x) const {
    return {size(0) * std::sin(phase(0, x)), size(1) * std::sin(phase(1, x)),
            size(2) * std::sin(phase(2, x))};
  }
  Eigen::Matrix3d gradient(const Point& x) const {
    Eigen::Matrix3d H;
    for (int c = 0; c < 3; ++c) H.row(c) = size(c) * std::cos(phase(c, x)) * k(c).transpose();
    return H;
  }
  /// b_c = −T_ck,dl ∂_k ∂_l u_d.
  Point force(const Point& x, const Eigen::Matrix<double, 9, 9>& T) const {
    Point b = Point::Zero();
    for (int c = 0; c < 3; ++c) {
      for (int d = 0; d < 3; ++d) {
        const double second = size(d) * std::sin(phase(d, x));
        for (int j = 0; j < 3; ++j) {
          for (int l = 0; l < 3; ++l) b[c] += T(3 * c + j, 3 * d + l) * second * k(d)[j] * k(d)[l];
        }
      }
    }
    return b;
  }
};

/// n boxes a side, twice as many in one half.
MeshPlan boxes(int n) {
  MeshPlan plan;
  plan.n = {n, n, n};
  plan.size_wanted = [n](const Point& x, double) { return x[0] < 0.5 ? 1.0 / n : 0.5 / n; };
  return plan;
}

constexpr int n_grains = 9, n_first_quads = 4;

/// Quadrilaterals that follow the boundaries of some grains, halved until n are a side.
MeshPlan quads(int n) {
  MeshPlan plan;
  plan.high = Point(1, 1, 0);
  RandomSequence random(3, 0, 0, 0);
  std::vector<models::PowerSite> sites;
  for (int i = 0; i < n_grains; ++i) {
    const double x = random.uniform(), y = random.uniform();
    sites.push_back({{x, y, 0.0}, 0.0});
  }
  const models::PowerCells grains(sites, {plan.low, plan.high}, 2);
  plan.quads = [grains] {
    return conforming_mesh(
        grains, [](const Point&) { return 1.0 / n_first_quads; }, 0.02);
  };
  plan.size_wanted = [](const Point&, double) { return 0.0; };
  plan.max_level = static_cast<int>(std::lround(std::log2(n / n_first_quads)));
  return plan;
}

Mechanics::Errors errors_of(int dimension, PlaneMode mode, int degree, const MeshPlan& mesh) {
  const Wave wave{dimension, mode == PlaneMode::plane_stress};
  ElasticProblem problem;
  problem.dimension = dimension;
  problem.degree = degree;
  problem.plane_mode = mode;
  problem.mesh = mesh;
  problem.stiffness.assign(n_grains, C);
  for (int b = 0; b < 2 * dimension; ++b) {
    problem.supports.push_back(
        {b, {true, true, true}, [wave](const Point& x) { return wave.displacement(x); }});
  }
  const ElasticLaw law(problem.stiffness, dimension, mode);
  ElasticLoad load;
  load.displaced_supports = true;
  load.body_force = [&](const Point& x) { return wave.force(x, law.gradient_stiffness(0)); };
  Eigen::Matrix3d homogeneous = Eigen::Matrix3d::Zero();
  if (dimension == 2 && mode == PlaneMode::generalised_plane_strain) {
    // e_0 belongs to a mean σ_ZZ that follows from the mean strain of the wave (Gauss quadrature of the
    // square).
    homogeneous(2, 2) = 4e-4;
    constexpr int n_points = 200;
    for (int i = 0; i < n_points * n_points; ++i) {
      const Point x((i % n_points + 0.5) / n_points, (i / n_points + 0.5) / n_points, 0.0);
      const Eigen::Matrix3d H = wave.gradient(x) + homogeneous;
      load.mean_stress +=
          models::stress_of(C, components_of(0.5 * (H + H.transpose()))) / (n_points * n_points);
    }
  }
  NumericsOptions numerics;
  numerics.solver = dimension == 2 ? "direct" : "amg";
  numerics.tolerance = 1e-12;
  const auto mechanics = make_mechanics(problem, numerics);
  const ElasticState state = mechanics->solve(load);
  return mechanics->errors(
      state, [&](const Point& x) { return wave.displacement(x); },
      [&](const Point& x) { return Eigen::Matrix3d(wave.gradient(x) + homogeneous); });
}

void converge(const std::string& name, int dimension, PlaneMode mode, MeshPlan (*mesh_of)(int),
              ConvergenceTable& table) {
  const int first = dimension == 2 ? 4 : 2;
  const int n_meshes = dimension == 2 ? 4 : 3;
  for (int degree = 1; degree <= 2; ++degree) {
    Mechanics::Errors last;
    for (int mesh = 0; mesh < n_meshes; ++mesh) {
      const int n = first << mesh;
      const auto errors = errors_of(dimension, mode, degree, mesh_of(n));
      const double order_u = mesh == 0 ? 0.0 : observed_order(last.displacement, errors.displacement);
      const double order_H = mesh == 0 ? 0.0 : observed_order(last.gradient, errors.gradient);
      table.add(name + " Q" + std::to_string(degree) + " n=" + std::to_string(n),
                {errors.displacement, order_u, errors.gradient, order_H});
      last = errors;
      if (mesh + 1 < n_meshes) continue;
      EXPECT_GE(order_u, degree + 0.9) << name << " Q" << degree;
      EXPECT_GE(order_H, degree - 0.05) << name << " Q" << degree;
    }
  }
}

TEST(ManufacturedSolutions, OrdersInTheThreeModesAndInSpace) {
  ConvergenceTable table("manufactured",
                         "mode element mesh | L2 error of u (m) | order | L2 error of grad u | order");
  converge("plane_strain", 2, PlaneMode::plane_strain, boxes, table);
  converge("generalised_plane_strain", 2, PlaneMode::generalised_plane_strain, boxes, table);
  converge("plane_stress", 2, PlaneMode::plane_stress, boxes, table);
  converge("conforming", 2, PlaneMode::generalised_plane_strain, quads, table);
  converge("space", 3, PlaneMode::plane_strain, boxes, table);
  table.check(2e-4);
}

}  // namespace
}  // namespace lauelith::verification
