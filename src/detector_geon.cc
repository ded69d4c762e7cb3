// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector_geon.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "src/frame_conventions.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr std::size_t largest_xml = std::size_t{16} << 20;
constexpr int deepest_xml = 64;

struct DepthCheck : pugi::xml_tree_walker {
  int deepest = 0;
  bool for_each(pugi::xml_node&) override {
    deepest = std::max(deepest, depth());
    return deepest <= deepest_xml;
  }
};

/// Line and column of a place in the joined lines.
InputError xml_error(const TextFile& text, std::ptrdiff_t offset, const std::string& expected,
                     const std::string& found) {
  int line = 1;
  auto left = std::max<std::ptrdiff_t>(offset, 0);
  for (const auto& content : text.lines) {
    if (left <= static_cast<std::ptrdiff_t>(content.size())) break;
    left -= static_cast<std::ptrdiff_t>(content.size()) + 1;
    ++line;
  }
  return text_error(text, line, static_cast<int>(left) + 1, expected, found);
}

pugi::xml_node child(const TextFile& text, const pugi::xml_node& parent, const char* name) {
  const auto node = parent.child(name);
  if (node) return node;
  throw xml_error(text, parent.offset_debug(), std::string("<") + name + "> inside <" + parent.name() + ">", "none");
}

std::vector<double> numbers(const TextFile& text, const pugi::xml_node& node, std::size_t n) {
  const TextFile inside = text_file_of(text.name, node.child_value());
  std::vector<double> values;
  for (int line = 1; line <= static_cast<int>(inside.lines.size()); ++line) {
    for (const auto& word : words_of_line(inside, line)) values.push_back(finite_number(word.text).value_or(NAN));
  }
  const bool all_finite = std::all_of(values.begin(), values.end(), [](double v) { return v == v; });
  if (values.size() == n && all_finite) return values;
  throw xml_error(text, node.offset_debug(), std::to_string(n) + " numbers in <" + node.name() + ">",
                  std::string(node.child_value()).substr(0, 60));
}

double unit_mm(const TextFile& text, const pugi::xml_node& node) {
  const std::string unit = node.attribute("unit").as_string("mm");
  const std::map<std::string, double> known{{"mm", 1.0}, {"m", 1e3}, {"micron", 1e-3}, {"um", 1e-3}};
  const auto found = known.find(unit);
  if (found != known.end()) return found->second;
  throw xml_error(text, node.offset_debug(), "unit mm, m or micron", unit);
}

void check_angle_unit(const TextFile& text, const pugi::xml_node& node) {
  const std::string unit = node.attribute("unit").as_string("radian");
  if (unit != "radian" && unit != "rad") throw xml_error(text, node.offset_debug(), "unit radian", unit);
}

pugi::xml_node detector_node(const TextFile& text, const pugi::xml_document& document, int index) {
  const auto detectors = child(text, child(text, document, "geoN"), "Detectors");
  std::string known;
  for (const auto& node : detectors.children("Detector")) {
    if (node.attribute("N").as_int(-1) == index) return node;
    known.append(" ").append(node.attribute("N").as_string("?"));
  }
  throw xml_error(text, detectors.offset_debug(), "a detector numbered " + std::to_string(index), "only" + known);
}

GeonPanel panel_of_node(const TextFile& text, const pugi::xml_node& node) {
  const auto pixels = numbers(text, child(text, node, "Npixels"), 2);
  const auto size_node = child(text, node, "size");
  const auto size = numbers(text, size_node, 2);
  const auto rotation_node = child(text, node, "R");
  check_angle_unit(text, rotation_node);
  const auto rotation = numbers(text, rotation_node, 3);
  const auto place_node = child(text, node, "P");
  const auto place = numbers(text, place_node, 3);
  GeonPanel panel;
  panel.nx = static_cast<int>(std::clamp(pixels[0], 0.0, 1e6));
  panel.ny = static_cast<int>(std::clamp(pixels[1], 0.0, 1e6));
  panel.size_mm = Vector2d(size[0], size[1]) * unit_mm(text, size_node);
  panel.rotation_rad = Vector3d(rotation[0], rotation[1], rotation[2]);
  panel.translation_mm = Vector3d(place[0], place[1], place[2]) * unit_mm(text, place_node);
  panel.id = std::string(trimmed(node.child_value("ID")));
  return panel;
}

