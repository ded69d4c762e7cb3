// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/detector_file.h"
#include "src/grain.h"
#include "src/provenance.h"
#include "src/refined_panel.h"

namespace lauelith {

/// What the results of a scan refer to.
struct MapsSetting {
  double sample_tilt_deg = 45.0;                    ///< ω of the sample frame
  std::string crystal;                              ///< its name
  std::string depth_model;                          ///< where spots were taken to come from; empty: not known
  Eigen::Matrix3d B_1_A = Eigen::Matrix3d::Zero();  ///< its unstrained a*, b*, c* as columns; zero: not known
  std::optional<DetectorFile> detector;
  std::optional<RefinedPanel> refined_panel;  ///< `detector` is then the refined one
  std::vector<int> stated_n_indexed;  ///< per row of the grain table, of results without a list of spots
};

/// The results of a scan and what they refer to.
struct Maps : MapsSetting {
  std::vector<FrameResult> frames;
  int ny = 1;  ///< of the map; ny · nx frames, x fastest
  int nx = 0;  ///< 0: all frames in one row
};

/// Writes maps.h5 (contract §5) at once; see MapsWriter (maps_writer.h), which writes it piece by piece. An
/// existing file is refused (UsageError) unless `may_replace`. What needs neighbours (misorientation, kam) is
/// NaN, grain_id counts frames. Pinned by tests/src/maps_file_test.cc.
void write_maps(const std::string& path, const Maps& maps, const Provenance& provenance,
                bool may_replace = false);

/// The file is HDF5 and says that it holds maps.
bool is_maps_file(const std::string& path);

/// Reads what `write_maps` wrote, from this or a later minor version.
Maps read_maps(const std::string& path);

}  // namespace lauelith
