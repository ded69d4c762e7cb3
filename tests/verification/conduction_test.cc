// SPDX-License-Identifier: BSD-3-Clause
// Effective conductivity against closed solutions, bounds and finite differences.
#include <gtest/gtest.h>

#include <cmath>

#include "models/conduction_bounds.h"
#include "solvers/effective_conduction.h"
#include "solvers/reduced_conduction.h"
#include "src/failure.h"
#include "src/random.h"
#include "src/rotation.h"

namespace lauelith::verification {
namespace {

using namespace solvers;
using Eigen::Matrix3d;
using Outside = ConductionProblem::Outside;

/// σ_eff along a direction of a box whose cells have the conductivity that `of` says (0: hole).
double effective(int dimension, std::array<std::size_t, 3> n, int direction, Outside outside,
                 const std::function<double(std::size_t, std::size_t, std::size_t)>& of, int degree = 1) {
  ConductionProblem problem;
  problem.dimension = dimension;
  problem.n = n;
  problem.outside = outside;
  problem.degree = degree;
  std::vector<Matrix3d> sigma;
  for (std::size_t z = 0; z < n[2]; ++z) {
    for (std::size_t y = 0; y < n[1]; ++y) {
      for (std::size_t x = 0; x < n[0]; ++x) {
        sigma.push_back(of(x, y, z) * Matrix3d::Identity());
        problem.conducts.push_back(of(x, y, z) > 0.0 ? 1 : 0);
      }
    }
  }
  return make_conduction(problem)->solve(sigma, direction).effective_S_m;
}

TEST(Conduction, LayersConductInSeriesAndInParallel) {
  const auto layered = [](std::size_t x, std::size_t, std::size_t) { return x % 4 < 1 ? 1.0 : 3.0; };
  for (const int dimension : {2, 3}) {
    const std::array<std::size_t, 3> n{8, 6, dimension == 2 ? 1u : 4u};
    EXPECT_NEAR(effective(dimension, n, 0, Outside::periodic, layered), 2.0, 1e-8);
    EXPECT_NEAR(effective(dimension, n, 1, Outside::periodic, layered), 2.5, 1e-8);
  }
}

// A. M. Dykhne, JETP 32 (1971) 63: a checkerboard conducts as the geometric mean, exactly.
TEST(Conduction, ACheckerboardIsTheGeometricMean) {
  double before = 1.0;
  for (const std::size_t m : {8, 16, 32}) {
    const auto board = [m](std::size_t x, std::size_t y, std::size_t) {
      return (x / m + y / m) % 2 == 0 ? 1.0 : 4.0;
    };
    const double error = std::abs(effective(2, {2 * m, 2 * m, 1}, 0, Outside::periodic, board, 2) - 2.0);
    EXPECT_LT(error, 0.7 * before) << m;
    before = error;
  }
  EXPECT_LT(before, 0.02);
}

TEST(Conduction, HolesStayBelowHashinAndShtrikmanAndLinearDataAbovePeriodic) {
  const auto square = [](std::size_t x, std::size_t y, std::size_t) {
    return x >= 7 && x < 13 && y >= 7 && y < 13 ? 0.0 : 1.0;
  };
  const double periodic = effective(2, {20, 20, 1}, 1, Outside::periodic, square);
  const double bound = models::porosity_bound(36.0 / 400.0, 2);
  EXPECT_LT(periodic, bound);
  EXPECT_GT(periodic, 0.97 * bound);
  EXPECT_GE(effective(2, {20, 20, 1}, 1, Outside::linear, square), periodic - 1e-9);
  const auto cube = [](std::size_t x, std::size_t y, std::size_t z) {
    const auto inside = [](std::size_t i) { return i >= 3 && i < 8; };
    return inside(x) && inside(y) && inside(z) ? 0.0 : 1.0;
  };
  const double in_3d = effective(3, {11, 11, 11}, 2, Outside::periodic, cube);
  EXPECT_LT(in_3d, models::porosity_bound(125.0 / 1331.0, 3));
  EXPECT_GT(in_3d, 0.97 * models::porosity_bound(125.0 / 1331.0, 3));
}

/// A polycrystal of n × n cells, grains of `size` cells, random pressures of the given scale.
models::StressMap random_polycrystal(std::size_t n, std::size_t size, double pressure_Pa, bool has_hole) {
  models::StressMap map;
  map.grid.n = {n, n, 1};
  map.grid.spacing_m = Eigen::Vector3d::Constant(2e-6);
  RandomSequence random(3, 1, 0, 0);
  for (std::size_t i = 0; i < n * n; ++i) {
    const std::size_t x = i % n, y = i / n;
    const bool is_hole = has_hole && x > 3 && x < 7 && y > 5 && y < 9;
    map.conducts.push_back(is_hole ? 0 : 1);
    map.grain.push_back(is_hole ? -1 : static_cast<int>(x / size + 100 * (y / size)));
    map.pressure_Pa.push_back(pressure_Pa * random.normal());
    Matrix3d s = Matrix3d::Zero();
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b <= a; ++b) s(a, b) = s(b, a) = pressure_Pa * random.normal();
    }
    map.stress_deviator_Pa.push_back(s - s.trace() / 3.0 * Matrix3d::Identity());
    map.R_sample_from_crystal.push_back(
        rotation_from_vector({0.1 * double(x / size), 0.2 * double(y / size), 0.3}));
  }
  return map;
}

