// SPDX-License-Identifier: BSD-3-Clause
// The reduced system of the coupled model against exact results: mixed conductors in one dimension, lithium
// pressure at equilibrium, Griffith's threshold, conservation, restart.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "models/analytic_cracks.h"
#include "solvers/plating_checkpoint.h"
#include "solvers/plating_events.h"
#include "src/electrochemical_units.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

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
      mean += phi[static_cast<Eigen::Index>(port)] * system.transport.ports[port].measure;
      length += system.transport.ports[port].measure;
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

/// M1c: at the same current a notch grows whose tip is weakened by it, and not one that is as tough as ever.
TEST(Plating, CurrentWeakensTheTip) {
  CellStudy study = small_mixed_cell();
  study.deposition.exchange_current_ratio = 0.0;
  study.residual.layer_strain = study.residual.grain_strain_sd = study.residual.field_strain_sd = 0.0;
  CoupledCell cell = coupled_cell(study);
  const auto growth = [&](double floor, double current) {
    cell.system.toughness.floor_ratio = floor;
    PlatingState state = initial_state(cell.system);
    const int before = state.n_open[1];
    for (int k = 0; k < 20; ++k) {
      state = stepped(cell.system, state, current, 100.0);
      grow_flaws(cell.system, state, 100.0);
    }
    return state.n_open[1] - before;
  };
  EXPECT_EQ(growth(1.0, 10.0), 0);
  EXPECT_GT(growth(0.06, 10.0), 0);
  EXPECT_EQ(growth(0.06, 0.1), 0) << "below the current that weakens";
}

/// Deposits join an electrode through others once they are thick enough.
TEST(Plating, ThickDepositsJoinTheElectrode) {
  CellStudy study = narrow_cell();
  study.cell.thickness_mm = 0.2;
  study.cell.window_um = {40.0, 200.0};
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = 2.0;
  const CellModel model = bicrystal(study, 20);
  const PlatingSystem system = stiff_system(study, model, 1e12);
  PlatingState state = initial_state(system);
  EXPECT_FALSE(join_deposits(system, state));
  state.h.setConstant(2.0 * system.percolation_thickness_m);
  state.h[10] = 0.0;  // a gap
  EXPECT_TRUE(join_deposits(system, state));
  for (int k = 0; k < 20; ++k)
    EXPECT_EQ(state.joined[static_cast<std::size_t>(k)], k < 10 ? 1 : k == 10 ? 0 : 2) << k;
  // Metal is at the potential of its electrode.
  const StepMaps maps = step_maps(system, state);
  state.counter_V = 0.3;
  const Eigen::VectorXd E = electron_currents(system, maps, state);
  const Eigen::VectorXd phi_e = 0.3 * system.transport.psi + system.transport.Y * E;
  EXPECT_NEAR(phi_e[system.boundaries[3]], 0.0, 1e-9);
  EXPECT_NEAR(phi_e[system.boundaries[15]], 0.3, 1e-9);
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
