// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_file.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "src/detector_toml.h"
#include "src/frames.h"
#include "src/hdf5_reader.h"
#include "src/maps_layout.h"
#include "src/maps_tables.h"
#include "src/maps_writer.h"
#include "src/safe_file.h"

namespace lauelith {

using namespace maps_layout;

namespace {

constexpr std::size_t most_frames = 1000000;

std::size_t n_values(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

template <typename Row>
void read_column(const Hdf5Reader& reader, const std::string& group, const Column<Row>& column,
                 std::vector<Row>& rows) {
  const std::string place = group + "/" + column.name;
  if (!column.required && !reader.has(place)) return;
  const auto array = reader.numbers(place);
  const std::size_t n = n_values(column.shape);
  std::vector<std::size_t> shape{rows.size()};
  shape.insert(shape.end(), column.shape.begin(), column.shape.end());
  if (array.shape != shape) {
    throw InputError({reader.path(), place,
                      std::to_string(rows.size()) + " rows of " + std::to_string(n) + " numbers",
                      std::to_string(array.values.size()) + " numbers", "the file is damaged"});
  }
  if (column.stored != Stored::float64) {
    const bool fits = std::all_of(array.values.begin(), array.values.end(),
                                  [&column](double v) { return std::abs(v) <= column.largest; });
    if (!fits) {
      throw InputError({reader.path(), place, "whole numbers up to " + exact_text(column.largest),
                        "larger ones", "the file is damaged"});
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) column.set(rows[i], array.values.data() + i * n);
}

/// As many rows as the first column has. Peaks and reflections may be missing from maps of other programs.
template <typename Row>
std::vector<Row> read_table(const Hdf5Reader& reader, const std::string& group,
                            const std::vector<Column<Row>>& columns, bool may_miss = false) {
  if (may_miss && !reader.has(group + "/" + columns.front().name)) return {};
  const auto shape = reader.numbers(group + "/" + columns.front().name).shape;
  std::vector<Row> rows(shape.size() == 1 ? shape[0] : 0);
  for (const auto& column : columns) read_column(reader, group, column, rows);
  return rows;
}

void read_setting(const Hdf5Reader& reader, Maps& maps) {
  if (reader.has(sample_group + "/name")) maps.crystal = reader.text(sample_group + "/name");
  if (reader.has(sample_group + "/depth_model"))
    maps.depth_model = reader.text(sample_group + "/depth_model");
  if (reader.has(sample_group + "/tilt_deg")) {
    const auto tilt = reader.numbers(sample_group + "/tilt_deg").values;
    if (tilt.size() == 1) maps.sample_tilt_deg = tilt[0];
  }
  if (reader.has(sample_group + "/reciprocal_1_A")) {
    const auto B = reader.numbers(sample_group + "/reciprocal_1_A").values;
    if (B.size() == 9) maps.B_1_A = Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(B.data());
  }
  if (reader.has(detector_text)) {
    maps.detector = detector_of_toml(text_file_of(reader.path() + detector_text, reader.text(detector_text)));
    Detector& panel = maps.detector->detector;
    panel.mask = mask_of_panel(maps.detector->panel, panel.rows, panel.cols);
    maps.refined_panel = read_refined_panel(reader);
  }
}

void read_texts(const Hdf5Reader& reader, std::vector<FrameResult>& frames) {
  const auto texts = [&](const std::string& name) {
    const std::string place = map_group + "/" + name;
    std::vector<std::string> read = reader.has(place) ? reader.texts(place) : std::vector<std::string>();
    read.resize(frames.size());
    return read;
  };
  const auto sources = texts("source");
  const auto messages = texts("message");
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].source = sources[i];
    frames[i].message = messages[i];
  }
}

}  // namespace

void write_maps(const std::string& path, const Maps& maps, const Provenance& provenance, bool may_replace) {
  refuse_existing(path, may_replace);
  MapsWriter writer(path, maps.frames.size());
  writer.add(maps.frames, maps.stated_n_indexed);
  writer.finish(maps, {maps.ny, maps.nx}, maps_of_single_frames(maps.frames), provenance);
}

bool is_maps_file(const std::string& path) {
  try {
    const Hdf5Reader reader(path);
    reader.require_type("lauelith.maps", major_version);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

Maps read_maps(const std::string& path) {
  const Hdf5Reader reader(path);
  reader.require_type("lauelith.maps", major_version);
  MapsTables tables;
  tables.frames = read_table(reader, map_group, frame_columns());
  tables.peaks = read_table(reader, peak_group, peak_columns(), true);
  tables.grains = read_table(reader, grain_group, grain_columns());
  tables.reflections = read_table(reader, reflection_group, reflection_columns(), true);
  if (tables.frames.size() > most_frames)
    throw InputError({path, map_group, "at most 1000000 frames", "more", ""});
  Maps maps;
  maps.frames = frames_of(tables, path);
  read_texts(reader, maps.frames);
  const auto shape = reader.numbers(map_group + "/shape").values;
  if (shape.size() != 2 || shape[0] * shape[1] != static_cast<double>(maps.frames.size())) {
    throw InputError(
        {path, map_group + "/shape", "ny and nx of the frames", "others", "the file is damaged"});
  }
  maps.ny = static_cast<int>(shape[0]);
  maps.nx = static_cast<int>(shape[1]);
  read_setting(reader, maps);
  return maps;
}

}  // namespace lauelith
