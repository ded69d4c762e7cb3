// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/butler_volmer.h"
#include "models/cell_options.h"
#include "models/contact.h"
#include "models/deposition.h"
#include "models/eigenstrain.h"
#include "models/electro_options.h"
#include "models/flaws.h"
#include "models/grain_sources.h"
#include "models/mechanics_options.h"
#include "models/protocol.h"
#include "models/tip_toughness.h"
#include "solvers/insitu_options.h"
#include "solvers/numerics_options.h"
#include "solvers/time_options.h"

namespace lauelith::solvers {

/// The tables of a study that the model of the cell reads.
struct CellStudy {
  models::CellOptions cell;
  models::ModelOptions model;
  models::GrainOptions grains;
  models::MechanicsOptions mechanics;
  models::ResidualOptions residual;
  models::ElectroOptions electro;
  models::InterfaceOptions interface;
  models::ContactOptions contact;
  models::FlawOptions flaws;
  models::FractureOptions fracture;
  models::DepositionOptions deposition;
  models::ProtocolOptions protocol;
  NumericsOptions numerics;
  TimeOptions time;
  InsituOptions insitu;
};

}  // namespace lauelith::solvers
