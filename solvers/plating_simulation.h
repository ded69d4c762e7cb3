// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/protocol.h"
#include "solvers/cell_model.h"
#include "solvers/plating_system.h"
#include "solvers/simulation.h"

namespace lauelith::solvers {

/// Cycles the cell on the given basis and reduced system and writes what came of it beside `outputs.fields`:
/// fields.h5 (a moment per scan), statistics.csv (a row per step), strain_statistics.csv (per scan and
/// depth), voltage.csv, voltage.png and change_scanK.png (strain since Scan 0; of a slab
/// change_scanK_inside.png too). While it runs, FIELDS.checkpoint holds how far it has come; with
/// `outputs.resume` it goes on from there, to the same bytes. Amplitudes of every scan for other writers come
/// back in the summary. Failure(interrupted) after SIGINT or SIGTERM. One rank.
struct PlatingOutcome {
  std::vector<Eigen::VectorXd> amplitudes;  ///< per scan
  std::vector<double> time_s;
  PlatingSummary summary;
};
PlatingOutcome simulate_plating(const CellStudy& study, const CellModel& model, const PlatingSystem& system,
                                const InfluenceBasis& basis, const Eigen::VectorXd& scan0,
                                const models::Protocol& protocol, const SimulationOutputs& outputs,
                                const Provenance& provenance, const std::string& progress_mode);

/// The reduced system on a basis. Every rank of the communicator has its share of the potentials; the fields
/// of the basis are needed on the first only.
PlatingSystem plating_system_of(const CellStudy& study, const CellModel& model, const InfluenceBasis& basis,
                                const Eigen::VectorXd& scan0, MPI_Comm communicator = MPI_COMM_SELF);

}  // namespace lauelith::solvers
