// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/parameter.h"

namespace lauelith::solvers {

/// [numerics]: how it is solved.
struct NumericsOptions {
  std::string solver = "auto";
  double tolerance = 1e-10;
  int max_iterations = 2000;
  int degree = 2;
  std::string mesh = "boxes";
  double cell_window_um = 4.0;
  double cell_boundary_um = 2.0;
  double cell_flaw_um = 1.0;
  double cell_far_um = 50.0;
  int block_size = 32;
  double voxel_um = 2.0;
  double flaw_piece_um = 2.5;
  double memory_limit_GB = 0.0;
};
void describe(ParameterVisitor& visit, NumericsOptions& options);

}  // namespace lauelith::solvers
