// SPDX-License-Identifier: BSD-3-Clause
// Potentials in the plane: orders of convergence with Butler–Volmer kinetics, resistive and conducting
// surfaces, contacts that cover a part of a plane.
#include <gtest/gtest.h>

#include <cmath>

#include "models/butler_volmer.h"
#include "solvers/charge_transport.h"
#include "solvers/potential.h"
#include "src/constants.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"

namespace lauelith::verification {
namespace {

using namespace solvers;
using constants::pi;

PotentialProblem box(double width, double height, int nx, int ny) {
  PotentialProblem problem;
  problem.mesh.high = Point(width, height, 0);
  problem.mesh.n = {nx, ny, 1};
  problem.conductivity_S_m = [](const Point&, int) {
    return Eigen::Matrix3d(0.04 * Eigen::Matrix3d::Identity());
  };
  return problem;
}

PotentialPatch low_side(const PotentialProblem& problem, double from = 0.0, double to = 1.0) {
  const double width = problem.mesh.high[0];
  return {Point(from * width, 0, 0), Point(to * width, 0, 0), {}};
}

PotentialPatch high_side(const PotentialProblem& problem) {
  return {Point(0, problem.mesh.high[1], 0), Point(problem.mesh.high[0], problem.mesh.high[1], 0), {}};
}

/// φ = φ_0 cos(πx/a) cosh(y/a) with σ(y), Butler–Volmer at Y = 0 and a resistance at Y = L; each law carries
/// the current that makes it so.
struct Manufactured {
  double a = 100 * units::um, phi_0 = 0.05;
  models::ButlerVolmer kinetics = models::butler_volmer_of({}, 298.15);

