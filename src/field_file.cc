// SPDX-License-Identifier: BSD-3-Clause
#include "src/field_file.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"
#include "src/orientation_list.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr int major_version = 1;
constexpr int minor_version = 0;
constexpr std::size_t most_voxels = 400000000;
const std::string group = "/field";
const std::string gradient = group + "/displacement_gradient_elastic";

std::vector<std::size_t> voxel_shape(const FieldGrid& grid) { return {grid.n[2], grid.n[1], grid.n[0]}; }

std::vector<double> in_um(const Eigen::Vector3d& v_m) {
  return {v_m.x() / units::um, v_m.y() / units::um, v_m.z() / units::um};
}

void write_frame(Hdf5Writer& writer, const FieldFrame& frame) {
  const auto shape = voxel_shape(frame.grid);
  writer.dataset(group + "/origin_um", {"um", "centre of the first voxel: x, y, z of the cell frame"},
                 in_um(frame.grid.origin_m), {3});
  writer.dataset(group + "/spacing_um", {"um", "distance of voxel centres along x, y, z"},
                 in_um(frame.grid.spacing_m), {3});
  writer.dataset(group + "/phase", {"1", "0 empty, 1 solid electrolyte, 2 lithium"}, frame.phase, shape);
  writer.dataset(group + "/grain", {"1", "row of orientation; -1: none"}, frame.grain, shape);
  write_orientation_list(writer, group + "/orientation", frame.R_sample_from_crystal);
}

/// One array over time and voxels from the same member of every moment.
template <typename Member>
void write_over_time(Hdf5Writer& writer, const std::string& place, const Hdf5Label& label,
                     std::vector<std::size_t> shape, const std::vector<FieldMoment>& moments, Member values) {
  std::vector<float> all;
  for (const FieldMoment& moment : moments) {
    const std::vector<float>& part = values(moment);
    all.insert(all.end(), part.begin(), part.end());
  }
  shape.insert(shape.begin(), moments.size());
  writer.dataset(place, label, all, shape);
}

void write_moments(Hdf5Writer& writer, const FieldGrid& grid, const std::vector<FieldMoment>& moments) {
  std::vector<double> times;
  std::vector<std::string> labels;
  for (const FieldMoment& moment : moments) {
    times.push_back(moment.time_s);
    labels.push_back(moment.label);
  }
  writer.dataset(group + "/time_s", {"s", "time of each moment"}, times, {times.size()});
  writer.texts(group + "/label", {"1", "name of each moment"}, labels);
  auto shape = voxel_shape(grid);
  for (std::size_t s = 0; s < moments.front().scalars.size(); ++s) {
    const FieldScalar& scalar = moments.front().scalars[s];
    write_over_time(
        writer, group + "/" + scalar.name, {scalar.units, scalar.long_name}, shape,
        moments, [s](const FieldMoment& moment) -> auto& { return moment.scalars[s].values; });
  }
  if (!moments.front().mosaic_mrad.empty()) {
    write_over_time(
        writer, group + "/mosaic_mrad", {"mrad", "rms width of the orientations in a voxel"}, shape, moments,
        [](const FieldMoment& moment) -> auto& { return moment.mosaic_mrad; });
  }
  shape.push_back(9);
  write_over_time(
      writer, gradient, {"1", "H, row-major, sample frame; the lattice is deformed by I + H"}, shape, moments,
      [](const FieldMoment& moment) -> auto& { return moment.H; });
}

[[noreturn]] void refuse(const Hdf5Reader& reader, const std::string& place, const std::string& expected,
                         const std::string& found) {
  throw InputError({reader.path(), place, expected, found, "see the layout of fields.h5 in the README"});
}

std::vector<double> numbers_of_shape(const Hdf5Reader& reader, const std::string& place,
                                     const std::vector<std::size_t>& shape) {
  auto array = reader.numbers(place);
  if (array.shape != shape) refuse(reader, place, "the shape of the other members", "another shape");
  return std::move(array.values);
}

