// SPDX-License-Identifier: BSD-3-Clause
// Conductivity against pressure and temperature, the flaw that a current opens, bounds and data.
#include "models/pressure_conductivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>

#include "models/conduction_bounds.h"
#include "models/conductor_library.h"
#include "models/critical_flaw.h"
#include "models/sensitivity_options.h"
#include "models/stress_map.h"
#include "src/constants.h"
#include "src/failure.h"
#include "src/frames.h"
#include "src/rotation.h"
#include "src/schema.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Form = PressureConductivity::Form;

PressureConductivity law(double volume_cm3_mol, Form form = Form::exponential) {
  PressureConductivity law;
  law.activation_volume_m3 = ion_volume_m3(volume_cm3_mol);
  law.activation_energy_J = ion_energy_J(0.35);
  law.compressibility_1_Pa = 1.0 / 99.2e9;
  law.form = form;
  return law;
}

// Numbers derived by hand from beta/3 - V_a/(RT) at 298.15 K and K = 99.2 GPa.
TEST(PressureConductivity, OrdersOfMagnitude) {
  const std::vector<std::pair<double, double>> table{
      {-1.0, 0.41}, {0.5, -0.20}, {1.0, -0.40}, {1.65, -0.66}, {3.0, -1.21}};
  for (const auto& [volume, expected] : table) {
    EXPECT_NEAR(law(volume).slope_1_Pa(298.15) * 1e9, expected, 0.005) << volume;
  }
  const double R = constants::gas_J_mol_K;
  EXPECT_NEAR(law(1.0).slope_1_Pa(298.15) * 1e9, 1.0 / (3.0 * 99.2) - 1e-6 / (R * 298.15) * 1e9, 1e-12);
  EXPECT_NEAR(-99.2e9 * law(1.0).slope_1_Pa(298.15), 39.7, 0.05);  // per volume strain
}

TEST(PressureConductivity, TheQuadraticFormHasItsMaximumWhereItSays) {
  const PressureConductivity quadratic = law(1.0, Form::quadratic);
  EXPECT_NEAR(quadratic.slopes(-2e9, 298.15).pressure_1_Pa, 0.0, 1e-18);
  EXPECT_NEAR(std::exp(quadratic.log_pressure_factor(-2e9, 298.15)), 1.49, 0.005);
  for (const double P : {-2.5e9, -1.5e9, 1e9})
    EXPECT_LT(quadratic.log_pressure_factor(P, 298.15), quadratic.log_pressure_factor(-2e9, 298.15));
}

// T19: every derivative against central differences. The step balances truncation and rounding.
TEST(PressureConductivity, DerivativesAreThoseOfTheLaw) {
  for (const Form form : {Form::exponential, Form::quadratic}) {
    for (const double volume : {-1.0, 0.5, 1.65, 3.0}) {
      for (const double P : {-3e9, -0.7e9, 0.0, 2.2e9}) {
        for (const double T : {200.0, 298.15, 400.0}) {
          const PressureConductivity base = law(volume, form);
          const auto slopes = base.slopes(P, T);
          const auto difference = [&](auto change, double step) {
            const auto value = [&](double h) {
              PressureConductivity moved = base;
              double pressure = P, temperature = T;
              change(moved, pressure, temperature, h);
              return std::log(moved.conductivity_S_m(pressure, temperature));
            };
            return (8.0 * (value(step) - value(-step)) - (value(2 * step) - value(-2 * step))) /
                   (12.0 * step);
          };
          const auto at_P = [](auto&, double& pressure, double&, double h) { pressure += h; };
          EXPECT_NEAR(slopes.pressure_1_Pa * 1e9, difference(at_P, 1e7) * 1e9, 1e-8);
          const auto at_T = [](auto&, double&, double& temperature, double h) { temperature += h; };
          EXPECT_NEAR(slopes.temperature_1_K, difference(at_T, 0.1), 1e-8);
          const auto at_V = [](auto& moved, double&, double&, double h) { moved.activation_volume_m3 += h; };
          const double cm3 = ion_volume_m3(1.0);
          EXPECT_NEAR(slopes.activation_volume_1_m3 * cm3, difference(at_V, 0.01 * cm3) * cm3, 1e-8);
          const auto at_E = [](auto& moved, double&, double&, double h) { moved.activation_energy_J += h; };
          const double eV = ion_energy_J(1.0);
          EXPECT_NEAR(slopes.activation_energy_1_J * eV, difference(at_E, 0.01 * eV) * eV, 1e-8);
          const auto at_b = [](auto& moved, double&, double&, double h) { moved.compressibility_1_Pa += h; };
          EXPECT_NEAR(slopes.compressibility_Pa * 1e-11, difference(at_b, 1e-13) * 1e-11, 1e-8);
        }
      }
    }
  }
}

