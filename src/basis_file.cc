// SPDX-License-Identifier: BSD-3-Clause
#include <cassert>

#include "src/failure.h"
#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"
#include "src/influence_basis.h"
#include "src/orientation_list.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr int major_version = 1;
constexpr int minor_version = 1;  // 0: strain and rotation in single precision; read as well
const std::string group = "/basis";

std::vector<double> in_um(const Eigen::Vector3d& v) {
  return {v.x() / units::um, v.y() / units::um, v.z() / units::um};
}

void append(std::vector<double>& to, const std::vector<double>& values) {
  to.insert(to.end(), values.begin(), values.end());
}

void write_sources(Hdf5Writer& writer, const InfluenceBasis& basis) {
  std::vector<std::string> kind, name;
  std::vector<std::int32_t> group_of;
  std::vector<double> centre, normal, measure;
  for (const BasisSource& source : basis.sources) {
    kind.push_back(source.kind);
    name.push_back(source.name);
    group_of.push_back(source.group);
    append(centre, in_um(source.centre_m));
    append(normal, {source.normal.x(), source.normal.y(), source.normal.z()});
    measure.push_back(source.measure);
  }
  const std::size_t n = basis.sources.size();
  writer.texts(group + "/source_kind", {"1", "residual, stack-pressure, hydrostatic, flaw, path or boundary"},
               kind);
  writer.texts(group + "/source_name", {"1", "which of its kind"}, name);
  writer.dataset(group + "/source_group", {"1", "flaw or boundary a piece belongs to; -1: none"}, group_of,
                 {n});
  writer.dataset(group + "/source_centre_um", {"um", "centre of the piece, cell frame"}, centre, {n, 3});
  writer.dataset(group + "/source_normal", {"1", "unit normal of the piece"}, normal, {n, 3});
  writer.dataset(group + "/source_measure", {"m", "length of the piece (of a 3-D piece its area, m2)"},
                 measure, {n});
}

std::vector<double> joined(const std::vector<std::vector<double>>& parts) {
  std::vector<double> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

void write_responses(Hdf5Writer& writer, const InfluenceBasis& basis) {
  const auto& n = basis.frame.grid.n;
  const std::size_t n_sources = basis.sources.size();
  writer.dataset(group + "/strain", {"1", "lattice strain per unit of a source: xx, yy, zz, yz, xz, xy"},
                 joined(basis.strain), {n_sources, n[2], n[1], n[0], 6});
  writer.dataset(group + "/rotation", {"rad", "lattice rotation vector per unit of a source"},
                 joined(basis.rotation), {n_sources, n[2], n[1], n[0], 3});
  std::vector<double> A;
  for (Eigen::Index i = 0; i < basis.pressure.rows(); ++i) {
    for (Eigen::Index j = 0; j < basis.pressure.cols(); ++j) A.push_back(basis.pressure(i, j));
  }
  writer.dataset(group + "/pressure", {"Pa", "mean pressure on each opening per unit of each source"}, A,
                 {static_cast<std::size_t>(basis.pressure.rows()), n_sources});
}

void write_frame(Hdf5Writer& writer, const FieldFrame& frame) {
  const std::vector<std::size_t> shape{frame.grid.n[2], frame.grid.n[1], frame.grid.n[0]};
  writer.dataset(group + "/origin_um", {"um", "centre of the first voxel: x, y, z of the cell frame"},
                 in_um(frame.grid.origin_m), {3});
  writer.dataset(group + "/spacing_um", {"um", "distance of voxel centres along x, y, z"},
                 in_um(frame.grid.spacing_m), {3});
  writer.dataset(group + "/grain", {"1", "row of orientation; -1: none"}, frame.grain, shape);
  write_orientation_list(writer, group + "/orientation", frame.R_sample_from_crystal);
}

FieldGrid read_grid(const Hdf5Reader& reader) {
  FieldGrid grid;
  const auto shape = reader.shape(group + "/grain");
  const auto origin = reader.numbers(group + "/origin_um"), spacing = reader.numbers(group + "/spacing_um");
  if (shape.size() != 3 || origin.values.size() != 3 || spacing.values.size() != 3) {
    throw InputError(
        {reader.path(), group + "/grain", "nz, ny, nx voxels with origin and spacing", "others", {}});
  }
  grid.n = {shape[2], shape[1], shape[0]};
  for (std::size_t k = 0; k < 3; ++k) {
    grid.origin_m[static_cast<int>(k)] = origin.values[k] * units::um;
    grid.spacing_m[static_cast<int>(k)] = spacing.values[k] * units::um;
  }
  return grid;
}

std::vector<double> read_shaped(const Hdf5Reader& reader, const std::string& name,
                                const std::vector<std::size_t>& shape) {
  auto array = reader.numbers(group + "/" + name);
  if (array.shape != shape) {
    throw InputError({reader.path(), group + "/" + name, "the shape of sources and voxels", "another", {}});
  }
  return std::move(array.values);
}

void read_sources(const Hdf5Reader& reader, InfluenceBasis& basis) {
  const auto kind = reader.texts(group + "/source_kind"), name = reader.texts(group + "/source_name");
  const std::size_t n = kind.size();
  const auto group_of = read_shaped(reader, "source_group", {n});
  const auto centre = read_shaped(reader, "source_centre_um", {n, 3});
  const auto normal = read_shaped(reader, "source_normal", {n, 3});
  const auto measure = read_shaped(reader, "source_measure", {n});
  for (std::size_t s = 0; s < n; ++s) {
    BasisSource source{
        kind[s],   s < name.size() ? name[s] : std::string(), static_cast<int>(group_of[s]), {}, {},
        measure[s]};
    for (std::size_t k = 0; k < 3; ++k) {
      source.centre_m[static_cast<int>(k)] = centre[3 * s + k] * units::um;
      source.normal[static_cast<int>(k)] = normal[3 * s + k];
    }
    basis.sources.push_back(source);
  }
}

std::vector<std::vector<double>> read_responses(const Hdf5Reader& reader, const std::string& name,
                                                const InfluenceBasis& basis, std::size_t n_components) {
  const auto& n = basis.frame.grid.n;
  const auto values = read_shaped(reader, name, {basis.sources.size(), n[2], n[1], n[0], n_components});
  const std::size_t size = basis.frame.grid.n_voxels() * n_components;
  std::vector<std::vector<double>> parts;
  for (std::size_t s = 0; s < basis.sources.size(); ++s) {
    parts.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(s * size),
                       values.begin() + static_cast<std::ptrdiff_t>((s + 1) * size));
  }
  return parts;
}

