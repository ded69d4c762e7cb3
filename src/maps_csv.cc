// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_csv.h"

#include <cmath>
#include <vector>

#include "src/maps_tables.h"
#include "src/rotation.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

std::string cell(double value) { return std::isfinite(value) ? exact_text(value) : "nan"; }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char character : text) out += character == '"' ? std::string("\"\"") : std::string(1, character);
  return out + "\"";
}

/// Names of the entries of a column: "_xx" … for six, "_xx_xx" … for 6 × 6, numbers from 1 otherwise.
std::vector<std::string> entry_names(const Column<GrainRow>& column) {
  const auto& shape = column.shape;
  if (shape.empty()) return {column.name};
  // The unit stays at the end: orientation_sigma_mrad becomes orientation_sigma_x_mrad.
  std::string stem = column.name;
  std::string unit;
  for (const std::string_view ending : {"_mrad", "_1_A"}) {
    if (!stem.ends_with(ending)) continue;
    unit = ending;
    stem.resize(stem.size() - ending.size());
  }
  const auto name_of = [](std::size_t i, std::size_t n) {
    return n == 6 ? std::string(tensor_component_names[i]) : std::to_string(i + 1);
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shape[0]; ++i) {
    const std::string first = stem + "_" + name_of(i, shape[0]);
    if (shape.size() == 1) names.push_back(first + unit);
    for (std::size_t j = 0; shape.size() == 2 && j < shape[1]; ++j)
      names.push_back(first + (shape[1] == 6 ? "_" : "") + name_of(j, shape[1]) + unit);
  }
  return names;
}

/// Layers that belong to a frame and not to one of its grains.
std::vector<const MapLayer*> frame_layers(const ScanLayers& scan) {
  std::vector<const MapLayer*> found;
  for (const char* name : {"von_mises", "misorientation_to_grain_mean_deg", "kam_deg", "grain_id"}) {
    if (const MapLayer* layer = scan.layer(name)) found.push_back(layer);
  }
  return found;
}

std::string head_of(const ScanLayers& scan, const std::vector<Column<GrainRow>>& columns) {
  std::string head = "frame,x_um,y_um,status,source,rank,phi1_deg,Phi_deg,phi2_deg,n_spots";
  for (const auto& column : columns) {
    for (const std::string& name : entry_names(column)) head += "," + name;
  }
  for (const MapLayer* layer : frame_layers(scan)) head += ",map_" + layer->name;
  return head + "\n";
}

std::string frame_cells(const ScanLayers& scan, std::size_t i) {
  const FrameResult& frame = scan.maps.frames[i];
  return std::to_string(i) + "," + cell(frame.x_um) + "," + cell(frame.y_um) + "," +
         std::to_string(static_cast<int>(frame.status)) + "," + quoted(frame.source);
}

std::string grain_cells(const GrainRow& row, std::size_t n_spots,
                        const std::vector<Column<GrainRow>>& columns) {
  const BungeAngles angles = bunge_from_rotation(row.grain.R_sample_from_crystal);
  std::string cells = "," + std::to_string(row.rank);
  for (const double angle : {angles.phi1, angles.Phi, angles.phi2}) cells += "," + cell(angle / units::deg);
  cells += "," + std::to_string(n_spots);
  for (const auto& column : columns) {
    std::vector<double> values(entry_names(column).size());
    column.get(row, values.data());
    for (const double value : values) cells += "," + cell(value);
  }
  return cells;
}

}  // namespace

std::string maps_csv(const ScanLayers& scan) {
  auto columns = grain_columns();
  std::erase_if(columns, [](const auto& column) { return column.name == "frame" || column.name == "rank"; });
  std::size_t n_cells = 5;
  for (const auto& column : columns) n_cells += entry_names(column).size();
  std::string text = head_of(scan, columns);
  const auto layers = frame_layers(scan);
  for (std::size_t i = 0; i < scan.maps.frames.size(); ++i) {
    std::string end;
    for (const MapLayer* layer : layers) end += "," + cell(layer->values[i]);
    const auto& grains = scan.maps.frames[i].grains;
    for (std::size_t rank = 0; rank < grains.size(); ++rank) {
      const GrainRow row{static_cast<int>(i), static_cast<int>(rank), grains[rank]};
      text += frame_cells(scan, i) + grain_cells(row, grains[rank].spots.size(), columns) + end + "\n";
    }
    if (!grains.empty()) continue;
    text += frame_cells(scan, i);
    for (std::size_t k = 0; k < n_cells; ++k) text += ",nan";
    text += end + "\n";
  }
  return text;
}

}  // namespace lauelith
