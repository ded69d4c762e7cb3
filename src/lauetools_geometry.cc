// SPDX-License-Identifier: BSD-3-Clause
#include "src/lauetools_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/units.h"

namespace lauelith {
namespace {

using Remarks = std::map<std::string, Word>;

/// `# key : value` lines, by key in lower case; the first of a key counts.
Remarks remarks_of(const TextFile& text) {
  Remarks remarks;
  for (int line = 1; line <= static_cast<int>(text.lines.size()); ++line) {
    const std::string_view whole = text.lines[static_cast<std::size_t>(line) - 1];
    const auto colon = whole.find(':');
    if (whole.empty() || whole.front() != '#' || colon == std::string_view::npos) continue;
    const std::string key = lower_case(trimmed(whole.substr(1, colon - 1)));
    const std::string_view value = trimmed(whole.substr(colon + 1));
    const auto column = value.empty() ? whole.size() : static_cast<std::size_t>(value.data() - whole.data());
    remarks.emplace(key, Word{std::string(value), line, static_cast<int>(column) + 1});
  }
  return remarks;
}

std::string remark_text(const Remarks& remarks, const std::string& key) {
  const auto found = remarks.find(key);
  return found == remarks.end() ? "" : found->second.text;
}

std::optional<double> remark_number(const TextFile& text, const Remarks& remarks, const std::string& key) {
  const auto found = remarks.find(key);
  if (found == remarks.end()) return std::nullopt;
  return number_at(text, found->second, key);
}

/// "(2018, 2016)": rows, columns.
void read_shape(const TextFile& text, const Remarks& remarks, LaueToolsCalibration& calibration) {
  const auto found = remarks.find("framedim");
  if (found == remarks.end()) return;
  const TextFile inside{text.name, {found->second.text}};
  const auto words = words_of_line(inside, 1, " \t,()[]");
  if (words.size() != 2) {
    throw text_error(text, found->second.line, found->second.column, "framedim : (rows, columns)",
                     found->second.text);
  }
  calibration.rows = integer_at(inside, words[0], "rows");
  calibration.cols = integer_at(inside, words[1], "columns");
}

void read_remarks(const TextFile& text, const Remarks& remarks, LaueToolsCalibration& calibration) {
  calibration.label = remark_text(remarks, "ccdlabel");
  calibration.material = remark_text(remarks, "material");
  read_shape(text, remarks, calibration);
  const std::string direction = remark_text(remarks, "kf_direction");
  if (!direction.empty() && direction != "Z>0") {
    const Word& word = remarks.at("kf_direction");
    throw text_error(text, word.line, word.column, "kf_direction : Z>0", direction,
                     "other geometries give xbet another meaning; write the panel as vectors in detector.toml");
  }
}

void note_other_pitch(const TextFile& text, const Remarks& remarks, LaueToolsCalibration& calibration) {
  const auto other = remark_number(text, remarks, "ypixelsize");
  if (!other || std::abs(*other / calibration.five.pixel_mm - 1.0) < 1e-9) return;
  calibration.notes.push_back("ypixelsize " + exact_text(*other) + " differs from the pixel size " +
                              exact_text(calibration.five.pixel_mm) + ", which is used for both axes");
}

/// The commented copies of the numbers of line 1 are rounded; anything beyond rounding is worth a word.
void note_disagreement(const TextFile& text, const Remarks& remarks, LaueToolsCalibration& calibration) {
  const auto& five = calibration.five;
  const std::array<std::pair<const char*, double>, 5> pairs{{{"dd", five.distance_mm},
                                                             {"xcen", five.xcen_px},
                                                             {"ycen", five.ycen_px},
                                                             {"xbet", five.xbet_deg},
                                                             {"xgam", five.xgam_deg}}};
  for (const auto& [key, used] : pairs) {
    const auto other = remark_number(text, remarks, key);
    if (!other || std::abs(*other - used) <= 0.0051) continue;
    calibration.notes.push_back(std::string(key) + " is " + exact_text(used) + " in line 1, which is used, and " +
                                exact_text(*other) + " further down");
  }
}

double required(const TextFile& text, const Remarks& remarks, const std::string& key) {
  const auto value = remark_number(text, remarks, key);
  if (value) return *value;
  throw InputError({text.name, "", "a line \"# " + key + " : number\"", "none", "the calibration is incomplete"});
}

const DetectorFile* camera_of(const std::vector<DetectorFile>& presets, const LaueToolsCalibration& calibration) {
  for (const auto& preset : presets) {
    const bool same_label = !calibration.label.empty() && preset.lauetools_label == calibration.label;
    const bool same_pixel = calibration.label.empty() && !preset.lauetools_label.empty() &&
                            std::abs(preset.detector.pitch_x_m / units::mm - calibration.five.pixel_mm) < 1e-9;
    if (same_label || same_pixel) return &preset;
  }
  return nullptr;
}

void note_camera(const DetectorFile& camera, const LaueToolsCalibration& calibration, DetectorFile& file) {
  const double usual_mm = camera.detector.pitch_x_m / units::mm;
  if (std::abs(usual_mm / calibration.five.pixel_mm - 1.0) > 1e-6) {
    file.notes.push_back("pixel size " + exact_text(calibration.five.pixel_mm) + " mm is used; the camera " +
                         calibration.label + " usually has " + exact_text(usual_mm) + " mm");
  }
  if (!calibration.rows) {
    file.notes.push_back("size " + std::to_string(camera.detector.rows) + " × " +
                         std::to_string(camera.detector.cols) + " assumed: that of " + camera.detector.name);
  }
}

}  // namespace

bool is_det(const TextFile& text) {
  if (text.lines.empty()) return false;
  const auto words = words_of_line(text, 1, ", \t");
  return words.size() >= 6 && text.lines[0].find(',') != std::string::npos &&
         finite_number(words[0].text).has_value();
}

LaueToolsCalibration calibration_of_det(const TextFile& text) {
  const auto words = words_of_line(text, 1, ", \t");
  const std::array<const char*, 8> names{"dd", "xcen", "ycen", "xbet", "xgam", "pixelsize", "dim1", "dim2"};
  std::array<double, 8> values{};
  for (std::size_t i = 0; i < std::min(words.size(), names.size()); ++i) {
    values[i] = number_at(text, words[i], std::string("the number ") + names[i]);
  }
  LaueToolsCalibration calibration;
  calibration.five = {values[0], values[1], values[2], values[3], values[4], values[5]};
  const Remarks remarks = remarks_of(text);
  read_remarks(text, remarks, calibration);
  if (words.size() >= 8) {
    calibration.rows = integer_at(text, words[6], "rows");
    calibration.cols = integer_at(text, words[7], "columns");
  }
  calibration.five.pixel_mm = remark_number(text, remarks, "xpixelsize").value_or(calibration.five.pixel_mm);
  note_disagreement(text, remarks, calibration);
  note_other_pitch(text, remarks, calibration);
  return calibration;
}

DetectorFile detector_of_det(const TextFile& text) {
  DetectorFile file = detector_of(calibration_of_det(text), text.name);
  file.format = "det";
  return file;
}

bool has_lauetools_calibration(const TextFile& text) {
  const Remarks remarks = remarks_of(text);
  return remarks.contains("dd") && remarks.contains("xcen") && remarks.contains("xgam");
}

LaueToolsCalibration calibration_of_cor(const TextFile& text) {
  const Remarks remarks = remarks_of(text);
  LaueToolsCalibration calibration;
  read_remarks(text, remarks, calibration);
  const auto pixel = remark_number(text, remarks, "xpixelsize");
  calibration.five = {required(text, remarks, "dd"),   required(text, remarks, "xcen"),
                      required(text, remarks, "ycen"), required(text, remarks, "xbet"),
                      required(text, remarks, "xgam"), pixel ? *pixel : required(text, remarks, "pixelsize")};
  note_other_pitch(text, remarks, calibration);
  return calibration;
}

DetectorFile detector_of_cor(const TextFile& text) {
  DetectorFile file = detector_of(calibration_of_cor(text), text.name);
  file.format = "cor";
  return file;
}

DetectorFile detector_of(const LaueToolsCalibration& calibration, const std::string& name) {
  if (!(calibration.five.distance_mm > 0.0)) {
    throw InputError({name, "dd", "a positive distance", exact_text(calibration.five.distance_mm), ""});
  }
  const auto presets = built_in_detectors();
  const DetectorFile* camera = camera_of(presets, calibration);
  if (!calibration.rows && camera == nullptr) {
    throw InputError({name, "", "the size of the frame (dim1, dim2, framedim or a known CCDLabel)", "none",
                      "add the numbers of rows and columns at the end of line 1"});
  }
  DetectorFile file;
  file.lauetools_label = calibration.label;
  file.notes = calibration.notes;
  if (camera != nullptr) {
    file.detector.name = camera->detector.name;
    file.detector.saturation = camera->detector.saturation;
    note_camera(*camera, calibration, file);
  } else {
    file.detector.name = calibration.label;
  }
  file.detector.rows = calibration.rows ? *calibration.rows : camera->detector.rows;
  file.detector.cols = calibration.cols ? *calibration.cols : camera->detector.cols;
  file.detector = placed(file.detector, calibration.five);
  check_detector(file.detector, name);
  return file;
}

TwoThetaChi angles_of_pixel(const Detector& detector, const Eigen::Vector2d& px) {
  const Eigen::Vector3d u = ray_of_pixel(detector, px);
  return {std::acos(std::clamp(u.y(), -1.0, 1.0)) / units::deg, std::atan(-u.x() / u.z()) / units::deg};
}

}  // namespace lauelith