/// A file without the orientations of its grains is of no use: an earlier version wrote none.
void read_orientations(const Hdf5Reader& reader, FieldFrame& frame) {
  const std::string place = group + "/orientation";
  if (reader.has(place)) frame.R_sample_from_crystal = read_orientation_list(reader, place);
  const auto n_grains = static_cast<std::int32_t>(frame.R_sample_from_crystal.size());
  for (const std::int32_t grain : frame.grain) {
    if (grain >= n_grains)
      throw InputError({reader.path(), place, "an orientation for every grain", std::to_string(n_grains),
                        "compute it again: lauelith simulate STUDY.toml --basis FILE --force"});
  }
}

}  // namespace

void write_basis(const std::string& path, const InfluenceBasis& basis, const Provenance& provenance,
                 bool may_replace) {
  assert(basis.strain.size() == basis.sources.size() && basis.rotation.size() == basis.sources.size());
  refuse_existing(path, may_replace);
  Hdf5Writer writer(path);
  writer.attribute("/", "type", "lauelith.basis");
  writer.attribute("/", "version", std::vector<int>{major_version, minor_version});
  writer.group(group, "NXcollection");
  writer.text(group + "/model_hash", {"1", "SHA-256 of grains and elasticity"}, basis.model_hash);
  write_frame(writer, basis.frame);
  write_sources(writer, basis);
  write_responses(writer, basis);
  write_provenance(writer, provenance);
  writer.finish();
}

InfluenceBasis read_basis(const std::string& path, const std::string& model_hash) {
  const Hdf5Reader reader(path);
  reader.require_type("lauelith.basis", major_version);
  InfluenceBasis basis;
  basis.model_hash = reader.text(group + "/model_hash");
  if (!model_hash.empty() && basis.model_hash != model_hash) {
    throw InputError({path, group + "/model_hash", "the basis of these grains and elastic constants",
                      "that of others",
                      "compute it again: lauelith simulate STUDY.toml --basis FILE --force"});
  }
  basis.frame.grid = read_grid(reader);
  const auto& n = basis.frame.grid.n;
  const auto grains = read_shaped(reader, "grain", {n[2], n[1], n[0]});
  basis.frame.grain.assign(grains.begin(), grains.end());
  read_orientations(reader, basis.frame);
  read_sources(reader, basis);
  basis.strain = read_responses(reader, "strain", basis, 6);
  basis.rotation = read_responses(reader, "rotation", basis, 3);
  const std::size_t n_openings = basis.openings().size();
  const auto A = read_shaped(reader, "pressure", {n_openings, basis.sources.size()});
  basis.pressure = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      A.data(), static_cast<Eigen::Index>(n_openings), static_cast<Eigen::Index>(basis.sources.size()));
  return basis;
}

}  // namespace lauelith
