// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/common_options.h"
#include "apps/laue_input.h"

namespace lauelith {

/// What `lauelith index --white` was asked to do: frames at stepped energies of points that a white pattern
/// has indexed.
struct EnergyJob {
  std::vector<std::string> inputs;
  LaueInputOptions laue;
  std::string study_path;
  std::string white_maps;
  double monochromator_eV = 0.0;  ///< 0: what the scan says
  std::string output;
  CommonOptions common;
};

/// Writes the white maps once more, with /entry/energy. InputError for frames without energies, at places
/// that the white maps do not have, and for maps of another crystal or detector.
void run_energy_scan(const EnergyJob& job);

}  // namespace lauelith
