// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "solvers/cell_model.h"

namespace lauelith::solvers {

/// Files that a simulation writes; empty: not wanted.
struct SimulationOutputs {
  std::string fields = "fields.h5";
  std::string basis;
  std::string vtu_folder;
  bool may_replace = false;
};

/// What a user is told at the end.
struct SimulationSummary {
  std::size_t n_grains = 0;
  std::size_t n_cells = 0;
  std::size_t n_unknowns = 0;
  std::size_t n_sources = 0;
  double assembly_s = 0.0;
  double factorisation_s = 0.0;
  double sources_s = 0.0;
  double mean_von_mises = 0.0;            ///< elastic strain, window
  double mean_von_mises_interface = 0.0;  ///< within 20 µm of the plating interface
  double mean_von_mises_far = 0.0;        ///< in the half of the window away from it
};

/// The field of Scan 0 (residual strain, stack pressure, relieved notches) at the voxels of the window and,
/// if wanted, the influence basis. Collective over MPI_COMM_WORLD; rank 0 writes. progress_mode: auto, json,
/// none. The statistics go to statistics.csv beside the fields.
SimulationSummary simulate(const CellStudy& study, const SimulationOutputs& outputs,
                           const Provenance& provenance, const std::string& progress_mode);

}  // namespace lauelith::solvers
