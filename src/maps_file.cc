// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_file.h"

#include "src/detector_toml.h"
#include "src/frames.h"
#include "src/hdf5_reader.h"
#include "src/maps_layout.h"
#include "src/maps_portions.h"
#include "src/maps_table_reader.h"
#include "src/maps_writer.h"
#include "src/safe_file.h"

namespace lauelith {

using namespace maps_layout;

namespace {

constexpr std::size_t most_frames = 1000000;

template <typename Row>
std::vector<Row> read_table(const Hdf5Reader& reader, const std::string& group,
                            const std::vector<Column<Row>>& columns, bool may_miss = false) {
  const std::size_t n = n_rows_of(reader, group, columns.front().name, may_miss);
  RowReader rows(reader);
  return read_table_rows(rows, group, columns, n, {0, n});
}

void read_shape(const Hdf5Reader& reader, std::size_t n_frames, Maps& maps) {
  const auto shape = reader.numbers(map_group + "/shape").values;
  if (shape.size() != 2 || shape[0] * shape[1] != static_cast<double>(n_frames)) {
    throw InputError(
        {reader.path(), map_group + "/shape", "ny and nx of the frames", "others", "the file is damaged"});
  }
  maps.ny = static_cast<int>(shape[0]);
  maps.nx = static_cast<int>(shape[1]);
}

void read_setting(const Hdf5Reader& reader, std::size_t n_frames, Maps& maps) {
  read_shape(reader, n_frames, maps);
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
  read_setting(reader, maps.frames.size(), maps);
  return maps;
}

namespace {

/// Where the rows of each of `n_owners` begin in a table whose column `owner` is sorted; and its end.
std::vector<std::size_t> firsts_of(const Hdf5Reader& reader, const std::string& group,
                                   const std::string& owner, std::size_t n_owners) {
  constexpr std::size_t at_once = 1 << 20;
  const std::size_t n = n_rows_of(reader, group, owner, true);
  const std::string place = group + "/" + owner;
  RowReader rows(reader);
  std::vector<std::size_t> first;
  double last = 0.0;
  for (std::size_t begin = 0; begin < n; begin += at_once) {
    const auto owners = rows.rows(place, {begin, std::min(at_once, n - begin)}).values;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      if (!(owners[i] >= last) || owners[i] >= static_cast<double>(n_owners)) {
        throw InputError({reader.path(), place, "rising numbers below " + std::to_string(n_owners), "others",
                          "the file is damaged"});
      }
      last = owners[i];
      first.resize(static_cast<std::size_t>(last) + 1, begin + i);
    }
  }
  first.resize(n_owners + 1, n);
  return first;
}

}  // namespace

MapsPortions::MapsPortions(const std::string& path) : reader_(path), rows_(reader_) {
  reader_.require_type("lauelith.maps", major_version);
  n_frames_ = n_rows_of(reader_, map_group, frame_columns().front().name, false);
  if (n_frames_ > most_frames) throw InputError({path, map_group, "at most 1000000 frames", "more", ""});
  first_peak_ = firsts_of(reader_, peak_group, "frame", n_frames_);
  first_grain_ = firsts_of(reader_, grain_group, "frame", n_frames_);
  first_reflection_ = firsts_of(reader_, reflection_group, "grain", first_grain_.back());
}

Maps MapsPortions::setting() const {
  Maps maps;
  read_setting(reader_, n_frames_, maps);
  return maps;
}

std::vector<FrameResult> MapsPortions::frames(std::size_t first, std::size_t last, Content content) const {
  const auto range_of = [](const std::vector<std::size_t>& begins, std::size_t from, std::size_t to) {
    return RowRange{begins[from], begins[to] - begins[from]};
  };
  const RowRange grains = range_of(first_grain_, first, last);
  MapsTables tables;
  tables.frames = read_table_rows(rows_, map_group, frame_columns(), n_frames_, {first, last - first});
  tables.grains = read_table_rows(rows_, grain_group, grain_columns(), first_grain_.back(), grains);
  for (GrainRow& row : tables.grains) row.frame -= static_cast<int>(first);  // rows are those of the whole
  if (content == Content::grains) return frames_of(tables, reader_.path());
  const RowRange peaks = range_of(first_peak_, first, last);
  const RowRange reflections = range_of(first_reflection_, grains.first, grains.first + grains.n);
  tables.peaks = read_table_rows(rows_, peak_group, peak_columns(), first_peak_.back(), peaks);
  tables.reflections =
      read_table_rows(rows_, reflection_group, reflection_columns(), first_reflection_.back(), reflections);
  for (PeakRow& row : tables.peaks) row.frame -= static_cast<int>(first);
  for (ReflectionRow& row : tables.reflections) {
    row.grain -= static_cast<int>(grains.first);
    row.peak -= static_cast<int>(peaks.first);
  }
  return frames_of(tables, reader_.path());
}

}  // namespace lauelith
