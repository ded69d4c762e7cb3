// SPDX-License-Identifier: BSD-3-Clause
#include "src/field_xdmf.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <vector>

#include "src/field_file.h"
#include "src/hdf5_reader.h"
#include "src/html_report.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Extents = std::vector<std::size_t>;

std::string words(const Extents& numbers) {
  std::string text;
  for (const std::size_t number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

/// Where the arrays of a file are.
struct Source {
  std::string file;
  std::string element;  ///< NumberType and Precision
};

std::string item(const Extents& shape, const Source& source, const std::string& place) {
  return "<DataItem Dimensions=\"" + words(shape) + "\" " + source.element + " Format=\"HDF\">" +
         source.file + ":" + place + "</DataItem>";
}

/// Moment t of an array (t, nz, ny, nx[, 9]): start, stride, count and shape behind a bar, as the readers of
/// XDMF 3 have it (ParaView passes over the nested items of XDMF 2).
std::string slab(const Extents& whole, std::size_t t, const Source& source, const std::string& place) {
  Extents start(whole.size(), 0), count = whole;
  start[0] = t;
  count[0] = 1;
  return item({whole.begin() + 1, whole.end()}, source,
              place + "|" + words(start) + ":" + words(Extents(whole.size(), 1)) + ":" + words(count) + ":" +
                  words(whole));
}

std::string attribute(const std::string& name, const std::string& kind, const std::string& data) {
  return "        <Attribute Name=\"" + name + "\" AttributeType=\"" + kind + "\" Center=\"Cell\">" + data +
         "</Attribute>\n";
}

std::string mesh_text(const FieldGrid& grid) {
  const auto& n = grid.n;
  const Eigen::Vector3d corner = grid.origin_m - 0.5 * grid.spacing_m;
  const auto backwards = [](const Eigen::Vector3d& m) {
    const auto in_um = [](double length) { return exact_text(std::round(length / units::um * 1e9) / 1e9); };
    return in_um(m[2]) + " " + in_um(m[1]) + " " + in_um(m[0]);
  };
  const std::string numbers =
      "<DataItem Dimensions=\"3\" NumberType=\"Float\" Precision=\"8\" Format=\"XML\">";
  return "        <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"" +
         words({n[2] + 1, n[1] + 1, n[0] + 1}) + "\"/>\n        <Geometry GeometryType=\"ORIGIN_DXDYDZ\">" +
         numbers + backwards(corner) + "</DataItem>" + numbers + backwards(grid.spacing_m) +
         "</DataItem></Geometry>\n";
}

/// Of the arrays (t, nz, ny, nx).
std::vector<std::string> scalar_names(const Hdf5Reader& file) {
  std::vector<std::string> all, scalars;
  {
    const auto lock = hdf5_lock();
    const Hdf5Handle group(H5Gopen2(file.file(), "/field", H5P_DEFAULT));
    H5G_info_t info{};
    H5Gget_info(group.get(), &info);
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      std::array<char, 256> name{};
      H5Lget_name_by_idx(group.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(),
                         H5P_DEFAULT);
      all.emplace_back(name.data());
    }
  }
  const Extents whole = file.shape("/field/displacement_gradient_elastic");
  for (const std::string& name : all) {
    const Extents shape = file.shape("/field/" + name);
    if (shape == Extents(whole.begin(), whole.end() - 1)) scalars.push_back(name);
  }
  return scalars;
}

std::string values_text(const Hdf5Reader& file, const std::string& name, std::size_t t,
                        const Extents& voxels) {
  const Source chars{name, "NumberType=\"Char\" Precision=\"1\""},
      whole{name, "NumberType=\"Int\" Precision=\"4\""}, floats{name, "NumberType=\"Float\" Precision=\"4\""};
  std::string text = attribute("grain", "Scalar", item(voxels, whole, "/field/grain")) +
                     attribute("phase", "Scalar", item(voxels, chars, "/field/phase"));
  const std::string H = "/field/displacement_gradient_elastic";
  text += attribute("displacement_gradient_elastic", "Tensor", slab(file.shape(H), t, floats, H));
  for (const std::string& scalar : scalar_names(file)) {
    const std::string place = "/field/" + scalar;
    text += attribute(scalar, "Scalar", slab(file.shape(place), t, floats, place));
  }
  return text;
}

}  // namespace

bool is_field_file(const std::string& path) {
  if (std::filesystem::path(path).extension() != ".h5") return false;
  return Hdf5Reader(path).has("/field/displacement_gradient_elastic");
}

std::string field_xdmf(const std::string& path) {
  const FieldTimes times = read_field_times(path);
  const FieldGrid grid = read_field(path, 0).grid;
  const Hdf5Reader file(path);
  const std::string name = html_escaped(std::filesystem::path(path).filename().string());
  std::string text =
      "<?xml version=\"1.0\"?>\n<Xdmf Version=\"3.0\">\n  <Domain>\n    <Grid Name=\"field\" "
      "GridType=\"Collection\" CollectionType=\"Temporal\">\n";
  for (std::size_t t = 0; t < times.time_s.size(); ++t) {
    text += "      <Grid Name=\"" + html_escaped(times.label[t]) + "\">\n        <Time Value=\"" +
            exact_text(times.time_s[t]) + "\"/>\n" + mesh_text(grid) +
            values_text(file, name, t, {grid.n[2], grid.n[1], grid.n[0]}) + "      </Grid>\n";
  }
  return text + "    </Grid>\n  </Domain>\n</Xdmf>\n";
}

}  // namespace lauelith
