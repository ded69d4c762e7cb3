// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/sensitivity_job.h"
#include "models/material_library.h"
#include "solvers/sensitivity_basis.h"

namespace lauelith {

/// The numbers of the conductor's data file that a run rests on: those that the study does not replace by its
/// own.
std::vector<models::MaterialProperty> conductor_values(const SensitivityJob& job);
/// "bulk_modulus_GPa = 27 (15 to 35): assumption: ..."
std::string words_of(const models::MaterialProperty& value);

/// Sweeps, tables, pictures, and the HDF5 file last: it says that a run was whole. The journals go.
void write_sensitivity(const SensitivityJob& job, const solvers::SensitivityCase& study,
                       const solvers::SensitivityBasis& basis, const SobolDesign& design,
                       const solvers::FoundRows& samples, const solvers::FoundRows& draws);

}  // namespace lauelith
