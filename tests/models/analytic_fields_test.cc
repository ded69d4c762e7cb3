// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "models/analytic_cracks.h"
#include "models/analytic_inclusions.h"
#include "src/constants.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr double E_plane = 164.4e9;
constexpr double G = 62.5e9;
constexpr double K_1 = 1e6;  // Pa √m
constexpr double V_Li = 13.0e-6;

double in_mV(double pressure) { return 1e3 * overpotential_for(pressure, V_Li); }

TEST(AnalyticCracks, TableOfTheCriticalFlaw) {
  const double a = 10e-6;
  EXPECT_NEAR(plane_crack_pressure(K_1, a) / units::MPa, 178.0, 0.5);
  EXPECT_NEAR(in_mV(plane_crack_pressure(K_1, a)), 24.0, 0.05);
  EXPECT_NEAR(edge_crack_pressure(K_1, a) / units::MPa, 159.0, 0.5);
  EXPECT_NEAR(in_mV(edge_crack_pressure(K_1, a)), 21.5, 0.05);
  EXPECT_NEAR(edge_crack_area(edge_crack_pressure(K_1, a), a, E_plane) / 1e-12, 0.38, 5e-3);
  EXPECT_NEAR(penny_pressure(K_1, a) / units::MPa, 280.0, 0.5);
  EXPECT_NEAR(in_mV(penny_pressure(K_1, a)), 37.8, 0.05);
  const double volume = penny_volume(penny_pressure(K_1, a), a, E_plane);
  EXPECT_NEAR(volume / 1e-18, 9.1, 0.05);
  EXPECT_NEAR(volume / V_Li * constants::faraday_C_mol, 6.7e-8, 5e-10);
  EXPECT_NEAR(plane_crack_opening(plane_crack_pressure(K_1, a), a, 0.0, E_plane) / units::nm, 43.4, 0.05);
}

TEST(AnalyticCracks, OtherSizes) {
  EXPECT_NEAR(plane_crack_pressure(K_1, 1e-6) / units::MPa, 564.0, 0.5);
  EXPECT_NEAR(penny_pressure(K_1, 1e-6) / units::MPa, 886.0, 0.5);
  EXPECT_NEAR(plane_crack_pressure(K_1, 50e-6) / units::MPa, 79.8, 0.05);
  EXPECT_NEAR(penny_pressure(K_1, 50e-6) / units::MPa, 125.0, 0.5);
}

TEST(AnalyticCracks, OverpotentialOfEdgeFlaws) {
  const std::array<double, 6> depths_um{0.1, 1, 5, 10, 50, 100};
  const std::array<double, 6> expected_mV{214.6, 67.9, 30.4, 21.5, 9.6, 6.8};
  for (std::size_t i = 0; i < depths_um.size(); ++i) {
    EXPECT_NEAR(in_mV(edge_crack_pressure(K_1, depths_um[i] * units::um)), expected_mV[i], 0.06);
  }
  EXPECT_NEAR(lithium_pressure(1e-3, V_Li) / units::MPa, 7.4219, 5e-4);
}

TEST(AnalyticCracks, PatchOpening) {
  EXPECT_NEAR(patch_mean_opening(10e6, 10e-6, E_plane) / units::nm, 1.91, 5e-3);
  EXPECT_NEAR(patch_pressure(patch_mean_opening(77e6, 3e-6, E_plane), 3e-6, E_plane), 77e6, 1.0);
}

// Energy: what the pressure did, p V/2, is what growth from nothing would set free, ∫ K²/E' dA.
TEST(AnalyticCracks, VolumesFollowFromIntensities) {
  const double p = 50e6;
  const double a = 10e-6;
  const int n = 20000;
  double plane = 0.0;
  double edge = 0.0;
  double penny = 0.0;
  for (int i = 0; i < n; ++i) {
    const double s = a * (i + 0.5) / n;
    const double step = a / n;
    plane += std::pow(plane_crack_intensity(p, s), 2) / E_plane * 2.0 * step;  // two tips
    edge += std::pow(edge_crack_intensity(p, s), 2) / E_plane * step;
    penny += std::pow(penny_intensity(p, s), 2) / E_plane * 2.0 * constants::pi * s * step;
  }
  EXPECT_NEAR(plane, 0.5 * p * plane_crack_area(p, a, E_plane), 1e-6 * plane);
  EXPECT_NEAR(edge, 0.5 * p * edge_crack_area(p, a, E_plane), 1e-6 * edge);
  EXPECT_NEAR(penny, 0.5 * p * penny_volume(p, a, E_plane), 1e-6 * penny);
}

// The integrals of the opening profiles are the areas and volumes.
TEST(AnalyticCracks, ProfilesIntegrateToVolumes) {
  const double p = 50e6;
  const double a = 10e-6;
  const int n = 4000;
  double area = 0.0;
  double volume = 0.0;
  for (int i = 0; i < n; ++i) {
    const double angle = 0.5 * constants::pi * (i + 0.5) / n;  // x = a sin: no root at the end
    const double x = a * std::sin(angle);
    const double step = a * std::cos(angle) * 0.5 * constants::pi / n;
    area += 2.0 * plane_crack_opening(p, a, x, E_plane) * step;
    volume += 2.0 * constants::pi * x * penny_opening(p, a, x, E_plane) * step;
  }
  EXPECT_NEAR(area, plane_crack_area(p, a, E_plane), 1e-6 * area);
  EXPECT_NEAR(volume, penny_volume(p, a, E_plane), 1e-6 * volume);
}

const PlaneCrack crack{10e-6, 50e6, G, 0.24};