TEST(PressureConductivity, ArrheniusSlopeIsTheActivationEnergy) {
  const PressureConductivity l = law(1.0);
  const auto log_sT = [&](double T) { return std::log(l.conductivity_S_m(0.0, T) * T); };
  EXPECT_NEAR((log_sT(400.0) - log_sT(200.0)) / (1.0 / 200.0 - 1.0 / 400.0),
              ion_energy_J(0.35) / 1.380649e-23, 1e-8);
  EXPECT_DOUBLE_EQ(l.conductivity_S_m(0.0, 298.15), 0.04);
}

// The tensor form against δσ_ij = −Π_ijkl s_kl written out with a cubic tensor of four indices.
TEST(PressureConductivity, TheTensorFormIsACubicTensorOfFourthRank) {
  PressureConductivity l = law(1.0);
  l.axial_1_Pa = 0.9e-9;  // Π11 − Π12
  l.shear_1_Pa = 0.3e-9;  // 2 Π44
  const double P12 = 0.2e-9, P11 = P12 + l.axial_1_Pa, P44 = 0.5 * l.shear_1_Pa;
  const Matrix3d R = rotation_from_vector({0.3, -0.8, 0.5});
  Matrix3d s;
  s << 1e8, 3e7, -2e7, 3e7, -4e7, 5e7, -2e7, 5e7, -6e7;
  const auto cubic = [&](int i, int j, int k, int m) {
    const auto d = [](int a, int b) { return a == b ? 1.0 : 0.0; };
    double all = P12 * d(i, j) * d(k, m) + P44 * (d(i, k) * d(j, m) + d(i, m) * d(j, k));
    for (int a = 0; a < 3; ++a) all += (P11 - P12 - 2.0 * P44) * R(i, a) * R(j, a) * R(k, a) * R(m, a);
    return all;
  };
  const Matrix3d anisotropy = l.anisotropy(s, R);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      double expected = i == j ? 1.0 : 0.0;
      for (int k = 0; k < 3; ++k) {
        for (int m = 0; m < 3; ++m) expected -= cubic(i, j, k, m) * s(k, m);
      }
      EXPECT_NEAR(anisotropy(i, j), expected, 1e-14);
    }
  }
}

TEST(ConductionBounds, PublishedFactorsAndOrder) {
  EXPECT_NEAR(porosity_bound(0.1, 3), 0.857, 5e-4);
  EXPECT_NEAR(porosity_bound(0.1, 2), 0.818, 5e-4);
  const ConductionBounds mixed = conduction_bounds({1.0, 2.0, 4.0, 4.0}, 3);
  EXPECT_DOUBLE_EQ(mixed.series, 2.0);
  EXPECT_DOUBLE_EQ(mixed.parallel, 2.75);
  const ConductionBounds porous = conduction_bounds({1.0, 0.0, 1.0, 1.0}, 2);
  EXPECT_DOUBLE_EQ(porous.series, 0.0);
  EXPECT_DOUBLE_EQ(porous.pore_fraction, 0.25);
  EXPECT_LT(porous.hashin_shtrikman, porous.parallel);
}

// 6.6, 1.7, 0.19 mA/cm² for 1, 10, 100 µm at 10 Ω cm²; 0.52, 0.16, 0.044 at 130: derived by hand.
TEST(CriticalFlaw, OnsetCurrents) {
  CriticalFlaw flaw;
  const double sigma = 0.04;
  const std::vector<std::array<double, 3>> rows{{1e-6, 6.6, 0.52}, {10e-6, 1.7, 0.16}, {100e-6, 0.19, 0.044}};
  for (const auto& [depth, at_10, at_130] : rows) {
    flaw.transfer_resistance_ohm_m2 = 10e-4;
    EXPECT_NEAR(flaw.current_A_m2(depth, sigma, 0.0) / 10.0, at_10, 0.02 * at_10 + 0.004);
    flaw.transfer_resistance_ohm_m2 = 130e-4;
    EXPECT_NEAR(flaw.current_A_m2(depth, sigma, 0.0) / 10.0, at_130, 0.02 * at_130);
  }
}

TEST(CriticalFlaw, DepthInvertsCurrentAndItsSlopesAreRight) {
  const CriticalFlaw flaw;
  for (const double current : {0.5, 5.0, 50.0}) {
    const double a = flaw.depth_m(current, 0.04, 2e6);
    EXPECT_NEAR(flaw.current_A_m2(a, 0.04, 2e6) / current, 1.0, 1e-9);
    const auto slopes = flaw.slopes(a, current, 0.04);
    const double by_sigma =
        std::log(flaw.depth_m(current, 0.04 * 1.001, 2e6) / flaw.depth_m(current, 0.04 / 1.001, 2e6)) /
        (2.0 * std::log(1.001));
    EXPECT_NEAR(slopes.conductivity, by_sigma, 1e-6);
    const double by_closing =
        std::log(flaw.depth_m(current, 0.04, 2.001e6) / flaw.depth_m(current, 0.04, 1.999e6)) / 2e3;
    EXPECT_NEAR(slopes.closing_1_Pa, by_closing, 1e-5 * by_closing);
    EXPECT_GT(slopes.closing_1_Pa, 0.0) << "compression keeps deeper flaws closed";
  }
}

