// SPDX-License-Identifier: BSD-3-Clause
#include "src/image_data_file.h"

#include <cstdint>
#include <cstring>

#include "src/base64.h"
#include "src/failure.h"
#include "src/html_report.h"
#include "src/text_file.h"

namespace lauelith {
namespace {

template <typename Value>
std::string array_text(const std::string& name, const char* type, int n_components,
                       const std::vector<Value>& values) {
  const std::uint64_t n_bytes = values.size() * sizeof(Value);
  std::vector<std::uint8_t> bytes(sizeof n_bytes + n_bytes);
  std::memcpy(bytes.data(), &n_bytes, sizeof n_bytes);
  if (n_bytes > 0) std::memcpy(bytes.data() + sizeof n_bytes, values.data(), n_bytes);
  std::string text = "        <DataArray type=\"" + std::string(type) + "\" Name=\"" + html_escaped(name) +
                     "\" NumberOfComponents=\"" + std::to_string(n_components) + "\" format=\"binary\">\n";
  return text + base64(bytes) + "\n        </DataArray>\n";
}

std::vector<double> on_grid(const MapGrid& grid, const std::vector<double>& per_frame) {
  std::vector<double> values;
  values.reserve(grid.n_points());
  for (const int frame : grid.frame_of_point) {
    values.push_back(frame < 0 ? std::numeric_limits<double>::quiet_NaN()
                               : per_frame[static_cast<std::size_t>(frame)]);
  }
  return values;
}

std::string layer_text(const MapGrid& grid, const MapLayer& layer) {
  const std::vector<double> values = on_grid(grid, layer.values);
  const bool is_whole = layer.name == "grain_id" || layer.name == "status" || layer.name == "n_grains";
  if (!is_whole) return array_text(layer.name, "Float64", 1, values);
  std::vector<std::int32_t> whole;
  for (const double value : values) whole.push_back(value == value ? static_cast<std::int32_t>(value) : -1);
  return array_text(layer.name, "Int32", 1, whole);
}

std::string pole_figure_text(const ScanLayers& scan, const PoleFigureKey& key, int axis) {
  std::vector<std::uint8_t> rgb;
  for (const int frame : scan.grid.frame_of_point) {
    const Grain* grain = frame < 0 ? nullptr : scan.grain_of_frame(static_cast<std::size_t>(frame));
    const Colour colour =
        grain == nullptr ? Colour{0, 0, 0} : key.colour_of(grain->R_sample_from_crystal, axis);
    rgb.insert(rgb.end(), {colour.red, colour.green, colour.blue});
  }
  return array_text(std::string("IPF_") + "XYZ"[axis], "UInt8", 3, rgb);
}

}  // namespace

std::string vti_text(const ScanLayers& scan, const PoleFigureKey& key) {
  const MapGrid& grid = scan.grid;
  const std::string extent = "0 " + std::to_string(grid.nx) + " 0 " + std::to_string(grid.ny) + " 0 0";
  const Eigen::Vector2d corner_um = grid.origin_um - 0.5 * grid.step_um;
  std::string text =
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" "
      "header_type=\"UInt64\">\n";
  text += "  <!-- lengths in um; strain components in the " + std::string("frames their names say") +
          "; IPF colours: TSL key of " + (key.exists() ? key.name() : "no class") + " -->\n";
  text += "  <ImageData WholeExtent=\"" + extent + "\" Origin=\"" + exact_text(corner_um.x()) + " " +
          exact_text(corner_um.y()) + " 0\" Spacing=\"" + exact_text(grid.step_um.x()) + " " +
          exact_text(grid.step_um.y()) + " 1\">\n    <Piece Extent=\"" + extent + "\">\n      <CellData>\n";
  for (const MapLayer& layer : scan.layers) text += layer_text(grid, layer);
  for (int axis = 0; key.exists() && axis < 3; ++axis) text += pole_figure_text(scan, key, axis);
  return text + "      </CellData>\n    </Piece>\n  </ImageData>\n</VTKFile>\n";
}

std::string xdmf_text(const ScanLayers& scan, const std::string& maps_name) {
  const MapGrid& grid = scan.grid;
  if (!grid.is_in_frame_order()) {
    throw InputError({maps_name, "/entry/map", "frames row by row on a full grid", "another order or gaps",
                      "convert to .vti, which copies the values"});
  }
  const Eigen::Vector2d corner_um = grid.origin_um - 0.5 * grid.step_um;
  const std::string n = std::to_string(grid.n_points());
  std::string text = "<?xml version=\"1.0\"?>\n<Xdmf Version=\"3.0\">\n  <Domain>\n    <Grid Name=\"map\">\n";
  // A plane in three dimensions, z first: readers lay a two-dimensional mesh into the plane of y and z.
  text += "      <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"1 " + std::to_string(grid.ny + 1) +
          " " + std::to_string(grid.nx + 1) + "\"/>\n      <Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n";
  const auto place = [](double z, double y, double x) {
    return "        <DataItem Dimensions=\"3\" NumberType=\"Float\" Precision=\"8\" Format=\"XML\">" +
           exact_text(z) + " " + exact_text(y) + " " + exact_text(x) + "</DataItem>\n";
  };
  text += place(0.0, corner_um.y(), corner_um.x()) + place(1.0, grid.step_um.y(), grid.step_um.x()) +
          "      </Geometry>\n";
  for (const char* name : {"von_mises", "misorientation_to_grain_mean_deg", "kam_deg", "peak_width_px"}) {
    if (scan.layer(name) == nullptr) continue;
    text += "      <Attribute Name=\"" + std::string(name) +
            "\" AttributeType=\"Scalar\" Center=\"Cell\">\n        <DataItem Dimensions=\"" + n +
            "\" NumberType=\"Float\" Precision=\"8\" Format=\"HDF\">" + html_escaped(maps_name) +
            ":/entry/derived/" + name + "</DataItem>\n      </Attribute>\n";
  }
  text +=
      "      <Attribute Name=\"status\" AttributeType=\"Scalar\" Center=\"Cell\">\n        <DataItem "
      "Dimensions=\"" +
      n + "\" NumberType=\"UChar\" Precision=\"1\" Format=\"HDF\">" + html_escaped(maps_name) +
      ":/entry/map/status</DataItem>\n      </Attribute>\n";
  return text + "    </Grid>\n  </Domain>\n</Xdmf>\n";
}

}  // namespace lauelith
