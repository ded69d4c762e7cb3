// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/cell_options.h"
#include "models/eigenstrain.h"
#include "models/flaws.h"
#include "models/grain_sources.h"
#include "models/mechanics_options.h"
#include "solvers/insitu_options.h"
#include "solvers/numerics_options.h"

namespace lauelith::solvers {

/// The tables of a study that the mechanics reads.
struct CellStudy {
  models::CellOptions cell;
  models::ModelOptions model;
  models::GrainOptions grains;
  models::MechanicsOptions mechanics;
  models::ResidualOptions residual;
  models::FlawOptions flaws;
  NumericsOptions numerics;
  InsituOptions insitu;
};

}  // namespace lauelith::solvers