TEST(AnalyticCracks, PlaneFieldIsInEquilibriumAndElastic) {
  const double step = 1e-9;
  for (const auto& [x, y] : {std::pair{3e-6, 5e-6}, {12e-6, -4e-6}, {-9e-6, 1e-6}, {-20e-6, -30e-6}}) {
    const ElasticField here = field_of(crack, x, y);
    const auto slope = [&](auto part) {
      return std::pair{
          (part(field_of(crack, x + step, y)) - part(field_of(crack, x - step, y))) / (2 * step),
          (part(field_of(crack, x, y + step)) - part(field_of(crack, x, y - step))) / (2 * step)};
    };
    for (int i = 0; i < 2; ++i) {
      const auto [by_x, by_y] = slope([i](const ElasticField& f) { return f.displacement[i]; });
      EXPECT_NEAR(by_x, here.gradient(i, 0), 1e-6 * here.gradient.norm());
      EXPECT_NEAR(by_y, here.gradient(i, 1), 1e-6 * here.gradient.norm());
      const double force = slope([i](const ElasticField& f) { return f.stress(i, 0); }).first +
                           slope([i](const ElasticField& f) { return f.stress(i, 1); }).second;
      EXPECT_NEAR(force * 1e-6, 0.0, 1e-5 * here.stress.norm());
    }
    const Matrix3d strain = 0.5 * (here.gradient + here.gradient.transpose());
    const double lambda = 2.0 * G * crack.poisson / (1.0 - 2.0 * crack.poisson);
    const Matrix3d stress = lambda * strain.trace() * Matrix3d::Identity() + 2.0 * G * strain;
    EXPECT_LT((stress - here.stress).norm(), 1e-9 * here.stress.norm());
  }
}

TEST(AnalyticCracks, PlaneFieldMeetsItsBoundaryConditions) {
  const double E_prime = 2.0 * G / (1.0 - crack.poisson);  // E/(1 − ν²) = 2G/(1 − ν)
  for (const double x : {-8e-6, 0.0, 4e-6, 9.5e-6}) {
    const ElasticField above = field_of(crack, x, 1e-14);
    const ElasticField below = field_of(crack, x, -1e-14);
    EXPECT_NEAR(above.stress(1, 1), -crack.pressure, 1e-5 * crack.pressure);
    EXPECT_NEAR(above.stress(0, 1), 0.0, 1e-5 * crack.pressure);
    EXPECT_NEAR(above.displacement[1] - below.displacement[1],
                plane_crack_opening(crack.pressure, crack.half_length, x, E_prime), 1e-14);
  }
  EXPECT_LT(field_of(crack, 3e-3, 5e-3).stress.norm(), 1e-4 * crack.pressure);
  const double r = 1e-10;  // K field ahead of the tip
  EXPECT_NEAR(field_of(crack, crack.half_length + r, 0.0).stress(1, 1) * std::sqrt(2.0 * constants::pi * r),
              plane_crack_intensity(crack.pressure, crack.half_length), 1e4);
}

TEST(AnalyticInclusions, LithiumSphere) {
  const double p = sphere_pressure(0.01, 11.1e9, G);
  EXPECT_NEAR(p / units::MPa, 98.0, 0.1);
  const double R = 5e-6;
  const ElasticField wall = field_around_sphere(p, R, G, {R, 0, 0});
  EXPECT_NEAR(wall.gradient(0, 0), -7.8e-4, 5e-6);
  EXPECT_NEAR(wall.gradient(1, 1), 3.9e-4, 5e-6);
  EXPECT_NEAR(wall.stress(0, 0), -p, 1e-9 * p);
  const Vector3d direction = Vector3d(1, 2, -2) / 3.0;
  const ElasticField near = field_around_sphere(p, R, G, 2 * R * direction);
  const ElasticField far = field_around_sphere(p, R, G, 4 * R * direction);
  EXPECT_NEAR(near.gradient.trace(), 0.0, 1e-18);
  EXPECT_NEAR(direction.dot(near.gradient * direction) / direction.dot(far.gradient * direction), 8.0, 1e-9);
  // The misfit is shared: what the hole grows and what the sphere is pressed together add up to it.
  EXPECT_NEAR(3.0 * wall.displacement[0] / R + p / 11.1e9, 0.01, 1e-12);
}

TEST(AnalyticInclusions, Cylinder) {
  const double k = 11.1e9 + 4e9 / 3.0;
  const double p = cylinder_pressure(0.01, k, G);
  const double R = 5e-6;
  const ElasticField wall = field_around_cylinder(p, R, G, {0, R, 7.0});
  EXPECT_NEAR(wall.stress(1, 1), -p, 1e-9 * p);
  EXPECT_NEAR(wall.gradient(0, 0), p / (2 * G), 1e-12);
  EXPECT_NEAR(2.0 * wall.displacement[1] / R + p / k, 0.01, 1e-12);
  const ElasticField far = field_around_cylinder(p, R, G, {0, 3 * R, 0});
  EXPECT_NEAR(wall.gradient(1, 1) / far.gradient(1, 1), 9.0, 1e-9);
  EXPECT_EQ(far.gradient(2, 2), 0.0);
}

TEST(AnalyticInclusions, ResidualLayer) {
  const IsotropicModuli moduli = isotropic_moduli(99.2e9, G);
  const LayerStrain layer = layer_strain(5e-4, moduli);
  EXPECT_NEAR(layer.in_plane, -5e-4, 1e-15);
  EXPECT_NEAR(layer.normal / 5e-4, 0.63, 5e-3);
  EXPECT_NEAR(layer.von_mises / 5e-4, 1.09, 5e-3);
  EXPECT_NEAR(layer.in_plane_stress / units::MPa, -102.0, 1.0);
}

}  // namespace
}  // namespace lauelith::models
