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
  bool resume = false;       ///< use a basis and a checkpoint that are there
  std::string study_folder;  ///< where a cycler file is looked for
};

/// How a protocol went.
struct PlatingSummary {
  std::size_t n_steps = 0;
  int n_cuts = 0;
  double duration_s = 0.0;      ///< of the protocol
  double matrices_s = 0.0;      ///< spent on potentials
  double steps_s = 0.0;         ///< spent on steps of time
  double charge_error = 0.0;    ///< largest of all steps
  double lithium_error = 0.0;   ///< at the end
  double Lambda = 0.0;          ///< electron length over thickness
  double crack_growth_m = 0.0;  ///< of all flaws
  int n_path_ends = 0;          ///< flaws that have no way left to grow
  struct Scan {
    std::string label, state;
    double voltage_V = 0.0, pressure_max_Pa = 0.0, deposit_max_m = 0.0;
    double mean_change = 0.0, largest_change = 0.0;  ///< von Mises strain of the change since Scan 0
  };
  std::vector<Scan> scans;
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
  PlatingSummary plating;                 ///< coupled model only
};

/// Levels L0, L1: the field of Scan 0 (residual strain, stack pressure, relieved
/// notches) at the voxels of the window and, if wanted, the influence basis; statistics of the strain go to
/// statistics.csv beside the fields. From L2 on: the cell is cycled (plating_simulation.h), and
/// the basis always written. Collective over MPI_COMM_WORLD; rank 0 writes. progress_mode: auto, json, none.
SimulationSummary simulate(const CellStudy& study, const SimulationOutputs& outputs,
                           const Provenance& provenance, const std::string& progress_mode);

}  // namespace lauelith::solvers
