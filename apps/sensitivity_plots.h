// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "solvers/sensitivity_samples.h"
#include "src/map_picture.h"

namespace lauelith {

/// Curves with bands for every sweep that sensitivity_sweeps.h makes, with the convention P > 0 compressive
/// and what the bands are written below each; variance shares; the map of σ/σ₀ of a polycrystal.
std::vector<NamedPicture> sensitivity_pictures(const solvers::SensitivityCase& study,
                                               const std::vector<NumberTable>& sweeps,
                                               const NumberTable* sobol);

}  // namespace lauelith
