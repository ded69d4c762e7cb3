// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/map_picture.h"

namespace lauelith {

/// One of several scans that are shown side by side.
struct ScanPanel {
  const ScanLayers* scan = nullptr;
  MapBoundaries boundaries;
  std::string title;  ///< "Scan 1"
};

struct MapRow {
  std::string title;
  Picture picture;
};

/// The same quantity of every scan that has it, side by side on one scale, with one bar; nullopt when none
/// has it. Pinned by MapPicture.* (tests/src/map_picture_test.cc).
std::optional<MapRow> map_row_picture(const std::vector<ScanPanel>& panels, const std::string& layer,
                                      const MapPictureOptions& options = {});

}  // namespace lauelith
