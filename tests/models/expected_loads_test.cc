// SPDX-License-Identifier: BSD-3-Clause
#include "models/expected_loads.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lauelith::models {
namespace {

LoadConditions paper_conditions() {
  LoadConditions conditions;
  conditions.current_A_m2 = 0.0334;  // 3.34 µA/cm²
  return conditions;
}

/// i (R_ct + a/σ_i) = 0.04 to 0.52 mV for a = 10 to 100 µm and R_ct = 10 to 130 Ω cm², hence 0.3 to 3.8 MPa.
TEST(ExpectedLoads, FlawsAtTheCurrentOfThePaper) {
  LoadConditions conditions = paper_conditions();
  EXPECT_NEAR(flaw_pressure_Pa(conditions, 10e-6) / 1e6, 7.42 * 0.0334 * (1e-3 + 10e-6 / 0.04) * 1e3, 2e-3);
  EXPECT_NEAR(flaw_pressure_Pa(conditions, 10e-6) / 1e6, 0.3, 0.02);
  conditions.transfer_resistance_ohm_m2 = 130e-4;
  EXPECT_NEAR(flaw_pressure_Pa(conditions, 100e-6) / 1e6, 3.8, 0.1);
  EXPECT_FALSE(flaw_grows(conditions, 100e-6));
}

/// Without focusing a flaw of 10 µm starts to grow at 1.7 mA/cm² (10 Ω cm²).
TEST(ExpectedLoads, OnsetCurrentOfGrowth) {
  LoadConditions conditions = paper_conditions();
  conditions.current_A_m2 = 16.5;
  EXPECT_FALSE(flaw_grows(conditions, 10e-6));
  conditions.current_A_m2 = 17.5;
  EXPECT_TRUE(flaw_grows(conditions, 10e-6));
  EXPECT_NEAR(flaw_pressure_Pa(conditions, 10e-6) / 1e6, 159.0, 1.0);
}

/// The supersaturation of a uniform mixed conductor at 3.34 µA/cm² and 130 Ω cm² is 0.434 mV at the interface
/// and vanishes in the middle; with the electrons of the plating side it is 1.36 mV at the other end.
TEST(ExpectedLoads, SupersaturationInTheTwoLimits) {
  LoadConditions conditions = paper_conditions();
  conditions.transfer_resistance_ohm_m2 = 130e-4;
  EXPECT_NEAR(supersaturation_V(conditions, 0.0) * 1e3, 0.434, 1e-3);
  EXPECT_NEAR(supersaturation_V(conditions, 0.555e-3), 0.0, 1e-12);
  conditions.electrons_from_plating_side = true;
  EXPECT_NEAR(supersaturation_V(conditions, 1.11e-3) * 1e3, 1.36, 6e-3);
}

/// σ_e = 1e-8 S/cm under 1 mV brings 0.010 nm per electrode area in 24 h, 6e-4 nm per boundary area.
TEST(ExpectedLoads, DepositsAreLimitedByCharge) {
  LoadConditions conditions;
  conditions.conductivity_electronic_S_m = 1e-6;
  conditions.charging_s = 86400.0;
  const double resistance = 2e-3 + 1.11e-3 / 0.04;
  conditions.current_A_m2 = 1e-3 / resistance;
  EXPECT_NEAR(boundary_opening_m(conditions, 0.0, 10e-6) * 1e9, 6.2e-4, 0.2e-4);
  EXPECT_EQ(boundary_opening_m(conditions, 1.0e-3, 10e-6), 0.0);  // undersaturated there
}

/// … and by the pressure they meet: 1.91 nm at 10 MPa for a patch of half-length 10 µm.
TEST(ExpectedLoads, DepositsAreLimitedByPressure) {
  LoadConditions conditions;
  conditions.conductivity_electronic_S_m = 1.0;
  conditions.plane_modulus_Pa = 164.4e9;
  conditions.current_A_m2 = 1.3474e-3 / conditions.transfer_resistance_ohm_m2;  // U = 10 MPa V_Li/F
  EXPECT_NEAR(boundary_opening_m(conditions, 0.0, 10e-6) * 1e9, 1.91, 0.01);
}

/// A flaw of two pieces that press on each other: the openings give the pressure back.
TEST(ExpectedLoads, AmplitudesSatisfyThePressureOfEveryFlaw) {
  InfluenceBasis basis;
  const auto source = [](const char* kind, int group, double y) {
    BasisSource one;
    one.kind = kind;
    one.group = group;
    one.centre_m = {0.0, y, 0.0};
    one.measure = 5e-6;
    return one;
  };
  basis.sources = {source("residual", -1, 0.0), source("flaw", 0, 2.5e-6), source("flaw", 0, 7.5e-6),
                   source("boundary", 3, 50e-6)};
  for (int i = 0; i < 7; ++i) basis.sources.push_back(source("boundary", 3, 50e-6));
  basis.pressure = Eigen::MatrixXd::Zero(10, 11);
  basis.pressure.block<2, 2>(0, 1) << 2e15, -0.5e15, -0.5e15, 1e15;
  for (int i = 2; i < 10; ++i) basis.pressure(i, i + 1) = 1e15;
  LoadConditions conditions = paper_conditions();
  const Eigen::VectorXd flaws = amplitudes_of_flaws(basis, conditions);
  const double p = flaw_pressure_Pa(conditions, 10e-6);
  const Eigen::VectorXd pressure = basis.pressure * flaws;
  EXPECT_NEAR(pressure[0] / p, 1.0, 1e-9);
  EXPECT_NEAR(pressure[1] / p, 1.0, 1e-9);
  EXPECT_EQ(flaws[0], 0.0);
  EXPECT_EQ(flaws[3], 0.0);
  // Eight pieces of 5 µm, patches of 10 µm every 20 µm: two open, two closed, again.
  const Eigen::VectorXd deposits = amplitudes_of_boundaries(basis, conditions, {5e-6, 20e-6});
  EXPECT_EQ(deposits[1], 0.0);
  const double opening = boundary_opening_m(conditions, 50e-6, 5e-6);
  for (int i = 0; i < 8; ++i) EXPECT_NEAR(deposits[3 + i], i % 4 < 2 ? opening : 0.0, 1e-20) << i;
}

}  // namespace
}  // namespace lauelith::models