  double sigma(double y) const { return 0.04 * (1.0 + 0.5 * y / a); }
  double phi(const Point& x) const { return phi_0 * std::cos(pi * x[0] / a) * std::cosh(x[1] / a); }
  Eigen::Vector3d gradient(const Point& x) const {
    return {-phi_0 * pi / a * std::sin(pi * x[0] / a) * std::cosh(x[1] / a),
            phi_0 / a * std::cos(pi * x[0] / a) * std::sinh(x[1] / a), 0.0};
  }
  double source(const Point& x) const {
    const double laplacian = phi(x) * (1.0 - pi * pi) / (a * a);
    return -sigma(x[1]) * laplacian - 0.04 * 0.5 / a * gradient(x)[1];
  }
  std::pair<double, double> plating(const Point& x, double value) const {
    const auto rate = kinetics.rate(value, 2e6, 1.0);
    const double exact = kinetics.rate(phi(x), 2e6, 1.0).current_A_m2;
    return {rate.current_A_m2 - exact + sigma(0.0) * gradient(x)[1], rate.by_potential_S_m2};
  }
  std::pair<double, double> counter(const Point& x, double value) const {
    const double g = 1e3;
    return {g * (value - phi(x)) - sigma(x[1]) * gradient(x)[1], g};
  }
};

void check_orders(int degree, double value_order, double gradient_order) {
  const Manufactured exact;
  Potential::Errors last{};
  for (const int n : {4, 8, 16}) {
    PotentialProblem problem = box(exact.a, exact.a, n, n);
    problem.degree = degree;
    problem.mesh.max_level = 1;  // hanging nodes in the middle, the same share of them on every mesh
    problem.mesh.size_wanted = [=](const Point& x, double) {
      return (x[0] < 0.5 * exact.a ? 1.0 : 0.5) * exact.a / n;
    };
    problem.conductivity_S_m = [=](const Point& x, int) {
      return Eigen::Matrix3d(exact.sigma(x[1]) * Eigen::Matrix3d::Identity());
    };
    const auto potential = make_potential(problem);
    const Eigen::VectorXd phi = potential->solve(
        {{low_side(problem), [&](const Point& x, double v) { return exact.plating(x, v); }},
         {high_side(problem), [&](const Point& x, double v) { return exact.counter(x, v); }}},
        [&](const Point& x) { return exact.source(x); }, {});
    const auto errors = potential->errors(
        phi, [&](const Point& x) { return exact.phi(x); }, [&](const Point& x) { return exact.gradient(x); });
    if (n > 4) {
      EXPECT_GE(std::log2(last.value / errors.value), value_order) << degree << " " << n;
      EXPECT_GE(std::log2(last.gradient / errors.gradient), gradient_order) << degree << " " << n;
    }
    last = errors;
  }
}

TEST(Potential, ManufacturedWithButlerVolmerLinear) { check_orders(1, 1.9, 0.95); }
TEST(Potential, ManufacturedWithButlerVolmerQuadratic) { check_orders(2, 2.9, 1.9); }

/// Conductivity between the low and the high side, by contacts without resistance.
double effective_conductivity(PotentialProblem problem) {
  problem.contacts = {{low_side(problem), 1e12, 0}, {high_side(problem), 1e12, 1}};
  const auto potential = make_potential(problem);
  const double current = potential->contact_current(potential->solve(Eigen::VectorXd(), {0.0, 1.0}), 0, 0.0);
  return current * problem.mesh.high[1] / problem.mesh.high[0];
}

TEST(Potential, BrickLayer) {
  constexpr double D = 100 * units::um, sigma = 0.05, resistance = 2.2e-4;  // 2.2 Ω cm²
  PotentialProblem problem = box(50 * units::um, 4 * D, 4, 64);
  problem.conductivity_S_m = [](const Point& x, int) {
    const double s = x[1] - D * (std::floor(x[1] / D) + 0.5);  // boundaries at D/2, 3D/2 …
    return with_resistive_surface(sigma, resistance, Point::UnitY(), s, 12.5 * units::um);
  };
  const double expected = 1.0 / (1.0 / sigma + resistance / D);
  EXPECT_NEAR(effective_conductivity(problem), expected, 0.005 * expected);
  EXPECT_LT(expected, 0.92 * sigma);
}

/// A resistive surface at 45° resists what crosses it, on half of the paths twice as little as the staircase.
TEST(Potential, ObliqueBoundaryResistsByItsNormal) {
  const Eigen::Matrix3d along = with_resistive_surface(0.05, 1e-3, Point(1, 1, 0).normalized(), 0.0, 5e-6);
  const Eigen::Vector3d t = Eigen::Vector3d(1, -1, 0).normalized(), n = Eigen::Vector3d(1, 1, 0).normalized();
  EXPECT_NEAR(t.dot(along * t), 0.05, 1e-15);
  EXPECT_NEAR(n.dot(along * n), 1.0 / (20.0 + 1e-3 / 5e-6), 1e-12);
  EXPECT_NEAR(t.dot(along * n), 0.0, 1e-15);
}

TEST(Potential, SheetsOfSquareGrains) {
  constexpr double D = 20 * units::um, sigma = 1e-7, kappa = 5e-12;
  PotentialProblem problem = box(4 * D, 4 * D, 14, 14);  // lines lie anywhere among the cells
  problem.conductivity_S_m = [](const Point&, int) {
    const double value = sigma;
    return Eigen::Matrix3d(value * Eigen::Matrix3d::Identity());
  };
  for (int k = 0; k < 4; ++k) {
    const double x = (k + 0.5) * D;
    problem.sheets.push_back({{Point(x, 0, 0), Point(x, 4 * D, 0), {}}, kappa});
    problem.sheets.push_back({{Point(0, x, 0), Point(4 * D, x, 0), {}}, kappa});
  }
  const double expected = sigma + kappa / D;
  EXPECT_NEAR(effective_conductivity(problem), expected, 1e-6 * expected);
}

/// A conducting line across the mesh carries κ/length, whatever cells it crosses.
TEST(Potential, ObliqueConductor) {
  constexpr double a = 100 * units::um, kappa = 1e-9;
  PotentialProblem problem = box(a, a, 40, 40);
  problem.conductivity_S_m = [](const Point&, int) {
    return Eigen::Matrix3d(1e-12 * Eigen::Matrix3d::Identity());
  };
  const PotentialPatch line{Point(0.13 * a, 0, 0), Point(0.71 * a, a, 0), {}};
  problem.sheets = {{line, kappa}};
  const double current = effective_conductivity(problem);  // width and height are equal
  EXPECT_NEAR(current, kappa / line.measure(), 0.01 * current);
}

/// T13: contact on a share θ of a plane, period l: extra length −(l/π) ln sin(πθ/2).
PotentialProblem strip(double l, double share, double conductance) {
  PotentialProblem problem = box(0.5 * l, 1.5 * l, 8, 24);
  const double edge = 0.5 * l * share;
  problem.mesh.size_wanted = [=](const Point& x, double diameter) {
    return std::max(l / 2048, 0.15 * (std::hypot(x[0] - edge, x[1]) - diameter));
  };
  problem.contacts = {{{Point(0, 0, 0), Point(edge, 0, 0), {}}, conductance, 0},
                      {high_side(problem), 1e12, 1}};
  return problem;
}

double extra_length(double l, double share, double conductance) {
  const PotentialProblem problem = strip(l, share, conductance);
  const auto potential = make_potential(problem);
  const double current = potential->contact_current(potential->solve(Eigen::VectorXd(), {0.0, 1.0}), 0, 0.0);
  return 0.04 * problem.mesh.high[0] / current - problem.mesh.high[1];
}

TEST(Potential, StripContact) {
  constexpr double l = 40 * units::um;
  for (const double share : {0.25, 0.5, 0.75}) {
    const double exact = -l / pi * std::log(std::sin(0.5 * pi * share));
    EXPECT_NEAR(extra_length(l, share, 1e10), exact, 0.01 * exact) << share;
  }
  const double ohm_cm2 = extra_length(l, 0.5, 1e10) / 0.04 * 1e4;
  EXPECT_NEAR(ohm_cm2, 1.10, 0.02);
  // With resistance of its own (Wagner number σ R/l) the contact draws evenly: what focusing adds to R/θ is a
  // vanishing share of it.
  const auto excess = [&](double wagner) {
    const double conductance = 0.04 / (wagner * l), bare = wagner * l / 0.5;
    return (extra_length(l, 0.5, conductance) - bare) / bare;
  };
  EXPECT_GT(excess(0.01), 1.0);
  EXPECT_LT(excess(10.0), 0.02);
  EXPECT_GT(excess(1.0), excess(10.0));
}

TEST(Potential, StripEdgeIsASquareRoot) {
  constexpr double l = 40 * units::um, edge = 0.25 * l;
  const auto potential = make_potential(strip(l, 0.5, 1e10));
  const Eigen::VectorXd phi = potential->solve(Eigen::VectorXd(), {0.0, 1.0});
  potential->sample_at({Point(edge + 0.01 * l, 0, 0), Point(edge + 0.04 * l, 0, 0)});
  const auto values = potential->sampled(phi);
  EXPECT_NEAR(values[1] / values[0], 2.0, 0.06);
}

/// A body that voids cut in two does not join its electrodes.
TEST(Potential, ACutElectrolyteIsSeen) {
  constexpr double a = 50 * units::um;
  PotentialProblem problem = box(a, a, 8, 8);
  problem.patches = {high_side(problem)};
  problem.balancing = {0};
  EXPECT_TRUE(make_potential(problem)->joins_electrodes());
  problem.mesh.material_at = [](const Point& x) { return std::abs(x[1] - 0.5 * a) < a / 8 ? -1 : 0; };
  EXPECT_FALSE(make_potential(problem)->joins_electrodes());
  problem.mesh.material_at = [](const Point& x) {
    return std::abs(x[1] - 0.5 * a) < a / 8 && x[0] < 0.8 * a ? -1 : 0;
  };
  EXPECT_TRUE(make_potential(problem)->joins_electrodes());
}

/// Currents that enter leave again, all of them; responses are symmetric.
TEST(Potential, ReciprocityAndConservation) {
  constexpr double a = 50 * units::um;
  PotentialProblem problem = box(a, a, 8, 8);
  problem.mesh.size_wanted = [](const Point& x, double) { return x[1] < 0.4 * a ? a / 16 : a / 8; };
  problem.patches = {{Point(0.2 * a, 0, 0), Point(0.5 * a, 0.6 * a, 0), {}},
                     {Point(0.7 * a, 0.31 * a, 0), Point(0.9 * a, 0.77 * a, 0), {}}};
  problem.contacts = {{low_side(problem), 5e2, 0}, {high_side(problem), 1e3, 1}};
  const auto potential = make_potential(problem);
  const Eigen::MatrixXd Z = potential->responses();
  EXPECT_NEAR(Z(0, 1), Z(1, 0), 1e-12 * Z(0, 0));
  const Eigen::VectorXd phi = potential->solve(Eigen::Vector2d(1.0, 0.3), {0.0, 0.0});
  const double low = potential->contact_current(phi, 0, 0.0), high = potential->contact_current(phi, 1, 0.0);
  EXPECT_NEAR(low + high, 1.3, 1e-10);
  const Eigen::VectorXd psi = potential->means(potential->solve(Eigen::Vector2d::Zero(), {0.0, 1.0}));
  EXPECT_NEAR(high, psi[0] + 0.3 * psi[1], 1e-10) << "the share that leaves there is the potential it gives";
}

}  // namespace
}  // namespace lauelith::verification
