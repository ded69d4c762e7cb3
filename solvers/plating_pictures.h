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

/// A layer of it (0: the deepest) as a map with grain boundaries, colours from 0 to the 99.5th percentile of
/// the layer (at least 1e-6).
Picture change_picture(const FieldFrame& frame, const std::vector<double>& change, std::size_t layer,
                       const std::string& title);
/// The layer under the scanned face where most has changed: flaws may lie out of sight of the face.
std::size_t most_changed_layer(const FieldFrame& frame, const std::vector<double>& change);

}  // namespace lauelith::solvers
