// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "apps/study_tables.h"
#include "solvers/cell_model.h"

namespace lauelith {

/// The tables of the mechanics as the solvers take them.
solvers::CellStudy cell_study(const MechanicsTables& tables);

}  // namespace lauelith