models::PressureConductivity test_law() {
  models::PressureConductivity law;
  law.activation_volume_m3 = models::ion_volume_m3(1.65);
  law.activation_energy_J = models::ion_energy_J(0.35);
  law.compressibility_1_Pa = 1.0 / 99.2e9;
  return law;
}

// T19: under a uniform pressure the polycrystal has the slope of the law.
TEST(Conduction, UniformPressureGivesTheSlopeOfTheLaw) {
  models::StressMap map = random_polycrystal(16, 4, 0.0, false);
  for (double& P : map.pressure_Pa) P = 0.4e9;
  const PolycrystalConduction polycrystal(map, Outside::periodic);
  const auto law = test_law();
  const auto result = polycrystal.effective(law, {310.0, 0.0, 0.0}, 1);
  EXPECT_NEAR(result.slopes.pressure_1_Pa * 1e9, law.slope_1_Pa(310.0) * 1e9, 1e-8);
  EXPECT_NEAR(result.conductivity_S_m, law.conductivity_S_m(0.4e9, 310.0), 1e-10);
  EXPECT_NEAR(result.focusing_largest, 1.0, 1e-6);
}

TEST(Conduction, EveryResultLiesBetweenItsBounds) {
  const auto law = test_law();
  for (const bool has_hole : {false, true}) {
    for (const Outside outside : {Outside::periodic, Outside::linear}) {
      const PolycrystalConduction polycrystal(random_polycrystal(20, 5, 0.8e9, has_hole), outside);
      const auto bounds = polycrystal.bounds(law, {298.15, 0.0, 0.0});
      for (const int direction : {0, 1}) {
        const double sigma = polycrystal.effective(law, {298.15, 0.0, 0.0}, direction).conductivity_S_m;
        EXPECT_GE(sigma, bounds.series);
        EXPECT_LE(sigma, bounds.parallel);
      }
    }
  }
}

