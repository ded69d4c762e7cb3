// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_files.h"

#include <filesystem>
#include <set>

#include "models/damask_grid.h"
#include "models/neper_mesh.h"
#include "models/orientation_map.h"
#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// Files of other programs are bounded in size, not in what they mean.
constexpr TextLimits large_text{std::size_t{1} << 30, std::size_t{1} << 30};

/// How a place in the file becomes a place in the cell.
struct Placement {
  double unit = units::um;  ///< m per unit of the file
  Vector3d shift = Vector3d::Zero();
};

Placement placement_of(const GrainOptions& options, double unit_of_format) {
  if (options.file_origin_um.size() != 2) {
    throw UsageError({.file = "[grains]",
                      .where = "file_origin_um",
                      .expected = "two numbers",
                      .found = toml_value(options.file_origin_um)});
  }
  const double unit = options.file_unit_um > 0.0 ? options.file_unit_um * units::um : unit_of_format;
  return {unit, Vector3d(options.file_origin_um[0], options.file_origin_um[1], 0.0) * units::um};
}

/// `map` carries lengths that were already read in µm.
Microstructure from_map(OrientationMap map, const GrainOptions& options, const DomainBox& domain,
                        int dimension) {
  const Placement placement = placement_of(options, units::um);
  const double factor = placement.unit / units::um;
  map.origin = factor * map.origin + placement.shift.head<2>();
  map.step *= factor;
  const Segmentation segmentation{options.segmentation_deg * units::deg, options.least_points};
  return microstructure_of_map(map, segmentation, domain, dimension, options.file);
}

void require_cover(const DomainBox& mesh, const DomainBox& domain, int dimension, const std::string& file) {
  const auto in_um = [](const Vector3d& p) {
    return toml_value(std::vector<double>{p[0] / units::um, p[1] / units::um, p[2] / units::um});
  };
  const double slack = 1e-6 * domain.size().norm();
  for (int k = 0; k < dimension; ++k) {
    if (mesh.low[k] <= domain.low[k] + slack && mesh.high[k] >= domain.high[k] - slack) continue;
    throw UsageError({.file = file,
                      .expected = "a mesh that covers the cell, " + in_um(domain.low) + " to " +
                                  in_um(domain.high) + " um",
                      .found = in_um(mesh.low) + " to " + in_um(mesh.high) + " um",
                      .advice = "change grains.file_unit_um, grains.file_origin_um or the size of the cell"});
  }
}

Microstructure from_mesh(const GrainOptions& options, const DomainBox& domain, int dimension) {
  if (options.file_unit_um <= 0.0) {
    throw UsageError({.file = "[grains]",
                      .where = "file_unit_um",
                      .expected = "the length of one unit of the mesh, since the format has none"});
  }
  const bool is_active = options.orientation_convention == "sample_from_crystal";
  NeperMesh mesh = neper_mesh_of(read_text_file(options.file, large_text), is_active);
  if (mesh.dimension != dimension) {
    throw UsageError({.file = options.file,
                      .expected = "a mesh of dimension " + std::to_string(dimension) + " (model.dimension)",
                      .found = std::to_string(mesh.dimension)});
  }
  Placement placement = placement_of(options, 1.0);
  double top = -1e300;
  for (const Vector3d& node : mesh.mesh.nodes) top = std::max(top, node[2] * placement.unit);
  placement.shift[2] = -top;
  for (Vector3d& node : mesh.mesh.nodes) node = placement.unit * node + placement.shift;
  std::vector<MaterialGrain> grains;
  for (const Eigen::Matrix3d& R : mesh.R_sample_from_crystal) grains.push_back({R, Phase::electrolyte});
  MeshGrains shapes(std::move(mesh.mesh), dimension, grains.size());
  require_cover(shapes.domain(), domain, dimension, options.file);
  return {std::move(shapes), std::move(grains)};
}

/// The uppermost layer alone.
VoxelGrid top_layer(const VoxelGrid& grid) {
  VoxelGrid layer = grid;
  layer.n[2] = 1;
  layer.grain.assign(grid.grain.begin() + static_cast<std::ptrdiff_t>(grid.index(0, 0, grid.n[2] - 1)),
                     grid.grain.end());
  return layer;
}

Microstructure from_damask(const GrainOptions& options, const DomainBox& domain, int dimension) {
  const std::filesystem::path beside = std::filesystem::path(options.file).parent_path() / "material.yaml";
  VoxelGrid grid = grid_of_vti(read_text_file(options.file, large_text));
  const auto orientations = orientations_of_damask(read_text_file(beside.string(), large_text));
  for (const int material : std::set<int>(grid.grain.begin(), grid.grain.end())) {
    if (material < static_cast<int>(orientations.size())) continue;
    throw InputError({.file = beside.string(),
                      .where = "material " + std::to_string(material),
                      .expected = "an orientation, since " + options.file + " uses it",
                      .found = std::to_string(orientations.size()) + " entries"});
  }
  const Placement placement = placement_of(options, units::m);
  grid.spacing *= placement.unit;
  grid.origin = placement.unit * grid.origin + placement.shift;
  grid.origin[2] = -grid.n[2] * grid.spacing[2];
  if (dimension == 2) grid = top_layer(grid);
  std::vector<MaterialGrain> grains;
  for (const Eigen::Matrix3d& R : orientations) grains.push_back({R, Phase::electrolyte});
  const std::size_t n_grains = grains.size();
  return {VoxelGrains(covering(grid, domain, dimension), domain, dimension, n_grains), std::move(grains)};
}

}  // namespace

Microstructure read_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension) {
  const std::string ending = lower_case(std::filesystem::path(options.file).extension().string());
  if (ending == ".ctf") {
    return from_map(map_of_ctf(read_text_file(options.file, large_text)), options, domain, dimension);
  }
  if (ending == ".h5" || ending == ".hdf5") {
    return from_map(map_of_scan(read_maps(options.file), options.file), options, domain, dimension);
  }
  if (ending == ".msh") return from_mesh(options, domain, dimension);
  if (ending == ".vti") return from_damask(options, domain, dimension);
  throw UsageError({.file = "[grains]",
                    .where = "file",
                    .expected = "a .ctf, maps.h5, .msh or .vti file",
                    .found = "'" + options.file + "'"});
}

Microstructure build_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension,
                                    const std::array<double, 2>& window, double relative_density) {
  if (options.source != "file") {
    return make_microstructure(options, domain, dimension, window, relative_density);
  }
  return with_drawn_pores(read_microstructure(options, domain, dimension), options, relative_density);
}

}  // namespace lauelith::models
