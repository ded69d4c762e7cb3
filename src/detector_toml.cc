// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector_toml.h"

#include <Eigen/Geometry>
#include <cmath>

#include "src/parameter_text.h"
#include "src/safe_file.h"
#include "src/study_reader.h"
#include "src/toml_text.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr double most_pixels_per_side = 16384.0;

constexpr double largest = 1e9;

[[noreturn]] void refuse(const std::string& file, const std::string& expected, const std::string& found) {
  throw InputError({file, "", expected, found, "see the example in `lauelith index --help`"});
}

/// The parser takes ASCII only; comments may hold anything, and are not read.
std::string without_foreign_comments(const TextFile& text) {
  std::string all;
  for (std::string line : text.lines) {
    char quote = '\0';
    bool in_comment = false;
    for (char& c : line) {
      if (in_comment && static_cast<unsigned char>(c) > 0x7e) c = '?';
      if (!in_comment && quote == '\0' && c == '#') in_comment = true;
      if (!in_comment && (c == '"' || c == '\'') && (quote == '\0' || quote == c))
        quote = quote == '\0' ? c : '\0';
    }
    all += line + "\n";
  }
  return all;
}

DetectorKeys keys_of(const TextFile& text) {
  try {
    const toml::table table = parse_toml(without_foreign_comments(text), text.name);
    StudyReader reader(table, text.name, "detector");
    DetectorKeys keys;
    describe(reader, keys);
    reader.refuse_unvisited();
    return keys;
  } catch (const UsageError& error) {
    throw InputError({"", "", "", "", error.what()});  // a detector file is input data, not the study
  }
}

void check_length(const TextFile& text, const std::vector<double>& values, std::size_t n,
                  const std::string& key) {
  if (values.size() == n || values.empty()) return;
  refuse(text.name, std::to_string(n) + " numbers in " + key, std::to_string(values.size()));
}

Eigen::Vector3d vector_of(const std::vector<double>& values) { return {values[0], values[1], values[2]}; }

Detector placed_by_vectors(const TextFile& text, Detector detector, const DetectorKeys& keys) {
  if (keys.fast.empty() || keys.slow.empty())
    refuse(text.name, "origin_mm, fast and slow together", "only some");
  detector.origin_m = vector_of(keys.origin_mm) * units::mm;
  detector.fast = vector_of(keys.fast);
  detector.slow = vector_of(keys.slow);
  detector.pitch_x_m = keys.pixel_mm * units::mm;
  detector.pitch_y_m = (std::isnan(keys.pixel_y_mm) ? keys.pixel_mm : keys.pixel_y_mm) * units::mm;
  return detector;
}

Detector placed_by_five(const TextFile& text, const Detector& detector, const DetectorKeys& keys) {
  if (std::isnan(keys.distance_mm) || keys.foot_px.empty()) {
    refuse(text.name, "distance_mm and foot_px, or origin_mm, fast and slow", "neither complete");
  }
  if (!std::isnan(keys.pixel_y_mm)) refuse(text.name, "origin_mm, fast, slow with pixel_y_mm", "distance_mm");
  return placed(detector, {keys.distance_mm, keys.foot_px[0] + 1.0, keys.foot_px[1] + 1.0, keys.xbet_deg,
                           keys.xgam_deg, keys.pixel_mm});
}

void check_modules(const TextFile& text, const DetectorKeys& keys) {
  if (keys.module_px.size() != keys.module_gap_px.size()) {
    refuse(text.name, "module_px and module_gap_px together", "only one of them");
  }
  for (std::size_t axis = 0; axis < keys.module_px.size(); ++axis) {
    const double side = keys.shape[1 - axis];
    const double n = (side + keys.module_gap_px[axis]) / (keys.module_px[axis] + keys.module_gap_px[axis]);
    if (n == std::round(n) && n >= 1.0) continue;
    refuse(text.name, "whole modules and gaps across " + exact_text(side) + " pixels",
           exact_text(n) + " modules");
  }
}