// The derivatives that come with one solution against solving anew: 1e-4.
TEST(Conduction, DerivativesThroughTheFiniteElementsAreRight) {
  for (const double resistance : {0.0, 2e-4}) {
    models::PressureConductivity law = test_law();
    law.axial_1_Pa = 0.1e-9;
    law.shear_1_Pa = 0.05e-9;
    const PolycrystalConduction polycrystal(random_polycrystal(18, 6, 0.7e9, true), Outside::periodic);
    const ConductionSetting setting{298.15, 0.1e9, resistance};
    const auto result = polycrystal.effective(law, setting, 1);
    const auto log_sigma = [&](const models::PressureConductivity& l, const ConductionSetting& s) {
      return std::log(polycrystal.effective(l, s, 1).conductivity_S_m);
    };
    const auto expect = [&](double slope, double unit, auto change) {
      const double h = 1e-2;
      const auto at = [&](double step) {
        auto l = law;
        auto s = setting;
        change(l, s, step * unit);
        return log_sigma(l, s);
      };
      const double difference = (at(h) - at(-h)) / (2.0 * h);
      EXPECT_NEAR(slope * unit, difference, 1e-4 * std::abs(difference) + 1e-8);
    };
    expect(result.slopes.pressure_1_Pa, 1e9, [](auto&, auto& s, double h) { s.added_pressure_Pa += h; });
    expect(result.slopes.temperature_1_K, 100.0, [](auto&, auto& s, double h) { s.temperature_K += h; });
    expect(result.slopes.activation_volume_1_m3, models::ion_volume_m3(1.0),
           [](auto& l, auto&, double h) { l.activation_volume_m3 += h; });
    expect(result.slopes.compressibility_Pa, 1e-11,
           [](auto& l, auto&, double h) { l.compressibility_1_Pa += h; });
    expect(result.slopes.reference, 1.0, [](auto& l, auto&, double h) { l.reference_S_m *= std::exp(h); });
  }
}

// T12: 1/σ_eff = 1/σ + R/D for grains of size D that are bricks in the direction of the current.
TEST(Conduction, BrickLayer) {
  models::StressMap map = random_polycrystal(24, 6, 0.0, false);  // D = 12 µm
  const PolycrystalConduction polycrystal(map, Outside::periodic);
  const auto law = test_law();
  const double R = 0.5e-4;  // Ω m²
  const double sigma = law.conductivity_S_m(0.0, 298.15);
  const auto result = polycrystal.effective(law, {298.15, 0.0, R}, 1);
  EXPECT_NEAR(result.conductivity_S_m, 1.0 / (1.0 / sigma + R / 12e-6), 5e-3 * result.conductivity_S_m);
  EXPECT_LT(result.slopes.reference, 1.0) << "what the boundaries resist does not follow the law";
}

// A slab of the same grains through the depth conducts along X and Y as the plane does.
TEST(Conduction, ASlabOfThePlaneConductsAsThePlane) {
  const models::StressMap plane = random_polycrystal(10, 5, 0.8e9, true);
  models::StressMap slab;
  slab.grid = plane.grid;
  slab.grid.n[2] = 3;
  for (int k = 0; k < 3; ++k) {
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    add(slab.conducts, plane.conducts);
    add(slab.grain, plane.grain);
    add(slab.pressure_Pa, plane.pressure_Pa);
    add(slab.stress_deviator_Pa, plane.stress_deviator_Pa);
    add(slab.R_sample_from_crystal, plane.R_sample_from_crystal);
  }
  const PolycrystalConduction in_2d(plane, Outside::periodic), in_3d(slab, Outside::periodic);
  const auto law = test_law();
  for (const int direction : {0, 1}) {
    const auto flat = in_2d.effective(law, {298.15, 0.0, 1e-4}, direction);
    const auto deep = in_3d.effective(law, {298.15, 0.0, 1e-4}, direction);
    EXPECT_NEAR(deep.conductivity_S_m / flat.conductivity_S_m, 1.0, 1e-8);
    EXPECT_NEAR(deep.slopes.temperature_1_K / flat.slopes.temperature_1_K, 1.0, 1e-8);
  }
  const double along_z = in_3d.effective(law, {298.15, 0.0, 0.0}, 2).conductivity_S_m;
  EXPECT_NEAR(along_z, in_3d.bounds(law, {298.15, 0.0, 0.0}).parallel, 1e-9) << "columns conduct in parallel";
}

