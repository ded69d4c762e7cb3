// SPDX-License-Identifier: BSD-3-Clause
#include "forward/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "src/crystal.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

constexpr double silicon_g_cm3 = 2.329;
constexpr double i32_gap = -1.0;

/// What is known of a built-in camera beyond its geometry. Thickness of the silicon sensors: data sheets of
/// the maker; the phosphor screens of the others are not known well enough: every photon counts.
struct KnownCamera {
  const char* preset;
  bool is_counting;
  StoredPixel stored;
  double blind_value;
  double sensor_thickness_mm;  // silicon
  double psf_sigma_px;
};
constexpr std::array<KnownCamera, 4> known_cameras{{
    {"Pilatus 1M", true, StoredPixel::i32, i32_gap, 0.32, 0.6},
    {"Eiger 4M", true, StoredPixel::u32, 4294967295.0, 0.45, 0.6},
    {"MAR165", false, StoredPixel::u16, 0.0, 0.0, 0.9},
    {"sCMOS", false, StoredPixel::u16, 0.0, 0.0, 0.9},
}};

const KnownCamera& known_camera(const std::string& name) {
  const auto found = std::find_if(known_cameras.begin(), known_cameras.end(),
                                  [&name](const KnownCamera& camera) { return camera.preset == name; });
  return found == known_cameras.end() ? known_cameras.front() : *found;
}

void place_panel(const CameraOptions& options, Detector& panel) {
  if (options.distance_mm > 0.0) {
    panel.origin_m += (options.distance_mm * units::mm - panel.distance_m()) * panel.normal();
  }
  panel.origin_m += options.offset_mm.at(0) * units::mm * panel.fast;
  panel.origin_m += options.offset_mm.at(1) * units::mm * panel.slow;
}

void set_sensor(const CameraOptions& options, const KnownCamera& known, SimulatedCamera& camera) {
  camera.sensor = options.sensor == "auto" ? (known.sensor_thickness_mm > 0.0 ? "Si" : "") : options.sensor;
  if (camera.sensor == "none") camera.sensor.clear();
  if (camera.sensor.empty()) return;
  const double thickness_mm =
      options.sensor_thickness_mm > 0.0 ? options.sensor_thickness_mm : known.sensor_thickness_mm;
  camera.sensor_density_g_cm3 = options.sensor_density_g_cm3 > 0.0 ? options.sensor_density_g_cm3
                                : camera.sensor == "Si"            ? silicon_g_cm3
                                                                   : 0.0;
  camera.sensor_thickness_m = thickness_mm * units::mm;
  if (!(thickness_mm > 0.0) || !(camera.sensor_density_g_cm3 > 0.0)) {
    throw UsageError({"[detector]", "sensor", "a sensor with sensor_thickness_mm and sensor_density_g_cm3",
                      "'" + camera.sensor + "' without", "give both, or sensor = \"none\""});
  }
}

/// What the optics of an integrating camera blur after the photons are counted is taken from the width that
/// spots shall have in the end.
void set_width(const CameraOptions& options, const KnownCamera& known, SimulatedCamera& camera) {
  const double of_file = camera.file.detector.psf_sigma_px;
  const double total = options.psf_sigma_px > 0.0 ? options.psf_sigma_px
                       : of_file > 0.0            ? of_file
                                                  : known.psf_sigma_px;
  const double blur = camera.is_counting ? 0.0 : camera.integrating.blur_sigma_px;
  if (total <= 1.02 * blur) {
    throw UsageError({"[detector]", "psf_sigma_px", "more than blur_sigma_px, which is part of it",
                      std::to_string(total), "lower blur_sigma_px"});
  }
  camera.psf_sigma_px = std::sqrt(total * total - blur * blur);
}

/// Masked pixels read always the same; without branches: as fast as memory.
template <typename Stored>
std::vector<Stored> blinded(std::vector<Stored> pixels, const std::vector<std::uint8_t>& mask, double value) {
  const auto blind = static_cast<Stored>(static_cast<std::int64_t>(value));
  for (std::size_t i = 0; i < mask.size(); ++i) pixels[i] = mask[i] != 0 ? blind : pixels[i];
  return pixels;
}

}  // namespace

