// SPDX-License-Identifier: BSD-3-Clause
#include "src/field_statistics.h"

#include <cmath>
#include <cstdio>

#include "src/frames.h"
#include "src/units.h"

namespace lauelith {
namespace {

void add(BandStatistics& band, const float* H) {
  Eigen::Matrix3d h;
  for (int i = 0; i < 9; ++i) h(i / 3, i % 3) = H[i];
  const Eigen::Matrix3d strain = 0.5 * (h + h.transpose());
  const Eigen::Matrix3d deviator = strain - strain.trace() / 3.0 * Eigen::Matrix3d::Identity();
  const double von_mises = von_mises_strain(components_of(deviator));
  ++band.n_voxels;
  band.mean_von_mises += von_mises;
  band.rms_von_mises += von_mises * von_mises;
  band.rms_rotation += 0.5 * (0.5 * (h - h.transpose())).squaredNorm();
}

void finish(BandStatistics& band) {
  const auto n = static_cast<double>(band.n_voxels);
  band.mean_von_mises /= n;
  band.rms_von_mises = std::sqrt(band.rms_von_mises / n);
  band.rms_rotation = std::sqrt(band.rms_rotation / n);
}

}  // namespace

std::vector<BandStatistics> band_statistics(const FieldFrame& frame, const std::vector<float>& H,
                                            double band_width_m) {
  const double start = frame.grid.origin_m[1] - 0.5 * frame.grid.spacing_m[1];
  std::vector<BandStatistics> bands;
  for (std::size_t v = 0; v < frame.grid.n_voxels(); ++v) {
    if (frame.phase[v] != static_cast<std::int8_t>(Phase::electrolyte)) continue;
    const auto number = static_cast<std::size_t>((frame.grid.centre_m(v)[1] - start) / band_width_m);
    while (bands.size() <= number) {
      const auto low = start + static_cast<double>(bands.size()) * band_width_m;
      bands.push_back({low, low + band_width_m});
    }
    add(bands[number], H.data() + 9 * v);
  }
  std::erase_if(bands, [](const BandStatistics& band) { return band.n_voxels == 0; });
  for (BandStatistics& band : bands) finish(band);
  return bands;
}

BandStatistics whole(const std::vector<BandStatistics>& bands) {
  BandStatistics all;
  for (const BandStatistics& band : bands) {
    const auto n = static_cast<double>(band.n_voxels);
    if (all.n_voxels == 0) all.y_low_m = band.y_low_m;
    all.y_high_m = band.y_high_m;
    all.n_voxels += band.n_voxels;
    all.mean_von_mises += n * band.mean_von_mises;
    all.rms_von_mises += n * band.rms_von_mises * band.rms_von_mises;
    all.rms_rotation += n * band.rms_rotation * band.rms_rotation;
  }
  if (all.n_voxels > 0) finish(all);
  return all;
}

std::string statistics_csv(const FieldFrame& frame, const std::vector<FieldMoment>& moments,
                           double band_width_m) {
  std::string text =
      "label,time_s,y_low_um,y_high_um,voxels,mean_von_mises_strain,rms_von_mises_strain,rms_rotation_mrad\n";
  for (const FieldMoment& moment : moments) {
    for (const BandStatistics& band : band_statistics(frame, moment.H, band_width_m)) {
      char line[256];
      std::snprintf(line, sizeof line, "%s,%.6g,%.6g,%.6g,%zu,%.6e,%.6e,%.6e\n", moment.label.c_str(),
                    moment.time_s, band.y_low_m / units::um, band.y_high_m / units::um, band.n_voxels,
                    band.mean_von_mises, band.rms_von_mises, band.rms_rotation / units::mrad);
      text += line;
    }
  }
  return text;
}

}  // namespace lauelith
