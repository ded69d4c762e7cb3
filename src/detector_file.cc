// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector_file.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "src/detector_geon.h"
#include "src/detector_toml.h"
#include "src/did_you_mean.h"
#include "src/embedded.h"
#include "src/lauetools_geometry.h"

namespace lauelith {
namespace {

constexpr int most_pixels_per_side = 16384;

std::string key_of(std::string_view name) {
  std::string key = lower_case(name);
  std::erase(key, ' ');
  return key;
}

DetectorFile parsed(const embedded::EmbeddedFile& file) {
  DetectorFile preset = detector_of_toml(text_file_of(std::string(file.name), file.content));
  preset.format = "preset";
  return preset;
}

DetectorFile with_mask(DetectorFile file) {
  file.detector.mask = mask_of_panel(file.panel, file.detector.rows, file.detector.cols);
  return file;
}

std::string first_words(const TextFile& text) {
  for (const auto& line : text.lines) {
    const auto words = trimmed(line);
    if (!words.empty()) return std::string(words.substr(0, 60));
  }
  return "";
}

DetectorFile read_recognised(const TextFile& text, const DetectorFileOptions& options) {
  const std::string head = first_words(text);
  if (head.empty()) throw InputError({text.name, "", "a detector description", "an empty file", ""});
  if (head.front() == '<') return detector_of_geon_xml(text, options.panel);
  if (head.front() == '$') return detector_of_geon_text(text, options.panel);
  if (is_det(text)) return detector_of_det(text);
  if (has_lauetools_calibration(text)) return detector_of_cor(text);
  if (joined(text).find('=') != std::string::npos) return detector_of_toml(text);
  throw text_error(text, 1, 1, "a detector file (TOML, LaueTools .det, 34-ID geoN XML)", "\"" + head + "\"",
                   did_you_mean(text.name, detector_presets()));
}

}  // namespace

void describe(ParameterVisitor& visit, DetectorFileOptions& options) {
  visit.integer({"panel", "which detector of a file that describes several", 0, 1000}, options.panel);
}

DetectorFile read_detector(const std::string& path_or_preset, const DetectorFileOptions& options) {
  const bool exists = std::filesystem::exists(path_or_preset);
  if (!exists && is_detector_preset(path_or_preset)) return detector_preset(path_or_preset);
  if (!exists) {
    throw InputError({path_or_preset, "", "a detector file or a built-in detector", "neither of that name",
                      did_you_mean(path_or_preset, detector_presets())});
  }
  DetectorFile file = read_recognised(read_text_file(path_or_preset), options);
  check_detector(file.detector, path_or_preset);
  return with_mask(std::move(file));
}

std::vector<std::string> detector_presets() {
  std::vector<std::string> names;
  for (const auto& preset : built_in_detectors()) names.push_back(preset.detector.name);
  return names;
}

std::vector<DetectorFile> built_in_detectors() {
  std::vector<DetectorFile> presets;
  for (const auto& file : embedded::detectors) presets.push_back(parsed(file));
  return presets;
}

bool is_detector_preset(const std::string& name) {
  const auto names = detector_presets();
  return std::any_of(names.begin(), names.end(), [&](const auto& n) { return key_of(n) == key_of(name); });
}

DetectorFile detector_preset(const std::string& name) {
  for (auto&& preset : built_in_detectors()) {
    if (key_of(preset.detector.name) == key_of(name)) return with_mask(std::move(preset));
  }
  throw UsageError({name, "", "a built-in detector", "none of that name", did_you_mean(name, detector_presets())});
}

FiveParameterForm five_parameter_form(const Detector& detector, const std::string& path) {
  if (std::abs(detector.pitch_x_m / detector.pitch_y_m - 1.0) > 1e-9) {
    throw UsageError({path, "", "square pixels", "two different pitches", "write detector.toml instead"});
  }
  if (detector.fast.cross(detector.slow).dot(detector.origin_m) < 0.0) {
    throw UsageError({path, "", "a panel that is not mirrored", "rows and columns that run the other way",
                      "write detector.toml instead"});
  }
  const auto view = five_parameters(detector);
  FiveParameterForm form{view.five, ""};
  if (std::abs(view.beam_rotation_rad) > 1e-12) {
    form.note = "detector and crystal are turned about the beam by " + exact_text(view.beam_rotation_rad) +
                " rad, because five parameters cannot hold that turn";
  }
  return form;
}

void check_detector(const Detector& detector, const std::string& name) {
  const auto refuse = [&](const std::string& expected, const std::string& found) {
    throw InputError({name, "", expected, found, "check the detector description"});
  };
  if (std::min(detector.rows, detector.cols) < 1 || std::max(detector.rows, detector.cols) > most_pixels_per_side) {
    refuse("1 to 16384 rows and columns", std::to_string(detector.rows) + " × " + std::to_string(detector.cols));
  }
  for (const double pitch_m : {detector.pitch_x_m, detector.pitch_y_m}) {
    if (!(pitch_m > 1e-7 && pitch_m < 0.1)) refuse("pixels between 0.1 µm and 100 mm", exact_text(pitch_m) + " m");
  }
  const double skew = std::abs(detector.fast.dot(detector.slow)) + std::abs(detector.fast.norm() - 1.0) +
                      std::abs(detector.slow.norm() - 1.0);
  if (!(skew < 1e-6)) refuse("fast and slow of length 1 and perpendicular", "off by " + exact_text(skew));
  if (!(detector.distance_m() > 1e-4 && detector.distance_m() < 1e3)) {
    refuse("a distance between 0.1 mm and 1 km", exact_text(detector.distance_m()) + " m");
  }
}

}  // namespace lauelith
