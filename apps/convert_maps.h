// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// `lauelith convert` where one side is a maps file.
struct ConvertMapsJob {
  std::string input;
  std::string output;
  std::string crystal;  ///< name or CIF; empty: what the maps say (LLZO for a sequence)
  int frame = -1;       ///< of a .fit; −1: every frame with a grain, numbered
  bool full_precision = false;
  bool force = false;
  double stage_unit_um = 1.0;
  double strain_unit = 1e-3;
  double sample_tilt_deg = 45.0;
};

/// maps.h5 to .ctf, .ang, .csv, .vti, .xdmf or .fit.
bool is_map_format(const std::string& extension);
void convert_from_maps(const ConvertMapsJob& job);

/// An XMAS sequence (.seq, or its text export) to maps.h5.
void convert_to_maps(const ConvertMapsJob& job);

}  // namespace lauelith
