// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/map_layers.h"
#include "src/pole_figure_colour.h"

namespace lauelith {

/// A map as VTK ImageData (.vti), for ParaView: one cell per point, lengths in µm, every layer as Float64
/// cell data under its own name (−1 for grain_id where there is none, NaN elsewhere), `grain_number` and
/// `status` as Int32, IPF_X, IPF_Y, IPF_Z as UInt8 RGB where the Laue class has a key. Arrays are base64
/// inline, header UInt64, little-endian; order fixed, so that the same map gives the same bytes. Layout: VTK
/// File Formats, "XML file formats". Pinned by ImageData.* (tests/src/orientation_text_test.cc, a reader in
/// Python).
std::string vti_text(const ScanLayers& scan, const PoleFigureKey& key);

/// XDMF 3 that points into the maps file: /entry/map/status and /entry/derived as scalars on the grid; Origin
/// and Spacing in the order y, x. InputError if the frames do not lie in grid order (.vti can hold those).
std::string xdmf_text(const ScanLayers& scan, const std::string& maps_name);

}  // namespace lauelith
