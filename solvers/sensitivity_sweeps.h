// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/sensitivity_samples.h"

namespace lauelith::solvers {

/// Sweeps of the law over pressure (−3 … +3 GPa), temperature, activation volume and stack pressure. Each
/// shows both signs of the activation volume and, where it has a maximum, the quadratic form; with a
/// polycrystal also its effective conductivity along Y with the derivative from the same solve; with samples
/// the bands of the uncertain parameters (2.5, 16, 50, 84, 97.5 %), the swept one held: of the law, and, from
/// `draws` (a `band_row` each), of what the homogenisation gives. Pinned by
/// Sensitivity.* (tests/apps/sensitivity_test.cc).
std::vector<NumberTable> sweeps(const SensitivityCase& study, const SobolDesign& design,
                                const FoundRows& draws, int n_threads);

/// Draws whose sweeps go through the homogenisation: of the matrices A and B, 256 at most.
std::size_t n_band_draws(const SobolDesign& design);
/// Numbers of one draw: four per point of every sweep.
std::size_t band_width(const SensitivityCase& study);
std::vector<double> band_row(const SensitivityCase& study, const SobolDesign& design, std::size_t draw);

/// Slopes and changes per 10 MPa for a few activation volumes: the orders of magnitude.
NumberTable orders_of_magnitude(const SensitivityCase& study);

/// σ_eff by direction with its bounds, derivatives and current focusing, without and under the stack
/// pressure.
NumberTable effective_table(const SensitivityCase& study);

/// Derivatives of ln σ at the nominal point by every parameter of the law, and the change that a tenth of its
/// prior's width makes.
NumberTable local_table(const SensitivityCase& study);

}  // namespace lauelith::solvers