void describe(ParameterVisitor& visit, CameraOptions& options) {
  visit.text({"preset", "built-in camera: Pilatus 1M, Eiger 4M, MAR165, sCMOS"}, options.preset);
  visit.text({"file", "detector file instead of the preset; empty: the preset"}, options.file);
  visit.number({"distance_mm", "from the sample to the panel; 0: as preset or file say", 0.0, 1e5},
               options.distance_mm);
  visit.numbers({"offset_mm", "shift of the panel along its columns and rows", -1e4, 1e4}, options.offset_mm);
  visit.text({"response", "how photons become numbers", -1.0, 1.0, {"auto", "counting", "integrating"}},
             options.response);
  visit.text({"sensor", "formula of the sensor; auto: as the camera; none: every photon counts"},
             options.sensor);
  visit.number({"sensor_density_g_cm3", "0: silicon's", 0.0, 25.0}, options.sensor_density_g_cm3);
  visit.number({"sensor_thickness_mm", "0: as the camera", 0.0, 100.0}, options.sensor_thickness_mm);
  visit.number({"psf_sigma_px", "rms width of a point in the frame; 0: as the camera", 0.0, 20.0},
               options.psf_sigma_px);
  visit.number({"psf_tail_share", "share of the photons in a wider Gaussian", 0.0, 0.9},
               options.psf_tail_share);
  visit.number({"psf_tail_sigma_px", "rms width of that Gaussian", 0.1, 100.0}, options.psf_tail_sigma_px);
  visit.number({"dead_share", "share of pixels that always read zero", 0.0, 0.5}, options.dead_share);
  visit.number({"hot_share", "share of pixels that read too much", 0.0, 0.5}, options.hot_share);
  visit.number({"hot_photons", "what hot pixels read on average, photons", 0.0, 1e6}, options.hot_photons);
  visit.number({"zingers_per_frame", "mean number of pixels hit by cosmic or decay radiation", 0.0, 1e5},
               options.zingers_per_frame);
  visit.number({"zinger_photons", "mean size of such a hit, photons", 0.0, 1e6}, options.zinger_photons);
  describe(visit, options.integrating);
}

SimulatedCamera make_camera(const CameraOptions& options) {
  if (options.offset_mm.size() != 2) {
    throw UsageError({"[detector]", "offset_mm", "two numbers, along columns and rows",
                      std::to_string(options.offset_mm.size()) + " numbers", ""});
  }
  SimulatedCamera camera;
  camera.file = read_detector(options.file.empty() ? options.preset : options.file);
  Detector& panel = camera.file.detector;
  if (camera.file.format != "preset") panel.mask = mask_of_panel(camera.file.panel, panel.rows, panel.cols);
  place_panel(options, panel);
  check_detector(panel, options.file.empty() ? options.preset : options.file);
  const KnownCamera& known = known_camera(panel.name);
  camera.is_counting = options.response == "auto" ? known.is_counting : options.response == "counting";
  camera.stored = camera.is_counting == known.is_counting ? known.stored
                  : camera.is_counting                    ? StoredPixel::i32
                                                          : StoredPixel::u16;
  camera.blind_value = camera.is_counting == known.is_counting ? known.blind_value
                       : camera.is_counting                    ? i32_gap
                                                               : 0.0;
  camera.count_limit =
      std::isfinite(panel.saturation) ? panel.saturation : std::numeric_limits<std::int32_t>::max() - 1.0;
  camera.integrating = options.integrating;
  set_sensor(options, known, camera);
  set_width(options, known, camera);
  camera.psf_tail_share = options.psf_tail_share;
  camera.psf_tail_sigma_px = options.psf_tail_sigma_px;
  camera.defects = {options.dead_share, options.hot_share, options.hot_photons, options.zingers_per_frame,
                    options.zinger_photons};
  return camera;
}

SensorEfficiency::SensorEfficiency(const SimulatedCamera& camera, double energy_min_keV,
                                   double energy_max_keV) {
  if (camera.sensor.empty()) return;
  std::vector<double> depths = attenuation_1_m(camera.sensor, camera.sensor_density_g_cm3,
                                               EnergyTable::energies(energy_min_keV, energy_max_keV));
  for (double& depth : depths) depth *= camera.sensor_thickness_m;
  optical_depth_ = EnergyTable(energy_min_keV, std::move(depths));
}

double SensorEfficiency::operator()(double energy_keV, double cosine) const {
  return optical_depth_.empty() ? 1.0 : -std::expm1(-optical_depth_.at(energy_keV) / cosine);
}

Frame expose(const SimulatedCamera& camera, const LaueImage& image, const NoiseKey& key, bool poisson) {
  return expose(camera, PhotonBatches(image.expected(), key, poisson, camera.defects), key);
}

Frame expose(const SimulatedCamera& camera, const PhotonBatches& photons, const NoiseKey& key) {
  const std::vector<std::uint8_t>& mask = camera.file.detector.mask;
  Frame frame;
  frame.rows = camera.file.detector.rows;
  frame.cols = camera.file.detector.cols;
  frame.source = "simulated";
  frame.saturation = camera.is_counting ? camera.count_limit : camera.integrating.saturation;
  if (!camera.is_counting) {
    frame.pixels =
        blinded(read_out(photons, frame.rows, frame.cols, camera.integrating, key), mask, camera.blind_value);
  } else if (camera.stored == StoredPixel::u32) {
    frame.pixels = blinded(counted<std::uint32_t>(photons, camera.count_limit), mask, camera.blind_value);
  } else {
    frame.pixels = blinded(counted<std::int32_t>(photons, camera.count_limit), mask, camera.blind_value);
  }
  return frame;
}

}  // namespace lauelith::forward
