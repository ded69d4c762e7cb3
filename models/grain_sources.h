// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/microstructure.h"
#include "models/texture.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [grains]: where the microstructure comes from.
struct GrainOptions {
  std::string source = "three-grain";
  double size_um = 130.0;
  int seed = 1;
  double size_log_sd = 0.35;
  std::string texture = "random";
  std::vector<double> fibre_hkl = {0.0, 0.0, 1.0};
  std::vector<double> fibre_direction = {0.0, 1.0, 0.0};
  double fibre_spread_deg = 5.0;
  std::vector<double> bunge_deg = {0.0, 0.0, 0.0};
  std::string file;
  std::string orientation_convention = "sample_from_crystal";
  std::vector<double> file_origin_um = {0.0, 0.0};
  double file_unit_um = 0.0;
  double segmentation_deg = 5.0;
  int least_points = 5;
  double boundary_piece_um = 10.0;
  bool explicit_pores = false;
  double pore_size_um = 10.0;
};
void describe(ParameterVisitor& visit, GrainOptions& options);

Texture texture_of(const GrainOptions& options);

/// The sources that need no file: three-grain, laguerre, single. `window`: width and depth in m. Pores are
/// added if asked for. For source = "file" see grain_files.h.
Microstructure make_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension,
                                   const std::array<double, 2>& window, double relative_density = 1.0);

/// The same grains with drawn pores if `explicit_pores` says so and the density is below 1.
Microstructure with_drawn_pores(const Microstructure& microstructure, const GrainOptions& options,
                                double relative_density);

}  // namespace lauelith::models