void check_lengths(const TextFile& text, const DetectorKeys& keys) {
  if (keys.shape.size() != 2) refuse(text.name, "shape = [rows, columns]", "none");
  if (std::isnan(keys.pixel_mm)) refuse(text.name, "pixel_mm", "none");
  check_length(text, keys.foot_px, 2, "foot_px");
  check_length(text, keys.origin_mm, 3, "origin_mm");
  check_length(text, keys.fast, 3, "fast");
  check_length(text, keys.slow, 3, "slow");
  check_length(text, keys.module_px, 2, "module_px");
  check_length(text, keys.module_gap_px, 2, "module_gap_px");
  check_modules(text, keys);
}

/// Without the last digits, which are rounding noise of the conversion: 490 rather than 489.9999999999999.
double tidy(double value) { return std::round(value * 1e11) / 1e11; }

DetectorKeys keys_from(const DetectorFile& file) {
  const Detector& detector = file.detector;
  DetectorKeys keys;
  keys.name = detector.name;
  keys.shape = {static_cast<double>(detector.rows), static_cast<double>(detector.cols)};
  keys.pixel_mm = tidy(detector.pitch_x_m / units::mm);
  keys.flip = detector.flip;
  keys.saturation = detector.saturation;
  keys.mask = file.mask_file;
  keys.psf_sigma_px = detector.psf_sigma_px;
  keys.sigma_floor_px = detector.sigma_floor_px;
  keys.module_px = file.panel.module_px;
  keys.module_gap_px = file.panel.module_gap_px;
  keys.field_radius_px = file.panel.field_radius_px;
  keys.lauetools_label = file.lauetools_label;
  return keys;
}

bool has_five_parameter_form(const Detector& detector) {
  return std::abs(detector.pitch_x_m / detector.pitch_y_m - 1.0) < 1e-15 &&
         std::abs(five_parameters(detector).beam_rotation_rad) < 1e-15 &&
         detector.fast.cross(detector.slow).dot(detector.origin_m) > 0.0;
}

/// Numbers of pixels are written without a fraction, as other readers expect of a shape.
std::string whole_numbers(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    text += (text.empty() ? "[" : ", ") + std::to_string(static_cast<long>(value));
  }
  return text + "]";
}

/// Prints the keys that differ from their defaults.
class KeyPrinter : public ParameterVisitor {
 public:
  explicit KeyPrinter(const std::vector<std::string>& left_out) : left_out_(left_out) {}
  void number(const ParameterInfo& info, double& value) override {
    if (std::isfinite(value)) print(info, toml_value(value));
  }
  void integer(const ParameterInfo& info, int& value) override { print(info, toml_value(value)); }
  void flag(const ParameterInfo& info, bool& value) override { print(info, toml_value(value)); }
  void text(const ParameterInfo& info, std::string& value) override {
    if (!value.empty()) print(info, toml_value(value));
  }
  void numbers(const ParameterInfo& info, std::vector<double>& values) override {
    if (values.empty()) return;
    print(info, info.max == most_pixels_per_side ? whole_numbers(values) : toml_value(values));
  }
  std::string written() const { return written_; }

 private:
  void print(const ParameterInfo& info, const std::string& value) {
    for (const auto& key : left_out_) {
      if (info.key == key) return;
    }
    written_ += std::string(info.key) + " = " + value + "\n";
  }
  std::vector<std::string> left_out_;
  std::string written_;
};

std::vector<double> values_of(const Eigen::Vector3d& v) { return {v.x(), v.y(), v.z()}; }

}  // namespace

