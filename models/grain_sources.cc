// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_sources.h"

#include <limits>

#include "models/laguerre_packing.h"
#include "models/three_grains.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

void require_length(const std::vector<double>& values, std::size_t n, const std::string& key) {
  if (values.size() == n) return;
  throw UsageError({.file = "[grains]",
                    .where = key,
                    .expected = std::to_string(n) + " numbers",
                    .found = std::to_string(values.size())});
}

Eigen::Vector3d direction_of(const std::vector<double>& values, const std::string& key) {
  require_length(values, 3, key);
  const Eigen::Vector3d direction(values[0], values[1], values[2]);
  if (direction.norm() > 0.0) return direction;
  throw UsageError({.file = "[grains]", .where = key, .expected = "a direction", .found = "[0, 0, 0]"});
}

std::vector<MaterialGrain> grains_of(const std::vector<Eigen::Matrix3d>& orientations) {
  std::vector<MaterialGrain> grains;
  for (const Eigen::Matrix3d& R : orientations) grains.push_back({R, Phase::electrolyte});
  return grains;
}

Eigen::Matrix3d given_orientation(const GrainOptions& options) {
  require_length(options.bunge_deg, 3, "bunge_deg");
  return rotation_from_bunge({options.bunge_deg[0] * units::deg, options.bunge_deg[1] * units::deg,
                              options.bunge_deg[2] * units::deg});
}

std::vector<PowerSite> sites_of(const GrainOptions& options, const DomainBox& domain, int dimension,
                                const std::array<double, 2>& window, unsigned seed) {
  if (options.source == "single") return {{domain.centre(), 0.0}};
  if (options.source == "three-grain") {
    return three_grain_sites(domain, window, options.size_um * units::um, seed);
  }
  const SizeDistribution sizes{options.size_um * units::um, options.size_log_sd};
  return pack_cells(draw_grain_measures(sizes, domain, dimension, seed), domain, dimension, seed);
}

}  // namespace

void describe(ParameterVisitor& visit, GrainOptions& options) {
  visit.text({"source",
              "three-grain: as the paper's window; laguerre: drawn; single: one crystal; file: imported",
              -inf,
              inf,
              {"three-grain", "laguerre", "single", "file"}},
             options.source);
  visit.number({"size_um", "mean grain diameter", 0.1, 5000.0}, options.size_um);
  visit.integer({"seed", "of places, sizes, orientations and pores", 0, 2147483647.0}, options.seed);
  visit.number({"size_log_sd", "standard deviation of the logarithm of the diameter (laguerre)", 0.0, 1.0},
               options.size_log_sd);
  visit.text({"texture", "random, or fibre: fibre_hkl along fibre_direction", -inf, inf, {"random", "fibre"}},
             options.texture);
  visit.numbers({"fibre_hkl", "crystal direction of the fibre"}, options.fibre_hkl);
  visit.numbers({"fibre_direction", "cell direction of the fibre (X, Y, Z)"}, options.fibre_direction);
  visit.number({"fibre_spread_deg", "standard deviation of the tilt of the fibre", 0.0, 90.0},
               options.fibre_spread_deg);
  visit.numbers({"bunge_deg", "phi1, Phi, phi2 of the crystal (single)", -360.0, 360.0}, options.bunge_deg);
  visit.text({"file", ".ctf, maps.h5, Neper .msh or DAMASK .vti (file)"}, options.file);
  visit.text({"orientation_convention",
              "of the rotations in the file, where the format does not say",
              -inf,
              inf,
              {"sample_from_crystal", "crystal_from_sample"}},
             options.orientation_convention);
  visit.numbers({"file_origin_um", "shift of X and Y from the file to the cell", -1e6, 1e6},
                options.file_origin_um);
  visit.number({"file_unit_um",
                "length of one unit of the file; 0: that of the format (ctf, maps: um; vti: m)", 0.0, 1e7},
               options.file_unit_um);
  visit.number({"segmentation_deg", "points closer in orientation belong to one grain (maps)", 0.01, 60.0},
               options.segmentation_deg);
  visit.integer({"least_points", "smaller grains of a map dissolve into their neighbours", 1, 1000000},
                options.least_points);
  visit.number({"boundary_piece_um", "length of the pieces that boundaries are cut into", 0.5, 1000.0},
               options.boundary_piece_um);
  visit.flag({"explicit_pores", "draw the pores instead of absorbing them in effective properties"},
             options.explicit_pores);
  visit.number({"pore_size_um", "median pore diameter (explicit_pores)", 0.1, 100.0}, options.pore_size_um);
}

Texture texture_of(const GrainOptions& options) {
  return {options.texture == "fibre", direction_of(options.fibre_hkl, "fibre_hkl"),
          direction_of(options.fibre_direction, "fibre_direction"), options.fibre_spread_deg * units::deg};
}

Microstructure make_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension,
                                   const std::array<double, 2>& window, double relative_density) {
  if (options.source == "file") {
    throw UsageError({.file = "[grains]",
                      .where = "source",
                      .expected = "a source that needs no file",
                      .found = "file",
                      .advice = "read it with read_microstructure"});
  }
  const auto seed = static_cast<unsigned>(options.seed);
  PowerCells cells(sites_of(options, domain, dimension, window, seed), domain, dimension);
  std::vector<Eigen::Matrix3d> orientations = draw_orientations(texture_of(options), seed, cells.n_grains());
  if (options.source == "single") orientations = {given_orientation(options)};
  const Microstructure result(std::move(cells), grains_of(orientations));
  return with_drawn_pores(result, options, relative_density);
}

Microstructure with_drawn_pores(const Microstructure& microstructure, const GrainOptions& options,
                                double relative_density) {
  if (!options.explicit_pores || relative_density >= 1.0) return microstructure;
  const PoreDrawing drawing{.relative_density = relative_density,
                            .diameter = options.pore_size_um * units::um};
  return with_pores(microstructure, draw_pores(drawing, microstructure.domain(), microstructure.dimension(),
                                               static_cast<unsigned>(options.seed)));
}

}  // namespace lauelith::models
