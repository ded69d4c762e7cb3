// SPDX-License-Identifier: BSD-3-Clause
// The reduced system of the coupled model against exact results: mixed conductors in one dimension, lithium
// pressure at equilibrium, Griffith's threshold, conservation, restart.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "models/analytic_cracks.h"
#include "solvers/plating_checkpoint.h"
#include "solvers/plating_events.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr double paper_current = 3.34 * units::uA_per_cm2;

/// A narrow strip through the whole thickness of the paper's cell, with deposits that hardly react.
CellStudy narrow_cell() {
  CellStudy study;
  study.cell.width_um = 40.0;
  study.cell.window_um = {40.0, 1110.0};
  study.grains.source = "laguerre";
  study.grains.size_um = 80.0;
  study.cell.stack_pressure_MPa = 0.0;
  study.flaws.density_per_mm = 0.0;
  study.interface.resistance_ohm_cm2 = 130.0;
  study.deposition.exchange_current_ratio = 1e-9;
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = 10.0;
  return study;
}

PlatingState stepped(const PlatingSystem& system, const PlatingState& from, double current, double duration) {
  const StepResult step = implicit_step(system, step_maps(system, from), from, {false, current}, duration);
  EXPECT_TRUE(step.converged);
  return step.state;
}

double height(const PlatingSystem& system, std::size_t k) {
  const PotentialLine& line = system.transport.ports[system.port_of_opening(system.boundaries[k])].line;
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

/// One boundary straight through the cell.
CellModel bicrystal(const CellStudy& study, int n_pieces) {
  CellModel model = make_cell_model(study);
  std::vector<models::BoundaryPiece> pieces;
  const double x = model.domain.centre()[0], step = model.domain.size()[1] / n_pieces;
  for (int k = 0; k < n_pieces; ++k) {
    models::BoundaryPiece piece;
    piece.grain_a = 0;
    piece.grain_b = 1;
    piece.normal = Point::UnitX();
    piece.measure = step;
    piece.corners = {Point(x, k * step, 0), Point(x, (k + 1) * step, 0)};
    piece.centre = 0.5 * (piece.corners[0] + piece.corners[1]);
    pieces.push_back(piece);
  }
  model.boundaries = models::BoundaryNetwork(pieces, model.microstructure.grains(), model.domain, 2);
  return model;
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

/// T8: lithium in a flaw goes to p = F η/V_Li, 7.4219 MPa per mV, from below and monotonically, whatever the
/// step of time.
TEST(Plating, PressureReachesEquilibriumForAnyStep) {
  CellStudy study = small_cell();
  study.model.level = "L2";
  study.flaws.place_um = {60.0};
  study.flaws.place_depth_um = {5.0};
  study.flaws.place_angle_deg = {0.0};
  study.fracture.toughness_MPa_sqrt_m = 100.0;
  study.cell.stack_pressure_MPa = 0.0;
  const CellModel model = make_cell_model(study);
  const double stiffness = 160e9 / (5 * units::um);
  const PlatingSystem system = stiff_system(study, model, stiffness);
  const double per_pressure = system.interface.equilibrium_V(1.0);
  EXPECT_NEAR(1e-3 / per_pressure / units::MPa, 7.4219, 1e-4);
  // R_ct (V/F)⁻² C/A with C/A = 1/(2 S): both faces take part.
  const double tau = 1e-3 / (per_pressure * system.thickness_per_charge()) / (2.0 * stiffness);
  for (const double ratio : {0.01, 0.1, 0.5, 1.0, 3.0, 10.0, 100.0, 1000.0}) {
    PlatingState state = initial_state(system);
    double last = 0.0;
    const int n = static_cast<int>(std::ceil(40.0 / std::log1p(ratio)));
    for (int k = 0; k < n; ++k) {
      state = stepped(system, state, 1.0, ratio * tau);
      EXPECT_GE(state.pressure_Pa[0], last * (1.0 - 1e-12)) << ratio << " " << k;
      last = state.pressure_Pa[0];
    }
    const Eigen::VectorXd phi = (state.phi_0 - (system.transport.Z * state.J).array()).matrix();
    double mean = 0.0, length = 0.0;
    for (int i = 0; i < state.n_open[0]; ++i) {
      const auto port = system.port_of_opening(system.flaws[0].openings[static_cast<std::size_t>(i)]);
      mean += phi[static_cast<Eigen::Index>(port)] * system.transport.ports[port].length;
      length += system.transport.ports[port].length;
    }
    // One pressure against a potential that changes a little along the flaw: no net current.
    EXPECT_NEAR(last, mean / length / per_pressure, 1e-6 * last) << ratio;
  }
}

/// T7: edge flaws in an isotropic body under a current that rises: each begins to grow at the overpotential
/// V_Li K/(F Y √(π a)), deeper ones first, slope −1/2.
TEST(Plating, FlawsGrowAtTheirCriticalOverpotential) {
  CellStudy study = small_cell();
  study.model.level = "L2";
  study.cell.thickness_mm = 0.384;  // cells of 0.25 um: two of them a piece
  study.cell.width_um = 896.0;
  study.cell.window_um = {896.0, 100.0};
  study.cell.stack_pressure_MPa = 0.0;
  study.grains.source = "single";
  study.mechanics.stiffness_GPa = {182.69, 57.69, 62.5};  // E = 155 GPa, ν = 0.24
  study.residual.layer_strain = study.residual.grain_strain_sd = study.residual.field_strain_sd = 0.0;
  study.flaws.place_um = {150.1, 450.1, 750.1};
  study.flaws.place_depth_um = {4.0, 8.0, 16.0};  // far apart: neighbours press
  study.flaws.place_angle_deg = {0.0, 0.0, 0.0};
  study.model.plane_mode = "plane_strain";
  study.fracture.path_um = 1.0;
  study.numerics.flaw_piece_um = 0.5;
  study.numerics.cell_flaw_um = 0.25;
  study.numerics.cell_window_um = 10.0;
  study.numerics.voxel_um = 20.0;
  const CoupledCell cell = coupled_cell(study);
  PlatingState state = initial_state(cell.system);
  const std::vector<int> start = state.n_open;
  std::vector<double> onset_mV(3, 0.0);
  for (double current = 5.0; current < 60.0; current *= 1.01) {
    state = stepped(cell.system, state, current, 1e5);
    const Eigen::VectorXd pressure = state.pressure_Pa;
    grow_flaws(cell.system, state, 1e5);
    for (std::size_t f = 0; f < 3; ++f) {
      if (state.n_open[f] > start[f] && onset_mV[f] == 0.0)
        onset_mV[f] = cell.system.interface.equilibrium_V(pressure[static_cast<Eigen::Index>(f)]) / units::mV;
    }
  }
  ConvergenceTable table("critical_overpotential", "depth (um) | onset (mV), closed form (mV)");
  for (std::size_t f = 0; f < 3; ++f) {
    const double depth = study.flaws.place_depth_um[f] * units::um;
    const double exact =
        models::overpotential_for(models::edge_crack_pressure(1e6, depth), 13e-6) / units::mV;
    table.add(std::to_string(static_cast<int>(study.flaws.place_depth_um[f])), {onset_mV[f], exact});
    EXPECT_NEAR(onset_mV[f], exact, 0.05 * exact) << depth;
  }
  EXPECT_NEAR(std::log(onset_mV[2] / onset_mV[0]) / std::log(4.0), -0.5, 0.025);
  table.check(1e-3);
}

/// T11 with both mechanisms, through the whole protocol; and what is stored comes back as it was.
TEST(Plating, ChargeAndLithiumAreConserved) {
  const CoupledCell cell = coupled_cell(small_mixed_cell());
  const auto protocol = models::protocol_of(cell.study.protocol);
  PlatingHistory whole;
  whole.state = initial_state(cell.system);
  const auto nothing = [](const PlatingHistory&) {};
  run_protocol(cell.system, protocol, {cell.study.time, false, 200}, whole, nothing, nothing);
  ASSERT_EQ(whole.moments.size(), protocol.scans.size());
  for (const PlatingRow& row : whole.rows) {
    EXPECT_LT(row.charge_error, 1e-10);
    EXPECT_LT(row.lithium_error, 1e-10);
  }
  EXPECT_GT(whole.rows.back().deposit_max_m, 0.0);
  EXPECT_NEAR(whole.state.time_s, protocol.duration_s(), 1e-6);

  const std::string path = std::filesystem::temp_directory_path() / "lauelith_plating.checkpoint";
  PlatingHistory first;
  first.state = initial_state(cell.system);
  struct Stop {};
  const auto stop = [&](const PlatingHistory& so_far) {
    if (so_far.rows.size() != 150) return;
    write_checkpoint(path, "here", so_far);
    throw Stop{};
  };
  EXPECT_THROW(run_protocol(cell.system, protocol, {cell.study.time, false, 200}, first, stop, nothing),
               Stop);
  EXPECT_ANY_THROW(read_checkpoint(path, "elsewhere"));
  PlatingHistory resumed = read_checkpoint(path, "here").value();
  std::filesystem::remove(path);
  run_protocol(cell.system, protocol, {cell.study.time, false, 200}, resumed, nothing, nothing);
  ASSERT_EQ(resumed.rows.size(), whole.rows.size());
  EXPECT_EQ(resumed.state.J, whole.state.J) << "bit for bit";
  EXPECT_EQ(resumed.state.pressure_Pa, whole.state.pressure_Pa);
  EXPECT_EQ(resumed.rows.back().voltage_V, whole.rows.back().voltage_V);
  EXPECT_EQ(resumed.moments.back().openings, whole.moments.back().openings);
}

}  // namespace
}  // namespace lauelith::verification
