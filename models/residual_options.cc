// SPDX-License-Identifier: BSD-3-Clause
#include "models/eigenstrain.h"

namespace lauelith::models {

void describe(ParameterVisitor& visit, ResidualOptions& options) {
  visit.number(
      {"layer_strain", "in-plane eigenstrain of the machining layer; positive presses (prior 0 to 2e-3)",
       -0.02, 0.02},
      options.layer_strain);
  visit.number({"layer_depth_um", "decay depth of the machining layer (prior 1 to 30)", 0.01, 1000.0},
               options.layer_depth_um);
  visit.number(
      {"exchange_strain", "dilation by H+/Li+ exchange at the surface (prior 0 to 6e-3)", -0.02, 0.02},
      options.exchange_strain);
  visit.number({"exchange_depth_um", "decay depth of the exchange (prior 0.1 to 5)", 0.01, 1000.0},
               options.exchange_depth_um);
  visit.number(
      {"grain_strain_sd", "mismatch from grain to grain, per component (prior 1e-4 to 3e-4)", 0.0, 0.02},
      options.grain_strain_sd);
  visit.flag({"grain_strain_in_lattice", "the mismatch is a change of lattice spacing"},
             options.grain_strain_in_lattice);
  visit.number({"field_strain_sd", "smooth random field, per component (prior 0 to 3e-4)", 0.0, 0.02},
               options.field_strain_sd);
  visit.number({"field_length_um", "correlation length of the field (prior 5 to 50)", 0.1, 1e4},
               options.field_length_um);
  visit.integer({"field_waves", "waves that make up the field", 16, 100000}, options.field_waves);
  visit.number({"expansion_1_K", "thermal expansion of the electrolyte", 0.0, 1e-3}, options.expansion_1_K);
  visit.number({"second_phase_expansion_1_K", "thermal expansion of grains of another phase", 0.0, 1e-3},
               options.second_phase_expansion_1_K);
  visit.number({"cooling_K", "from the stress-free temperature; acts on second phases only", -2000.0, 2000.0},
               options.cooling_K);
  visit.integer({"seed", "of the grains' mismatch and the field", 0, 2147483647.0}, options.seed);
}

}  // namespace lauelith::models
