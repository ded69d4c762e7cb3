// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/field_file.h"
#include "src/picture.h"

namespace lauelith::solvers {

/// von Mises strain of the change of the lattice between two moments, per voxel; NaN outside the electrolyte.
std::vector<double> change_of_strain(const FieldFrame& frame, const std::vector<float>& H0,
                                     const std::vector<float>& H);

/// The same as a map with grain boundaries, colours from 0 to the 99.5th percentile (at least 1e-6).
Picture change_picture(const FieldFrame& frame, const std::vector<double>& change, const std::string& title);

}  // namespace lauelith::solvers
