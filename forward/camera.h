// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "forward/detector_response.h"
#include "forward/energy_table.h"
#include "src/detector_file.h"
#include "src/parameter.h"

namespace lauelith::forward {

/// The table [detector] of a study: the camera, where it stands, how it answers. Zero or "auto" means: what
/// the camera is known for.
struct CameraOptions {
  std::string preset = "Pilatus 1M";
  std::string file;                            ///< instead of the preset: detector.toml, .det, geoN XML
  double distance_mm = 0.0;                    ///< 0: as preset or file say
  std::vector<double> offset_mm = {0.0, 0.0};  ///< shift of the panel along its columns and rows
  std::string response = "auto";               ///< counting or integrating
  std::string sensor = "auto";                 ///< its formula, "none": every photon counts
  double sensor_density_g_cm3 = 0.0;
  double sensor_thickness_mm = 0.0;
  double psf_sigma_px = 0.0;
  double psf_tail_share = 0.0;
  double psf_tail_sigma_px = 3.0;
  double dead_share = 0.0;
  double hot_share = 0.0;
  double hot_photons = 500.0;
  double zingers_per_frame = 0.0;
  double zinger_photons = 2000.0;
  Camera integrating;  ///< gain, pedestal … of an integrating camera
};
void describe(ParameterVisitor& visit, CameraOptions& options);

/// What a pixel is in the file, and what stands in pixels that record nothing.
enum class StoredPixel { u16, u32, i32 };

/// A camera ready to expose.
struct SimulatedCamera {
  DetectorFile file;
  bool is_counting = true;
  StoredPixel stored = StoredPixel::i32;
  double blind_value = -1.0;  ///< in gaps and outside the field
  double count_limit = 0.0;
  double psf_sigma_px = 0.6;  ///< of the expected photons, without the blur of an integrating camera
  double psf_tail_share = 0.0;
  double psf_tail_sigma_px = 3.0;
  std::string sensor;  ///< formula, empty: every photon counts
  double sensor_density_g_cm3 = 0.0;
  double sensor_thickness_m = 0.0;
  Camera integrating;
  PixelDefects defects;
};

/// InputError or UsageError when preset, file or sensor are unknown.
SimulatedCamera make_camera(const CameraOptions& options);

/// 1 − exp(−µ(E)·T/cos α): what a photon that crosses the sensor at an angle α leaves there. Reproduces
/// 0.99, 0.92, 0.77, 0.54, 0.28, 0.18 for 0.32 mm of silicon at 8, 10, 12, 15, 20, 24 keV and α = 0.
/// Pinned by: Camera.EfficiencyOfSilicon.
class SensorEfficiency {
 public:
  SensorEfficiency(const SimulatedCamera& camera, double energy_min_keV, double energy_max_keV);
  double operator()(double energy_keV, double cosine) const;

 private:
  EnergyTable optical_depth_;  // empty: every photon counts
};

/// What the camera makes of the expected photons of its panel. The same frame whatever the number of threads.
/// `poisson` false: the expected photons themselves stand for the counts.
Frame expose(const SimulatedCamera& camera, const PhotonBatches& photons, const NoiseKey& key);
Frame expose(const SimulatedCamera& camera, const LaueImage& image, const NoiseKey& key, bool poisson = true);

}  // namespace lauelith::forward
