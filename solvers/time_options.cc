// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/time_options.h"

namespace lauelith::solvers {

void describe(ParameterVisitor& visit, TimeOptions& options) {
  visit.number({"pressure_step_MPa", "largest change of a flaw's pressure in one step of time", 1e-3, 1e4},
               options.pressure_step_MPa);
  visit.number({"thickness_step_nm", "largest change of a deposit in one step of time", 1e-6, 1e4},
               options.thickness_step_nm);
  visit.number({"damage_step", "phase field: largest change of damage in one step of time", 1e-3, 1.0},
               options.damage_step);
  visit.number({"first_step_s", "after a change of current", 1e-6, 1e6}, options.first_step_s);
  visit.number({"shortest_step_s", "a step that does not converge is cut down to this", 1e-12, 1e3},
               options.shortest_step_s);
  visit.number({"longest_step_s", "of one step of time", 1e-6, 1e9}, options.longest_step_s);
  visit.number({"electrode_piece_um", "strips of the electrodes of one current density", 0.1, 1e4},
               options.electrode_piece_um);
}

}  // namespace lauelith::solvers