DetectorFile file_of(const TextFile& text, const GeonPanel& panel, const std::string& format) {
  if (panel.nx < 1 || panel.ny < 1) {
    throw InputError({text.name, "Npixels", "numbers of pixels", std::to_string(panel.nx) + ", " +
                      std::to_string(panel.ny), ""});
  }
  DetectorFile file;
  file.detector = detector_of(panel);
  file.format = format;
  check_detector(file.detector, text.name);
  return file;
}

std::string words(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) text.append(text.empty() ? "" : " ").append(exact_text(value));
  return text;
}

/// Values of `$key value // remark` lines, by key.
std::map<std::string, Word> dollar_lines(const TextFile& text) {
  std::map<std::string, Word> values;
  for (int line = 1; line <= static_cast<int>(text.lines.size()); ++line) {
    const std::string_view whole = text.lines[static_cast<std::size_t>(line) - 1];
    if (whole.empty() || whole.front() != '$') continue;
    const auto end_of_key = std::min(whole.find_first_of(" \t"), whole.size());
    const auto value = trimmed(whole.substr(end_of_key, whole.find("//") - end_of_key));
    values[std::string(whole.substr(0, end_of_key))] = {std::string(value), line, static_cast<int>(end_of_key) + 2};
  }
  return values;
}

std::vector<double> dollar_numbers(const TextFile& text, const std::map<std::string, Word>& values,
                                   const std::string& key, std::size_t n) {
  const auto found = values.find(key);
  if (found == values.end()) {
    throw InputError({text.name, "", "a line \"" + key + "\"", "none", "check the number of the detector"});
  }
  std::vector<double> numbers;
  for (const auto& word : words_of_line({text.name, {found->second.text}}, 1, " \t,{}")) {
    numbers.push_back(number_at(text, {word.text, found->second.line, found->second.column}, key));
  }
  if (numbers.size() == n) return numbers;
  throw text_error(text, found->second.line, found->second.column, std::to_string(n) + " numbers",
                   found->second.text);
}

}  // namespace

Detector detector_of(const GeonPanel& panel) {
  const double angle = panel.rotation_rad.norm();
  const Vector3d axis = angle > 0.0 ? Vector3d(panel.rotation_rad / angle) : Vector3d::UnitZ();
  const Eigen::Matrix3d turn = conventions_of(Program::lauego).R_lab_from_their_lab *
                               Eigen::AngleAxisd(angle, axis).toRotationMatrix();
  const Vector2d pitch_mm(panel.size_mm.x() / panel.nx, panel.size_mm.y() / panel.ny);
  const Vector3d corner_mm = panel.translation_mm - Vector3d(0.5 * (panel.nx - 1) * pitch_mm.x(),
                                                             0.5 * (panel.ny - 1) * pitch_mm.y(), 0.0);
  Detector detector;
  detector.name = panel.id;
  detector.rows = panel.ny;
  detector.cols = panel.nx;
  detector.origin_m = turn * corner_mm * units::mm;
  detector.fast = turn.col(0);
  detector.slow = turn.col(1);
  detector.pitch_x_m = pitch_mm.x() * units::mm;
  detector.pitch_y_m = pitch_mm.y() * units::mm;
  return detector;
}

