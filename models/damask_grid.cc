// SPDX-License-Identifier: BSD-3-Clause
#include "models/damask_grid.h"

#include <cmath>
#include <pugixml.hpp>
#include <set>

#include "models/vtk_array.h"
#include "src/failure.h"

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

std::vector<double> numbers_of(const TextFile& text, const pugi::xml_node& node, const char* name,
                               std::size_t count) {
  const TextFile inside = text_file_of(text.name, node.attribute(name).value());
  std::vector<double> values;
  if (!inside.lines.empty()) {
    for (const Word& word : words_of_line(inside, 1)) values.push_back(number_at(inside, word, name));
  }
  if (values.size() == count) return values;
  throw InputError({.file = text.name,
                    .where = std::string(node.name()) + " " + name,
                    .expected = std::to_string(count) + " numbers",
                    .found = node.attribute(name).value()});
}

pugi::xml_node material_array(const TextFile& text, const pugi::xml_node& image) {
  for (const pugi::xml_node& array : image.child("Piece").child("CellData").children("DataArray")) {
    if (std::string(array.attribute("Name").value()) == "material") return array;
  }
  throw InputError({.file = text.name, .where = "CellData", .expected = "an array named material"});
}

}  // namespace

VoxelGrid grid_of_vti(const TextFile& text) {
  pugi::xml_document document;
  const std::string content = joined(text);
  const auto parsed = document.load_buffer(content.data(), content.size());
  const pugi::xml_node file = document.child("VTKFile");
  const pugi::xml_node image = file.child("ImageData");
  if (!parsed || !image) {
    throw InputError(
        {.file = text.name, .expected = "VTK XML with ImageData", .found = parsed.description()});
  }
  const auto extent = numbers_of(text, image, "WholeExtent", 6);
  const auto origin = numbers_of(text, image, "Origin", 3);
  const auto spacing = numbers_of(text, image, "Spacing", 3);
  VoxelGrid grid;
  double n_voxels = 1.0;
  for (int k = 0; k < 3; ++k) {
    const auto i = static_cast<std::size_t>(k);
    grid.n[k] = static_cast<int>(extent[2 * i + 1] - extent[2 * i]);
    grid.origin[k] = origin[i] + extent[2 * i] * spacing[i];
    grid.spacing[k] = spacing[i];
    n_voxels *= grid.n[k];
    if (grid.n[k] >= 1 && spacing[i] > 0.0 && n_voxels <= 1e9) continue;
    throw InputError({.file = text.name,
                      .where = "ImageData",
                      .expected = "at least one cell and a spacing > 0 per axis, at most 1e9 cells",
                      .found = image.attribute("WholeExtent").value()});
  }
  const VtkEncoding encoding{file.attribute("byte_order").value(), file.attribute("header_type").value(),
                             file.attribute("compressor").value()};
  for (const std::int64_t value : whole_numbers_of(material_array(text, image), encoding,
                                                   static_cast<std::size_t>(n_voxels), text.name)) {
    if (value < 0 || value > 2000000000) {
      throw InputError({.file = text.name,
                        .where = "material",
                        .expected = "numbers from 0",
                        .found = std::to_string(value)});
    }
    grid.grain.push_back(static_cast<std::int32_t>(value));
  }
  return grid;
}

}  // namespace lauelith::models
