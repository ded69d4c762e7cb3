// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_writer.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "src/detector_toml.h"
#include "src/failure.h"
#include "src/frames.h"
#include "src/maps_layout.h"

namespace lauelith {

using namespace maps_layout;

namespace {

std::size_t n_values(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

template <typename Row>
std::vector<double> values_of(const Column<Row>& column, const Row* rows, std::size_t n_rows) {
  const std::size_t n = n_values(column.shape);
  std::vector<double> values(n_rows * n);
  for (std::size_t i = 0; i < n_rows; ++i) column.get(rows[i], values.data() + i * n);
  return values;
}

Hdf5Writer::Number number_of(Stored stored) {
  if (stored == Stored::float64) return Hdf5Writer::Number::float64;
  return stored == Stored::int32 ? Hdf5Writer::Number::int32 : Hdf5Writer::Number::uint8;
}

/// A row with the number of its indexed peaks, which is not a member of a grain without spots.
std::vector<Column<GrainRow>> grain_columns_written() {
  auto columns = grain_columns();
  columns.push_back({"n_indexed",
                     "1",
                     "indexed peaks",
                     {},
                     Stored::int32,
                     false,
                     [](const GrainRow& row, double* out) { *out = row.n_indexed; },
                     [](GrainRow& row, const double* in) { row.n_indexed = static_cast<int>(*in); }});
  return columns;
}

Hdf5Writer::Growth growth_of(std::size_t n_frames, bool compressed) {
  constexpr std::size_t few = 16;  // a chunk of 4096 rows for a single image would be mostly empty
  return {n_frames <= few ? std::size_t{256} : std::size_t{4096}, compressed};
}

void write_columns(Hdf5Writer& writer, const std::vector<FrameRow>& rows) {
  for (const auto& column : frame_columns()) {
    const auto values = values_of(column, rows.data(), rows.size());
    std::vector<std::size_t> shape{rows.size()};
    shape.insert(shape.end(), column.shape.begin(), column.shape.end());
    const std::string place = map_group + "/" + column.name;
    const Hdf5Label label{column.units, column.long_name};
    if (column.stored == Stored::float64) writer.dataset(place, label, values, shape);
    if (column.stored == Stored::int32)
      writer.dataset(place, label, std::vector<std::int32_t>(values.begin(), values.end()), shape);
    if (column.stored == Stored::uint8)
      writer.dataset(place, label, std::vector<std::uint8_t>(values.begin(), values.end()), shape);
  }
}

void write_derived(Hdf5Writer& writer, const DerivedMaps& maps) {
  const std::string& group = derived_group;
  writer.group(group, "NXdata");
  const auto add = [&](const char* name, const char* units, const char* meaning,
                       const std::vector<double>& values) {
    writer.dataset(group + "/" + name, {units, meaning}, values, {values.size()});
  };
  add("von_mises", "1", "equivalent deviatoric strain sqrt(2/3 e:e) of the strongest accepted grain",
      maps.von_mises);
  add("misorientation_to_grain_mean_deg", "deg", "angle to the mean orientation of the grain of the map",
      maps.misorientation_to_grain_mean_deg);
  add("kam_deg", "deg", "mean angle to the neighbours of the same grain", maps.kam_deg);
  add("misorientation_noise_deg", "deg", "sqrt(2) standard errors of the orientation: equal points show this",
      maps.misorientation_noise_deg);
  add("peak_width_px", "pixel", "mean width of the indexed peaks", maps.peak_width_px);
  writer.dataset(group + "/grain_id", {"1", "row of mean_orientation: grain of the map; -1: none"},
                 std::vector<std::int32_t>(maps.grain_id.begin(), maps.grain_id.end()),
                 {maps.grain_id.size()});
  std::vector<double> orientations;
  std::vector<std::int32_t> sizes;
  for (const MapGrain& grain : maps.grains) {
    for (int i = 0; i < 9; ++i) orientations.push_back(grain.mean_R_sample_from_crystal(i / 3, i % 3));
    sizes.push_back(grain.n_points);
  }
  writer.dataset(group + "/mean_orientation", {"1", "R_sample_from_crystal, mean over the grain"},
                 orientations, {sizes.size(), 3, 3});
  writer.dataset(group + "/n_points", {"1", "points of the grain"}, sizes, {sizes.size()});
  writer.attribute(group, "signal", "von_mises");
  writer.attribute(group, "axes", std::vector<std::string>{"."});
}

void write_setting(Hdf5Writer& writer, const MapsSetting& setting) {
  const std::string& group = sample_group;
  writer.group(group, "NXsample");
  writer.text(group + "/name", {"1", "crystal that was looked for"}, setting.crystal);
  writer.dataset(group + "/tilt_deg", {"deg", "inclination of the scanned face about lab x"},
                 std::vector<double>{setting.sample_tilt_deg}, {});
  std::vector<double> B(9);
  Eigen::Map<Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(B.data()) = setting.B_1_A;
  writer.dataset(group + "/reciprocal_1_A", {"angstrom-1", "unstrained a*, b*, c* as columns, crystal frame"},
                 B, {3, 3});
  if (!setting.depth_model.empty()) {
    writer.text(group + "/depth_model", {"1", "where spots were taken to come from"}, setting.depth_model);
  }
  if (!setting.detector) return;
  writer.group("/entry/instrument", "NXinstrument");
  writer.group("/entry/instrument/detector", "NXdetector");
  writer.text(detector_text, {"1", "detector.toml"}, detector_toml_text(*setting.detector));
  if (setting.refined_panel) write_refined_panel(writer, *setting.refined_panel);
}

void begin_file(Hdf5Writer& writer) {
  writer.attribute("/", "type", "lauelith.maps");
  writer.attribute("/", "version", std::vector<int>{major_version, minor_version});
  writer.attribute("/", "NX_class", "NXroot");
  writer.attribute("/", "default", "entry");
  writer.group("/entry", "NXentry");
  writer.attribute("/entry", "default", "map");
  writer.group(map_group, "NXdata");
  for (const auto& group : {grain_group, peak_group, reflection_group}) writer.group(group, "NXcollection");
}

Hdf5Writer& begun(Hdf5Writer& writer) {
  begin_file(writer);
  return writer;
}

}  // namespace

template <typename Row>
GrowingTable<Row>::GrowingTable(Hdf5Writer& writer, std::string group, std::vector<Column<Row>> columns,
                                const Hdf5Writer::Growth& growth)
    : writer_(writer),
      group_(std::move(group)),
      columns_(std::move(columns)),
      rows_per_chunk_(growth.rows_per_chunk) {
  for (const auto& column : columns_) {
    writer_.growing(group_ + "/" + column.name, {column.units, column.long_name}, number_of(column.stored),
                    column.shape, growth);
  }
}

template <typename Row>
void GrowingTable<Row>::add(std::vector<Row> rows) {
  waiting_.insert(waiting_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  write(waiting_.size() - waiting_.size() % rows_per_chunk_);
}

template <typename Row>
void GrowingTable<Row>::finish() {
  write(waiting_.size());
}

template <typename Row>
void GrowingTable<Row>::write(std::size_t n) {
  if (n == 0) return;
  for (const auto& column : columns_)
    writer_.append(group_ + "/" + column.name, values_of(column, waiting_.data(), n));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<long>(n));
  n_written_ += n;
}

template class GrowingTable<PeakRow>;
template class GrowingTable<GrainRow>;
template class GrowingTable<ReflectionRow>;

MapsWriter::MapsWriter(const std::string& path, std::size_t n_frames, bool compressed)
    : path_(path),
      writer_(path),
      grains_(begun(writer_), grain_group, grain_columns_written(), growth_of(n_frames, compressed)),
      peaks_(writer_, peak_group, peak_columns(), growth_of(n_frames, compressed)),
      reflections_(writer_, reflection_group, reflection_columns(), growth_of(n_frames, compressed)) {}

void MapsWriter::add(std::vector<FrameResult> frames, const std::vector<int>& stated_n_indexed) {
  constexpr std::size_t few = 32;  // their rows stay in the cache
  if (frames.size() <= few || !stated_n_indexed.empty())
    return add_at_once(std::move(frames), stated_n_indexed);
  for (std::size_t i = 0; i < frames.size(); i += few) {
    const auto first = frames.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = first + static_cast<std::ptrdiff_t>(std::min(few, frames.size() - i));
    add_at_once({std::make_move_iterator(first), std::make_move_iterator(end)}, {});
  }
}

void MapsWriter::add_at_once(std::vector<FrameResult> frames, const std::vector<int>& stated_n_indexed) {
  const TableStart start{static_cast<int>(frames_.size()), static_cast<int>(peaks_.n_rows()),
                         static_cast<int>(grains_.n_rows())};
  MapsTables tables = tables_of(std::move(frames), start);
  if (tables.reflections.empty() && stated_n_indexed.size() == tables.grains.size()) {
    for (std::size_t i = 0; i < tables.grains.size(); ++i) tables.grains[i].n_indexed = stated_n_indexed[i];
  }
  frames_.insert(frames_.end(), std::make_move_iterator(tables.frames.begin()),
                 std::make_move_iterator(tables.frames.end()));
  grains_.add(std::move(tables.grains));
  peaks_.add(std::move(tables.peaks));
  reflections_.add(std::move(tables.reflections));
}

void MapsWriter::write_map(const Shape& shape) {
  const auto n = static_cast<std::int32_t>(frames_.size());
  const std::string& group = map_group;
  if (shape.nx > 0 && static_cast<long>(shape.ny) * shape.nx != n) {
    throw UsageError({path_, "shape of the map", std::to_string(n) + " frames",
                      std::to_string(shape.ny) + " × " + std::to_string(shape.nx),
                      "give the number of points per row"});
  }
  writer_.dataset(group + "/shape", {"1", "frames along y and along x"},
                  std::vector<std::int32_t>{shape.nx > 0 ? shape.ny : 1, shape.nx > 0 ? shape.nx : n}, {2});
  write_columns(writer_, frames_);
  std::vector<std::string> sources, messages;
  for (const FrameRow& row : frames_) {
    sources.push_back(row.result.source);
    messages.push_back(row.result.message);
  }
  writer_.texts(group + "/source", {"1", "file, and index in it, the frame came from"}, sources);
  writer_.texts(group + "/message", {"1", "what the status means for this frame"}, messages);
  writer_.attribute(group, "signal", "status");
  writer_.attribute(group, "axes", std::vector<std::string>{"x_um"});
  writer_.attribute(group, "x_um_indices", std::vector<int>{0});
  writer_.attribute(group, "y_um_indices", std::vector<int>{0});
}

void MapsWriter::finish(const MapsSetting& setting, const Shape& shape, const DerivedMaps& derived,
                        const Provenance& provenance) {
  grains_.finish();
  peaks_.finish();
  reflections_.finish();
  write_map(shape);
  write_derived(writer_, derived);
  write_setting(writer_, setting);
  write_provenance(writer_, provenance);
  writer_.finish();
}

DerivedMaps maps_of_single_frames(const std::vector<FrameResult>& frames) {
  DerivedMaps maps(frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& grains = frames[i].grains;
    const auto found = std::find_if(grains.begin(), grains.end(), [](const Grain& grain) {
      return grain.quality == GrainQuality::accepted;
    });
    if (frames[i].status != FrameStatus::ok || found == grains.end()) continue;
    maps.von_mises[i] = von_mises_strain(found->strain_deviatoric_sample);
    maps.peak_width_px[i] = found->peak_width_px;
    maps.grain_id[i] = static_cast<int>(maps.grains.size());
    maps.grains.push_back({found->R_sample_from_crystal, 1});
  }
  return maps;
}

}  // namespace lauelith
