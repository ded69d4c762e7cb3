// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/map_grid.h"

namespace lauelith {

/// One quantity of a scan: a number per frame, NaN where there is none.
struct MapLayer {
  std::string name;   ///< ends in its unit: "kam_deg"
  std::string units;  ///< UDUNITS spelling, "1" for none
  std::string long_name;
  std::vector<double> values;
};

/// A maps.h5 as maps: one value per point and quantity.
struct ScanLayers {
  Maps maps;
  MapGrid grid;
  std::vector<int> shown_rank;  ///< per frame: rank of the strongest accepted grain; −1: none
  std::vector<MapLayer> layers;

  const Grain* grain_of_frame(std::size_t frame) const;
  const MapLayer* layer(const std::string& name) const;  ///< nullptr: not in the file
};

/// Reads a maps file. A frame stands for its strongest accepted grain. Layers: what the grain table holds
/// (strain and standard errors in both frames, spots, residual, …), every dataset of /entry/derived with one
/// number per frame, and with a reference scan the change (`change_…`). Pinned by MapLayers.*
/// (tests/src/map_layers_test.cc).
ScanLayers read_scan_layers(const std::string& path);

inline constexpr const char* tensor_component_names[6] = {"xx", "yy", "zz", "yz", "xz", "xy"};

}  // namespace lauelith
