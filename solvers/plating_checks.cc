// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_checks.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "models/butler_volmer.h"
#include "models/given_flaws.h"
#include "solvers/cycler_file.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

void require_lithium(const CellStudy& study, const models::Protocol& protocol) {
  const double needed_m =
      protocol.largest_charge_C_m2() * models::lithium_volume_m3_mol / constants::faraday_C_mol;
  if (needed_m <= study.cell.lithium_thickness_um * units::um) return;
  throw UsageError({"[cell]", "lithium_thickness_um",
                    "at least " + toml_value(needed_m / units::um) +
                        ", what the protocol moves from one electrode to the other",
                    toml_value(study.cell.lithium_thickness_um)});
}

void require_voltage(const CellStudy& study, const models::Protocol& protocol) {
  const double limit = study.protocol.voltage_limit_V;
  for (const auto& segment : protocol.segments) {
    const bool holds = segment.control == models::ProtocolSegment::Control::voltage;
    if (holds && std::abs(segment.value) > limit) {
      throw UsageError({"[protocol]", "block_voltage_mV",
                        "voltages within voltage_limit_V = " + toml_value(limit),
                        toml_value(segment.value / units::mV)});
    }
  }
  const double sigma = study.electro.conductivity_ionic_mS_cm * units::mS_per_cm;
  const double resistance = study.cell.thickness_mm * units::mm / sigma +
                            2.0 * study.interface.film_resistance_ohm_cm2 * units::cm2;
  const double needed = protocol.largest_current_A_m2() * resistance;
  if (needed <= limit) return;
  throw UsageError({"[protocol]", "block_current_uA_cm2",
                    "currents that the cell passes below voltage_limit_V = " + toml_value(limit) + " V",
                    toml_value(protocol.largest_current_A_m2() / units::uA_per_cm2) + ", which need " +
                        toml_value(needed) + " V by its resistance alone"});
}

void require_pieces_of_cells(const NumericsOptions& numerics) {
  const double cell_um = std::min(numerics.cell_flaw_um, numerics.cell_far_um);
  if (numerics.flaw_piece_um >= cell_um * (1.0 - 1e-9)) return;
  throw UsageError({"[numerics]", "flaw_piece_um",
                    "pieces of flaws at least as long as their cells, cell_flaw_um = " + toml_value(cell_um),
                    toml_value(numerics.flaw_piece_um)});
}

}  // namespace

models::Protocol protocol_of(const CellStudy& study, const std::string& folder) {
  if (study.protocol.cycler_file.empty()) return models::protocol_of(study.protocol);
  std::filesystem::path path(study.protocol.cycler_file);
  if (path.is_relative()) path = std::filesystem::path(folder) / path;
  return models::protocol_of(study.protocol, read_cycler_file(path.string()));
}

void require_possible(const CellStudy& study, const models::Protocol& protocol) {
  models::butler_volmer_of(study.interface, study.cell.temperature_K);
  require_lithium(study, protocol);
  require_voltage(study, protocol);
}

void require_possible_cell(const CellStudy& study) {
  models::require_valid(study.cell);
  models::stiffness_of(study.mechanics);
  if (models::gives_flaws(study.flaws))
    models::given_flaws(study.flaws, models::domain_of(study.cell, study.model),
                        study.model.space_dimension());
  require_pieces_of_cells(study.numerics);
}

}  // namespace lauelith::solvers
