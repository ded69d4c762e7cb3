// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/field_file.h"

namespace lauelith {

/// Strain in a band of distance from the plating interface.
struct BandStatistics {
  double y_low_m = 0.0;
  double y_high_m = 0.0;
  std::size_t n_voxels = 0;
  double mean_von_mises = 0.0;  ///< of the deviator of sym H
  double rms_von_mises = 0.0;
  double rms_rotation = 0.0;  ///< |ω|, rad
};

/// Bands of the given width from the first voxel on, voxels of the electrolyte only; empty bands left out.
std::vector<BandStatistics> band_statistics(const FieldFrame& frame, const std::vector<float>& H,
                                            double band_width_m);
/// All of them as one.
BandStatistics whole(const std::vector<BandStatistics>& bands);

/// Rows of statistics.csv, one a moment and band, with a heading.
std::string statistics_csv(const FieldFrame& frame, const std::vector<FieldMoment>& moments,
                           double band_width_m);

}  // namespace lauelith
