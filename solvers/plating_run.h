// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/protocol.h"
#include "solvers/plating_state.h"
#include "solvers/time_options.h"

namespace lauelith::solvers {

/// A row of statistics.csv: the state after a step.
struct PlatingRow {
  double time_s = 0.0, current_A_m2 = 0.0, voltage_V = 0.0, charge_C_m2 = 0.0;
  double leak_fraction = 0.0;     ///< electronic part of the external current
  double lithium_stored_m = 0.0;  ///< in flaws and boundaries, per electrode area
  double pressure_max_Pa = 0.0;
  double deposit_max_m = 0.0;
  double crack_length_m = 0.0;  ///< open pieces of all flaws
  double intensity_Pa_sqrt_m = 0.0;
  double contact_fraction = 0.0;  ///< mean of the plating electrode
  double overpotential_V = 0.0;   ///< ionic potential at the plating electrode, mean
  double charge_error = 0.0;      ///< |i(0) + i(L)| over |i|
  double lithium_error = 0.0;     ///< lithium lost or won over what has moved
  int iterations = 0;
  int scan = -1;
  double step_s = 0.0;
};

/// The cell at a moment that is shown: openings of all pieces of the basis beyond Scan 0, and currents.
struct PlatingMoment {
  int scan = 0;
  double time_s = 0.0;
  bool is_snapshot = false;
  Eigen::VectorXd openings;
  PlatingState state;
};

/// What a run has left so far: all that a checkpoint needs.
struct PlatingHistory {
  PlatingState state;
  std::vector<PlatingRow> rows;
  std::vector<PlatingMoment> moments;
  int n_cuts = 0;  ///< steps that were tried again, shorter
};

struct PlatingRunOptions {
  TimeOptions time;
  bool keeps_scan_steps = false;  ///< every step of a scan as a moment, not the snapshot alone
  int checkpoint_steps = 200;     ///< between two calls of `checkpoint`
};

/// Walks the protocol from where the history stands. Steps land on the ends of segments exactly; one that
/// fails or changes too much is cut. After every step `watch` is called with the history; every
/// checkpoint_steps steps and at the ends of blocks `checkpoint`. Failure(not_converged) names time, step and
/// the last rows; Failure(input) if an electrode runs out of lithium.
void run_protocol(const PlatingSystem& system, const models::Protocol& protocol,
                  const PlatingRunOptions& options, PlatingHistory& history,
                  const std::function<void(const PlatingHistory&)>& watch,
                  const std::function<void(const PlatingHistory&)>& checkpoint);

/// Lithium that has appeared from nowhere, over all that has moved (T11).
double lithium_error(const PlatingSystem& system, const PlatingState& state);

}  // namespace lauelith::solvers
