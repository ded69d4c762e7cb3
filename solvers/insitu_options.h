// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/parameter.h"

namespace lauelith::solvers {

/// [insitu]: what ParaView Catalyst shows while a simulation runs.
struct InsituOptions {
  std::string backend = "none";
  std::string script;
  std::string folder = "insitu";
  std::string field = "elastic_strain_von_mises";
  bool picture = true;
  bool profile = true;
  int picture_width_px = 800;
  int picture_height_px = 800;
};
void describe(ParameterVisitor& visit, InsituOptions& options);

}  // namespace lauelith::solvers