GeonPanel geon_panel(const Detector& detector) {
  Eigen::Matrix3d turn;
  turn << detector.fast, detector.slow, detector.fast.cross(detector.slow);
  turn = conventions_of(Program::lauego).R_lab_from_their_lab.transpose() * turn;
  const Eigen::AngleAxisd rotation{Eigen::Quaterniond(turn).normalized()};
  const Vector3d corner_mm =
      turn.transpose() * lab_vector_to(Program::lauego, detector.origin_m) / units::mm;
  const Vector2d pitch_mm = Vector2d(detector.pitch_x_m, detector.pitch_y_m) / units::mm;
  GeonPanel panel;
  panel.nx = detector.cols;
  panel.ny = detector.rows;
  panel.size_mm = {pitch_mm.x() * panel.nx, pitch_mm.y() * panel.ny};
  panel.rotation_rad = rotation.angle() * rotation.axis();
  panel.translation_mm = corner_mm + Vector3d(0.5 * (panel.nx - 1) * pitch_mm.x(),
                                              0.5 * (panel.ny - 1) * pitch_mm.y(), 0.0);
  panel.id = detector.name;
  return panel;
}

DetectorFile detector_of_geon_xml(const TextFile& text, int index) {
  const std::string all = joined(text);
  if (all.size() > largest_xml) throw InputError({text.name, "", "at most 16 MiB of XML", "more", ""});
  const auto doctype = all.find("<!DOCTYPE");
  if (doctype != std::string::npos) {
    throw xml_error(text, static_cast<std::ptrdiff_t>(doctype), "XML without document types", "a DOCTYPE");
  }
  pugi::xml_document document;
  const auto result = document.load_buffer(all.data(), all.size());
  if (!result) throw xml_error(text, result.offset, "XML", result.description());
  DepthCheck check;
  document.traverse(check);
  if (check.deepest > deepest_xml) throw InputError({text.name, "", "elements nested at most 64 deep", "more", ""});
  return file_of(text, panel_of_node(text, detector_node(text, document, index)), "geoN XML");
}

DetectorFile detector_of_geon_text(const TextFile& text, int index) {
  const auto values = dollar_lines(text);
  const std::string prefix = "$d" + std::to_string(index) + "_";
  const auto number = [&](const std::string& key) { return dollar_numbers(text, values, prefix + key, 1)[0]; };
  const auto rotation = dollar_numbers(text, values, prefix + "R", 3);
  const auto place = dollar_numbers(text, values, prefix + "P", 3);
  GeonPanel panel;
  panel.nx = static_cast<int>(std::clamp(number("Nx"), 0.0, 1e6));
  panel.ny = static_cast<int>(std::clamp(number("Ny"), 0.0, 1e6));
  panel.size_mm = {number("sizeX"), number("sizeY")};
  panel.rotation_rad = {rotation[0], rotation[1], rotation[2]};
  panel.translation_mm = {place[0], place[1], place[2]};
  const auto id = values.find(prefix + "detectorID");
  if (id != values.end()) panel.id = id->second.text;
  return file_of(text, panel, "geoN text");
}

std::string geon_text(const DetectorFile& file) {
  const GeonPanel panel = geon_panel(file.detector);
  const auto& R = panel.rotation_rad;
  const auto& P = panel.translation_mm;
  pugi::xml_document document;
  auto detectors = document.append_child("geoN").append_child("Detectors");
  detectors.append_attribute("Ndetectors") = 1;
  auto node = detectors.append_child("Detector");
  node.append_attribute("N") = 0;
  const auto add = [&node](const char* name, const char* unit, const std::string& value) {
    auto element = node.append_child(name);
    if (*unit != '\0') element.append_attribute("unit") = unit;
    element.text() = value.c_str();
  };
  add("Npixels", "", std::to_string(panel.nx) + " " + std::to_string(panel.ny));
  add("size", "mm", words({panel.size_mm.x(), panel.size_mm.y()}));
  add("R", "radian", words({R.x(), R.y(), R.z()}));
  add("P", "mm", words({P.x(), P.y(), P.z()}));
  add("ID", "", panel.id);
  std::ostringstream stream;
  document.save(stream, "  ");
  return stream.str();
}

void write_detector_geon(const std::string& path, const DetectorFile& file) {
  write_whole_file(path, geon_text(file));
}

}  // namespace lauelith
