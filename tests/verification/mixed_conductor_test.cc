// SPDX-License-Identifier: BSD-3-Clause
// Mixed conduction in one dimension against exact profiles.
#include <gtest/gtest.h>

#include <cmath>

#include "models/analytic_cracks.h"
#include "src/electrochemical_units.h"
#include "src/units.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr double paper_current = 3.34 * units::uA_per_cm2;

double height(const PlatingSystem& system, std::size_t k) {
  const PotentialPatch& line = system.transport.ports[system.port_of_opening(system.boundaries[k])].patch;
  return 0.5 * (line.start[1] + line.end[1]);
}

/// T10 (i): U = i R_ct (1 − 2Y/L), whatever the conductivities; its largest value is 0.434 mV, 3.22 MPa.
TEST(MixedConductor, UniformSupersaturationVanishesInTheMiddle) {
  const CellStudy study = narrow_cell();
  const CellModel model = make_cell_model(study);
  const PlatingSystem system = stiff_system(study, model, 1e15);
  const PlatingState state = stepped(system, initial_state(system), paper_current, 1.0);
  const Eigen::VectorXd U = supersaturation(system, state);
  const double most = paper_current * 130.0 * units::cm2;
  EXPECT_NEAR(most / units::mV, 0.434, 0.001);
  EXPECT_NEAR(models::lithium_pressure(most, 13e-6) / units::MPa, 3.22, 0.01);
  ASSERT_GT(U.size(), 20);
  for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
    const double exact = most * (1.0 - 2.0 * height(system, k) / system.thickness_m);
    EXPECT_NEAR(U[static_cast<Eigen::Index>(k)], exact, 1e-3 * most);
  }
}

/// T10 (ii): electrons pinned at Y = 0: U = i (R_ct + Y/σ_i), up to 1.36 mV, 10.1 MPa.
TEST(MixedConductor, PinnedElectronsRaiseItWithDepth) {
  CellStudy study = narrow_cell();
  study.electro.electron_contact = "pinned";
  const CellModel model = make_cell_model(study);
  const PlatingSystem system = stiff_system(study, model, 1e15);
  const Eigen::VectorXd U =
      supersaturation(system, stepped(system, initial_state(system), paper_current, 1.0));
  const double sigma = 0.04, R = 130.0 * units::cm2;
  const double most = paper_current * (R + system.thickness_m / sigma);
  EXPECT_NEAR(most / units::mV, 1.36, 0.005);
  EXPECT_NEAR(models::lithium_pressure(most, 13e-6) / units::MPa, 10.1, 0.05);
  for (std::size_t k = 0; k < system.boundaries.size(); ++k)
    EXPECT_NEAR(U[static_cast<Eigen::Index>(k)], paper_current * (R + height(system, k) / sigma),
                1e-3 * most);
}

/// T10 (iii): two layers, the upper one conducting half as well because it is pressed: piecewise linear.
TEST(MixedConductor, TwoLayers) {
  CellStudy study = narrow_cell();
  study.electro.electron_contact = "pinned";
  const CellModel model = make_cell_model(study);
  const auto law = models::ionic_law(study.electro, 95.2e9);
  const double pressed = 1.5e9, middle = 0.5 * 1110 * units::um;
  const PlatingSystem system =
      stiff_system(study, model, 1e15, 0.0, [=](const Point& x) { return x[1] > middle ? pressed : 0.0; });
  const Eigen::VectorXd U =
      supersaturation(system, stepped(system, initial_state(system), paper_current, 1.0));
  const double sigma[] = {law.conductivity_S_m(0.0, 298.15), law.conductivity_S_m(pressed, 298.15)};
  EXPECT_LT(sigma[1], 0.6 * sigma[0]);
  for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
    const double y = height(system, k);
    const double exact = paper_current * (130.0 * units::cm2 + std::min(y, middle) / sigma[0] +
                                          std::max(0.0, y - middle) / sigma[1]);
    EXPECT_NEAR(U[static_cast<Eigen::Index>(k)], exact, 0.005 * exact) << y;
  }
}

/// T10 (iv): electrons run along a boundary under tension and are used up over √(κ_e R_gb).
TEST(MixedConductor, ElectronsDecayAlongABoundary) {
  constexpr double decay = 20 * units::um, kappa = 1e-12;
  CellStudy study = narrow_cell();
  study.cell.thickness_mm = 0.2;
  study.cell.window_um = {40.0, 200.0};
  study.electro.electron_contact = "pinned";
  study.electro.conductivity_electronic_S_cm = 1e-14;
  study.electro.boundary_conductivity_ratio = kappa / (1e-12 * 2 * units::nm);
  study.interface.resistance_ohm_cm2 = 10.0;
  const double R_gb = decay * decay / kappa;
  study.deposition.exchange_current_ratio = 1e-3 / R_gb;  // R_ct = 1e-3 Ω m²
  study.deposition.site_density_per_mm = 1e4;             // wetted everywhere
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = 2.0;
  const CellModel model = bicrystal(study, 100);
  const PlatingSystem system = stiff_system(study, model, 1.0, -1e6);
  EXPECT_NEAR(system.electron_length_m(), decay, 1e-3 * decay);
  const PlatingState state = stepped(system, initial_state(system), 0.0, 1.0);
  const auto current = [&](std::size_t k) {
    return state.J[static_cast<Eigen::Index>(system.port_of_opening(system.boundaries[k]))];
  };
  double fitted = 0.0;
  for (const std::size_t k : {10u, 20u, 30u}) {
    const double L = system.thickness_m;
    const double exact =
        std::cosh((L - height(system, k)) / decay) / std::cosh((L - height(system, 2)) / decay);
    EXPECT_NEAR(current(k) / current(2), exact, 0.01 * exact + 0.002) << k;
    fitted = (height(system, k) - height(system, 2)) / std::log(current(2) / current(k));
  }
  EXPECT_NEAR(fitted, decay, 0.01 * decay);
}

}  // namespace
}  // namespace lauelith::verification
