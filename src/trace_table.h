// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/grain.h"
#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// The volume part of a grain's strain, from the energies of its reflections; a row of /entry/energy.
struct TraceRow {
  int grain = -1;  ///< row of /entry/grains
  int phase = 0;   ///< 0: the one with more photons; 1: a second lattice parameter in the same grain
  double strain_trace = 0.0;
  double strain_trace_sigma = 0.0;
  Vector6d strain_sample = Vector6d::Zero();  ///< the full tensor
  Matrix6d strain_covariance_sample = Matrix6d::Zero();
  double share = 1.0;  ///< of the photons of the grain's lines
  int n_lines = 0;
  double line_width_eV = 0.0;  ///< own full width at half maximum, at 10 keV
  double mixing = 0.0;
  double reduced_chi_squared = 0.0;
  double two_phase_gain = 0.0;  ///< of twice the log-likelihood by a second line
};

/// One reflection of one grain in the energies; a row of /entry/energy/lines.
struct LineRow {
  int grain = -1;
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();
  double predicted_keV = 0.0;
  double energy_keV = 0.0;  ///< of the line of phase 0
  double seen_width_eV = 0.0;
  double photons = 0.0;     ///< above the background, all energies
  double background = 0.0;  ///< photons per energy
};

struct EnergyResult {
  std::vector<TraceRow> rows;
  std::vector<LineRow> lines;
  double monochromator_eV = 0.0;
};

/// The group /entry/energy of maps.h5. Pinned by: TraceTable.WrittenAndRead.
void write_energy(Hdf5Writer& writer, const EnergyResult& result);
/// Empty where the file has none.
EnergyResult read_energy(const Hdf5Reader& reader);

}  // namespace lauelith
