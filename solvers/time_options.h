// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/parameter.h"

namespace lauelith::solvers {

/// [numerics], the part of the coupled model: how far one step of time may go, and how finely the electrodes
/// are divided.
struct TimeOptions {
  double pressure_step_MPa = 5.0;
  double thickness_step_nm = 0.2;
  double damage_step = 0.1;
  double first_step_s = 1.0;
  double shortest_step_s = 1e-6;
  double longest_step_s = 1e6;
  double electrode_piece_um = 10.0;
};
void describe(ParameterVisitor& visit, TimeOptions& options);

}  // namespace lauelith::solvers
