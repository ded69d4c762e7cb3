// SPDX-License-Identifier: BSD-3-Clause
#include "src/spot_table.h"

#include <filesystem>

#include "src/failure.h"
#include "src/safe_file.h"
#include "src/text_file.h"

namespace lauelith {

SpotTable::SpotTable(const std::string& path) : path_(path), stream_(part_name(path)) {
  if (!stream_) throw FileSystemError({path, "", "a file that can be created", "", "check the folder"});
  stream_ << "frame,x_um,y_um,grain,h,k,l,energy_keV,x_px,y_px,photons,depth_um,overlaps\n";
}

SpotTable::~SpotTable() {
  std::error_code ignored;
  if (stream_.is_open()) std::filesystem::remove(part_name(path_), ignored);
}

void SpotTable::add(std::size_t frame, const ScanPoint& point, const std::vector<TruthRow>& rows) {
  for (const TruthRow& row : rows) {
    for (const TruthSpotRow& spot : row.spots) {
      stream_ << frame << ',' << exact_text(point.x_um) << ',' << exact_text(point.y_um) << ',' << row.grain
              << ',' << spot.hkl[0] << ',' << spot.hkl[1] << ',' << spot.hkl[2] << ','
              << exact_text(spot.energy_keV) << ',' << exact_text(spot.x_px) << ',' << exact_text(spot.y_px)
              << ',' << exact_text(spot.photons) << ',' << exact_text(spot.depth_um) << ','
              << (spot.overlaps ? 1 : 0) << '\n';
    }
  }
}

void SpotTable::finish() {
  stream_.close();
  if (!stream_) throw FileSystemError({path_, "", "to write it", "", "check the space left"});
  seal(path_);
}

}  // namespace lauelith