FieldGrid read_grid(const Hdf5Reader& reader) {
  FieldGrid grid;
  const auto shape = reader.shape(group + "/phase");
  if (shape.size() != 3 || shape[0] * shape[1] * shape[2] == 0 ||
      static_cast<double>(shape[0]) * static_cast<double>(shape[1]) * static_cast<double>(shape[2]) >
          static_cast<double>(most_voxels)) {
    refuse(reader, group + "/phase", "nz, ny, nx voxels, 1 to " + std::to_string(most_voxels), "others");
  }
  grid.n = {shape[2], shape[1], shape[0]};
  const auto origin = numbers_of_shape(reader, group + "/origin_um", {3});
  const auto spacing = numbers_of_shape(reader, group + "/spacing_um", {3});
  for (int axis = 0; axis < 3; ++axis) {
    grid.origin_m[axis] = origin[static_cast<std::size_t>(axis)] * units::um;
    grid.spacing_m[axis] = spacing[static_cast<std::size_t>(axis)] * units::um;
  }
  if (!grid.origin_m.allFinite() || !(grid.spacing_m.minCoeff() > 0.0) || !grid.spacing_m.allFinite()) {
    refuse(reader, group + "/spacing_um", "finite origin, spacing above 0", "others");
  }
  return grid;
}

void read_voxels(const Hdf5Reader& reader, CrystalField& field) {
  const auto phases = numbers_of_shape(reader, group + "/phase", voxel_shape(field.grid));
  const auto grains = numbers_of_shape(reader, group + "/grain", voxel_shape(field.grid));
  const auto n_grains = static_cast<double>(field.R_sample_from_crystal.size());
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (!(phases[i] >= 0.0 && phases[i] <= 2.0)) {
      refuse(reader, group + "/phase", "0, 1 or 2", std::to_string(phases[i]));
    }
    if (!(grains[i] >= -1.0 && grains[i] < n_grains)) {
      refuse(reader, group + "/grain", "-1 to " + std::to_string(field.R_sample_from_crystal.size()) + " - 1",
             std::to_string(grains[i]));
    }
  }
  field.phase.assign(phases.begin(), phases.end());
  field.grain.assign(grains.begin(), grains.end());
}

void check_gradient(const Hdf5Reader& reader, const CrystalField& field) {
  for (std::size_t i = 0; i < field.H.size(); ++i) {
    if (std::abs(field.H[i]) <= largest_displacement_gradient || !field.scatters(i / 9)) continue;
    refuse(reader, gradient, "components within ±0.5 where a crystal is",
           std::to_string(field.H[i]) + " in voxel " + std::to_string(i / 9));
  }
}

}  // namespace

void write_field(const std::string& path, const FieldFrame& frame, const std::vector<FieldMoment>& moments,
                 const Provenance& provenance, bool may_replace) {
  assert(!moments.empty());
  assert(frame.phase.size() == frame.grid.n_voxels() && frame.grain.size() == frame.grid.n_voxels());
  refuse_existing(path, may_replace);
  Hdf5Writer writer(path);
  writer.attribute("/", "type", "lauelith.field");
  writer.attribute("/", "version", std::vector<int>{major_version, minor_version});
  writer.group(group, "NXcollection");
  write_frame(writer, frame);
  write_moments(writer, frame.grid, moments);
  write_provenance(writer, provenance);
  writer.finish();
}

FieldTimes read_field_times(const std::string& path) {
  const Hdf5Reader reader(path);
  reader.require_type("lauelith.field", major_version);
  FieldTimes times{reader.numbers(group + "/time_s").values, {}};
  if (reader.has(group + "/label")) times.label = reader.texts(group + "/label");
  times.label.resize(times.time_s.size());
  return times;
}

CrystalField read_field(const std::string& path, std::size_t moment) {
  const FieldTimes times = read_field_times(path);
  const Hdf5Reader reader(path);
  if (moment >= times.time_s.size()) {
    refuse(reader, group + "/time_s", "moment " + std::to_string(moment),
           std::to_string(times.time_s.size()) + " moments, counted from 0");
  }
  CrystalField field;
  field.time_s = times.time_s[moment];
  field.label = times.label[moment];
  field.grid = read_grid(reader);
  field.R_sample_from_crystal = read_orientation_list(reader, group + "/orientation");
  read_voxels(reader, field);
  auto shape = voxel_shape(field.grid);
  if (reader.has(group + "/mosaic_mrad")) {
    auto mosaic = reader.part(group + "/mosaic_mrad", moment);
    if (mosaic.shape != shape) refuse(reader, group + "/mosaic_mrad", "times × voxels", "another shape");
    field.mosaic_mrad = std::move(mosaic.values);
  }
  shape.push_back(9);
  auto H = reader.part(gradient, moment);
  if (H.shape != shape) refuse(reader, gradient, "times × nz × ny × nx × 9", "another shape");
  field.H = std::move(H.values);
  check_gradient(reader, field);
  return field;
}

}  // namespace lauelith
