// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "solvers/plating_system.h"

namespace lauelith::solvers {

/// Everything that changes while the cell is cycled.
struct PlatingState {
  double time_s = 0.0;
  double step_s = 0.0;             ///< of the next step
  int segment = 0;                 ///< of the protocol
  double elapsed_s = 0.0;          ///< within it
  double phi_0 = 0.0;              ///< constant of the ionic potential, V
  double counter_V = 0.0;          ///< potential of the counter electrode: the cell voltage
  Eigen::VectorXd J;               ///< current that each port takes up, A (2-D: per unit depth)
  Eigen::VectorXd contact;         ///< fraction, per electrode port
  Eigen::VectorXd h;               ///< lithium on boundaries, m
  Eigen::VectorXd volume;          ///< lithium of reservoirs beyond that of the notch, m³ (2-D: m²)
  Eigen::VectorXd isolated;        ///< volume that cannot be stripped; minus the notch before any is cut off
  Eigen::VectorXd pressure_Pa;     ///< of reservoirs
  Eigen::VectorXd growth_m;        ///< of flaws: subcritical growth that has not yet made a piece
  std::vector<int> n_open;         ///< open pieces of flaws
  std::vector<int> has_nucleated;  ///< deposits
  std::vector<int> joined;         ///< deposits: 1 metal joined to the plating, 2 to the counter electrode
  double charge_C_m2 = 0.0;        ///< passed, positive plates
  double leaked_C_m2 = 0.0;        ///< of it by electrons through the electrolyte
  double throughput_C_m2 = 0.0;    ///< ∫ |i|
  double plated = 0.0, counter_plated = 0.0;  ///< lithium that electrodes have gained, m³ (2-D: m²)
};
PlatingState initial_state(const PlatingSystem& system);

/// How the cell is driven.
struct PlatingControl {
  bool holds_voltage = false;
  double value = 0.0;  ///< A/m² of the electrodes, or V
};

/// What holds as long as the same pieces are open and the same deposits are metal: the maps of one step,
/// of the ports that are active. Current densities are per length of port.
struct StepMaps {
  std::vector<int> active;  ///< ports: electrodes, open pieces of flaws, deposits
  int n_electrode = 0, n_flaw = 0, n_deposit = 0;
  Eigen::VectorXd length;
  Eigen::MatrixXd ionic;  ///< φ_i = φ_0 − ionic · j
  /// φ_e at deposits = V · by_voltage + by_current · j of deposits.
  Eigen::MatrixXd electronic_by_current;
  Eigen::VectorXd electronic_by_voltage;
  /// External current density at Y = 0 and at Y = L, A/m².
  Eigen::RowVectorXd plating_by_current, counter_by_current;
  double leak_by_voltage = 0.0;
  Eigen::RowVectorXd leak_by_current;  ///< electrons that reach the plating electrode
  /// Electron currents of metal openings.
  std::vector<Eigen::Index> metal;
  Eigen::MatrixXd metal_by_current;
  Eigen::VectorXd metal_by_voltage;
  FlawMechanics mechanics;
};
StepMaps step_maps(const PlatingSystem& system, const PlatingState& state);

/// Openings of deposits that push: what is beyond the free thickness, less what leaks out at the face.
Eigen::VectorXd pushing(const PlatingSystem& system, const Eigen::VectorXd& h);
/// Openings of all rows of the basis in a state.
Eigen::VectorXd openings_of(const PlatingSystem& system, const StepMaps& maps, const PlatingState& state);
/// Volume of the notch that a reservoir fills, m².
Eigen::VectorXd notch_volume(const PlatingSystem& system, const PlatingState& state);

/// One step of implicit Euler with all of it coupled: Newton's iteration on current densities, the constant
/// of the ionic potential, the voltage and the pressures. Pressure enters the rates at the end of the step:
/// a lagged one would swing for any step longer than twice R_ct F² (dh/dp)/V² (physics §10.1), this one goes
/// to p = F η/V_Li from below whatever the step (T8). Pinned by Plating.* (tests/verification).
struct StepResult {
  bool converged = false;
  int iterations = 0;
  PlatingState state;
};
/// `correction` (A/m², per active port, may be empty) is added to what the laws of the reduced system give.
StepResult implicit_step(const PlatingSystem& system, const StepMaps& maps, const PlatingState& from,
                         const PlatingControl& control, double duration_s,
                         const Eigen::VectorXd& correction = {});

/// Electron currents (A (2-D: per unit depth)) that openings give to the network: free deposits what they
/// take up as ions, metal what holds its potential.
Eigen::VectorXd electron_currents(const PlatingSystem& system, const StepMaps& maps,
                                  const PlatingState& state);

/// External current densities of a state (A/m²): plating side, its electronic part, and the counter side.
struct ExternalCurrents {
  double plating = 0.0, electronic = 0.0, counter = 0.0;
};
ExternalCurrents external_currents(const PlatingSystem& system, const StepMaps& maps,
                                   const PlatingState& state);

}  // namespace lauelith::solvers