// σ·e_Z must vanish for any orientation once the trace is put in.
TEST(StressMap, TractionFreeClosure) {
  const CubicStiffness C{169.8e9, 63.9e9, 69.8e9};
  for (const double angle : {0.0, 0.4, 1.1}) {
    const Matrix3d R = rotation_from_vector(angle * Eigen::Vector3d(1.0, -0.7, 0.4));
    Matrix3d e = tensor_of((Vector6d() << 3e-4, 1e-4, -4e-4, 2e-4, -1e-4, 2.5e-4).finished());
    e += traction_free_trace(C, R, e) / 3.0 * Matrix3d::Identity();
    EXPECT_NEAR(stress_of(C, R, e)(2, 2), 0.0, 1e-3);
  }
}

TEST(StressMap, AFieldOfUniformDilationIsUniformTension) {
  const CubicStiffness C{169.8e9, 63.9e9, 69.8e9};
  CrystalField field;
  field.grid.n = {2, 2, 1};
  field.phase = {1, 1, 0, 2};
  field.grain = {0, 0, -1, -1};
  field.R_sample_from_crystal = {rotation_from_vector({0.1, 0.2, 0.3})};
  field.H.assign(36, 0.0f);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = 0; k < 3; ++k) field.H[9 * i + 4 * k] = 1e-3f;
  }
  const StressMap map = stress_of_field(field, C, {});
  EXPECT_NEAR(map.pressure_Pa[0] / (-99.2e9 * 3e-3), 1.0, 1e-6);
  EXPECT_LT(map.stress_deviator_Pa[1].cwiseAbs().maxCoeff(), 1e3);
  EXPECT_EQ(std::string(map.conducts.begin(), map.conducts.end()), std::string("\1\1\0\0", 4));
  EXPECT_EQ(map.dimension(), 2);
}

TEST(ConductorLibrary, EveryMaterialIsCompleteAndHasReferences) {
  const auto names = conductor_names();
  EXPECT_GE(names.size(), 7u);
  for (const std::string& name : names) {
    const Material material = find_conductor(name);
    for (const MaterialProperty& property : material.properties) EXPECT_FALSE(property.reference.empty());
    SensitivityOptions options;
    options.material = name;
    EXPECT_NO_THROW(require_valid(options)) << name;
  }
  EXPECT_LT(find_conductor("Li-beta-alumina").value("activation_volume_cm3_mol"), 0.0);
  EXPECT_GT(find_conductor("k-beta-alumina").value("activation_volume_cm3_mol"), 0.0);
  EXPECT_THROW(find_conductor("LLZOO"), UsageError);
}

TEST(ConductorLibrary, AFileOfOnesOwnNeedsAllFourValues) {
  const std::string path = testing::TempDir() + "/own_conductor.toml";
  const auto entry = [](const std::string& key, double value) {
    return "[" + key + "]\nvalue = " + std::to_string(value) + "\nstatus = \"derived\"\nreference = \"me\"\n";
  };
  const std::string some = "name = \"mine\"\n" + entry("activation_volume_cm3_mol", -0.8) +
                           entry("activation_energy_eV", 0.3) + entry("conductivity_mS_cm", 2.0);
  std::ofstream(path) << some << entry("bulk_modulus_GPa", 40.0);
  SensitivityOptions options;
  options.material = path;
  EXPECT_DOUBLE_EQ(completed(options).activation_volume_cm3_mol, -0.8);
  EXPECT_DOUBLE_EQ(law_of(completed(options)).reference_S_m, 0.2);
  std::ofstream(path) << some;
  EXPECT_THROW(find_conductor(path), InputError);
  std::remove(path.c_str());
}

std::string refusal(SensitivityOptions options) {
  try {
    require_valid(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(SensitivityOptions, WhatMakesNoSenseIsNamed) {
  SensitivityOptions options;
  EXPECT_EQ(refusal(options), "");
  options.activation_volume_cm3_mol = 1e-6;  // m³/mol
  EXPECT_NE(refusal(options).find("m3/mol"), std::string::npos);
  options = {};
  options.pressure_range_GPa = {1.0, -1.0};
  EXPECT_NE(refusal(options).find("pressure_range_GPa"), std::string::npos);
  options = {};
  options.form = "quadratic";
  options.activation_volume_cm3_mol = -1.0;  // the optimum under tension would be a minimum
  EXPECT_NE(refusal(options).find("quadratic"), std::string::npos);
}

TEST(SensitivityOptions, ShareOfAStackPressure) {
  SensitivityOptions options = completed({});
  EXPECT_DOUBLE_EQ(hydrostatic_share(options, 62e9), 1.0 / 3.0);
  options.confinement = "held";
  const double K = options.bulk_modulus_GPa * 1e9, G = 62e9;
  // Uniaxial strain: P/σ = K/(K + 4G/3).
  EXPECT_NEAR(hydrostatic_share(options, G), K / (K + 4.0 * G / 3.0), 1e-12);
}

}  // namespace
}  // namespace lauelith::models