TEST(Conduction, AStartChangesNothingButTheWork) {
  const PolycrystalConduction polycrystal(random_polycrystal(20, 5, 0.5e9, false), Outside::periodic);
  const auto law = test_law();
  const auto cold = polycrystal.effective(law, {298.15, 0.0, 0.0}, 0);
  const auto warm = polycrystal.effective(law, {298.15, 0.0, 0.0}, 0, cold.unknowns);
  EXPECT_NEAR(warm.conductivity_S_m / cold.conductivity_S_m, 1.0, 1e-10);
}

TEST(Conduction, ATensorFormThatGoesNegativeIsRefused) {
  models::PressureConductivity law = test_law();
  law.axial_1_Pa = 5e-9;
  const PolycrystalConduction polycrystal(random_polycrystal(8, 4, 1e9, false), Outside::periodic);
  EXPECT_THROW(polycrystal.effective(law, {298.15, 0.0, 0.0}, 0), UsageError);
}

/// Law at a place between soft and hard: s runs, everything else with it.
std::pair<models::PressureConductivity, ConductionSetting> at_share(double share) {
  models::PressureConductivity law = test_law();
  law.activation_volume_m3 = models::ion_volume_m3(-1.5 + 4.5 * share);
  law.axial_1_Pa = 0.1e-9 * share;
  return {law, {220.0 + 150.0 * share, 0.5e9 * share, 2e-4 * share}};
}

// What is in the basis is met exactly; between its solutions the error falls with every one, from above.
TEST(ReducedConduction, NearsTheFullProblemFromAboveWithEverySolution) {
  for (const Outside outside : {Outside::periodic, Outside::linear}) {
    const PolycrystalConduction polycrystal(random_polycrystal(18, 6, 0.2e9, true), outside);
    ReducedConduction reduced(polycrystal.conduction(), 1);
    double before = 1.0;
    for (const double share : {0.5, 0.0, 1.0, 0.25, 0.75}) {
      const auto [law, setting] = at_share(share);
      const auto full = polycrystal.effective(law, setting, 1);
      EXPECT_TRUE(reduced.add(full.unknowns));
      EXPECT_FALSE(reduced.add(full.unknowns)) << "it has it already";
      const auto same = polycrystal.effective_by(reduced, law, setting, 1);
      EXPECT_NEAR(same.conductivity_S_m / full.conductivity_S_m, 1.0, 1e-10);
      EXPECT_NEAR(same.focusing_99 / full.focusing_99, 1.0, 1e-6);
      double largest = 0.0;
      for (const double other : {0.1, 0.4, 0.6, 0.9}) {
        const auto [l, s] = at_share(other);
        const double ratio = polycrystal.effective_by(reduced, l, s, 1).conductivity_S_m /
                             polycrystal.effective(l, s, 1).conductivity_S_m;
        EXPECT_GT(ratio, 1.0 - 1e-12);
        largest = std::max(largest, ratio - 1.0);
      }
      EXPECT_LT(largest, before);
      before = largest;
    }
    EXPECT_LT(before, 1e-5);
    EXPECT_EQ(reduced.n_unknowns(), 5u);
  }
}

TEST(ReducedConduction, ItsDerivativesAreThoseOfTheFullProblem) {
  const PolycrystalConduction polycrystal(random_polycrystal(18, 6, 0.2e9, true), Outside::periodic);
  ReducedConduction reduced(polycrystal.conduction(), 1);
  for (const double share : {0.0, 0.3, 0.6, 1.0}) {
    const auto [law, setting] = at_share(share);
    reduced.add(polycrystal.effective(law, setting, 1).unknowns);
  }
  const auto [law, setting] = at_share(0.45);
  const auto full = polycrystal.effective(law, setting, 1);
  const auto found = polycrystal.effective_by(reduced, law, setting, 1);
  EXPECT_NEAR(found.slopes.pressure_1_Pa / full.slopes.pressure_1_Pa, 1.0, 1e-4);
  EXPECT_NEAR(found.slopes.temperature_1_K / full.slopes.temperature_1_K, 1.0, 1e-4);
  EXPECT_NEAR(found.slopes.reference, full.slopes.reference, 1e-5);
}

}  // namespace
}  // namespace lauelith::verification