void describe(ParameterVisitor& visit, DetectorKeys& keys) {
  visit.text({"name", "what the detector is called"}, keys.name);
  visit.numbers({"shape", "rows and columns of a stored frame", 1, most_pixels_per_side}, keys.shape);
  visit.number({"pixel_mm", "pixel pitch along x, and along y if pixels are square", 1e-4, 100},
               keys.pixel_mm);
  visit.number({"pixel_y_mm", "pixel pitch along y; vector form only", 1e-4, 100}, keys.pixel_y_mm);
  visit.text({"flip", "turn of stored frames before use", -largest, largest, {"none", "lr", "ud", "rot180"}},
             keys.flip);
  visit.number({"distance_mm", "from the source to the panel along its normal", 0.1, 1e6}, keys.distance_mm);
  visit.numbers({"foot_px", "where that normal meets the panel, zero-based x and y", -largest, largest},
                keys.foot_px);
  visit.number({"xbet_deg", "tilt of the normal towards the beam", -180, 180}, keys.xbet_deg);
  visit.number({"xgam_deg", "turn of the panel about its normal", -180, 180}, keys.xgam_deg);
  visit.numbers({"origin_mm", "centre of pixel (0, 0) in the lab frame", -largest, largest}, keys.origin_mm);
  visit.numbers({"fast", "unit vector along x_px in the lab frame", -1.000001, 1.000001}, keys.fast);
  visit.numbers({"slow", "unit vector along y_px in the lab frame", -1.000001, 1.000001}, keys.slow);
  visit.number({"saturation", "stored value from which a pixel is clipped", 0}, keys.saturation);
  visit.text({"mask", "image of the same shape, non-zero where a pixel must not be used"}, keys.mask);
  visit.number({"psf_sigma_px", "Gaussian point spread; 0: measured from the frame", 0, 100},
               keys.psf_sigma_px);
  visit.number({"sigma_floor_px", "systematic position error per axis, added to every peak", 0, 10},
               keys.sigma_floor_px);
  visit.numbers({"module_px", "columns and rows of one module", 1, most_pixels_per_side}, keys.module_px);
  visit.numbers({"module_gap_px", "blind columns and rows between modules", 0, most_pixels_per_side},
                keys.module_gap_px);
  visit.number({"field_radius_px", "radius of a round field of view; 0: the whole panel", 0, 16384},
               keys.field_radius_px);
  visit.text({"lauetools_label", "CCDLabel of the camera in LaueTools"}, keys.lauetools_label);
}

DetectorFile detector_of_toml(const TextFile& text) {
  const DetectorKeys keys = keys_of(text);
  check_lengths(text, keys);
  DetectorFile file;
  file.format = "toml";
  Detector& detector = file.detector;
  detector.name = keys.name;
  detector.rows = static_cast<int>(keys.shape[0]);
  detector.cols = static_cast<int>(keys.shape[1]);
  detector.saturation = keys.saturation;
  detector.psf_sigma_px = keys.psf_sigma_px;
  detector.sigma_floor_px = keys.sigma_floor_px;
  detector.flip = keys.flip;
  const bool by_vectors = !keys.origin_mm.empty() || !keys.fast.empty() || !keys.slow.empty();
  if (by_vectors && (!std::isnan(keys.distance_mm) || !keys.foot_px.empty() || keys.origin_mm.empty())) {
    refuse(text.name, "distance_mm and foot_px, or origin_mm, fast and slow", "a mixture");
  }
  detector = by_vectors ? placed_by_vectors(text, detector, keys) : placed_by_five(text, detector, keys);
  file.panel = {keys.module_px, keys.module_gap_px, keys.field_radius_px};
  check_detector(detector, text.name);
  file.mask_file = keys.mask;
  file.lauetools_label = keys.lauetools_label;
  return file;
}

std::string detector_toml_text(const DetectorFile& file) {
  DetectorKeys keys = keys_from(file);
  std::vector<std::string> left_out;
  if (has_five_parameter_form(file.detector)) {
    const auto five = five_parameters(file.detector).five;
    keys.distance_mm = tidy(five.distance_mm);
    keys.foot_px = {tidy(five.xcen_px - 1.0), tidy(five.ycen_px - 1.0)};
    keys.xbet_deg = tidy(five.xbet_deg);
    keys.xgam_deg = tidy(five.xgam_deg);
  } else {
    left_out = {"xbet_deg", "xgam_deg"};
    keys.pixel_mm = file.detector.pitch_x_m / units::mm;
    keys.pixel_y_mm = file.detector.pitch_y_m / units::mm;
    keys.origin_mm = values_of(file.detector.origin_m / units::mm);
    keys.fast = values_of(file.detector.fast);
    keys.slow = values_of(file.detector.slow);
  }
  KeyPrinter printer(left_out);
  describe(printer, keys);
  return printer.written();
}

void write_detector_toml(const std::string& path, const DetectorFile& file) {
  write_whole_file(path, detector_toml_text(file));
}

}  // namespace lauelith
