// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/cell_study.h"

namespace lauelith::solvers {

/// What numerics.mesh = "conforming" cannot do, named by its key: space, grains from a file, drawn pores,
/// multigrid (its hierarchy starts from a few boxes).
void require_meshable(const CellStudy& study);

}  // namespace lauelith::solvers
