// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/flaws.h"

namespace lauelith::models {

/// A straight flaw at an angle from e_Y in the X–Y plane, positive towards +X.
Flaw straight_flaw(const Eigen::Vector3d& mouth, double depth, double angle);

/// The flaws of place_um, place_depth_um and place_angle_deg; in space with their mouths in the middle of the
/// slab. UsageErrors name the key: one depth per place, mouths and tips inside the cell, half pennies inside
/// the slab (what a face cuts off is another shape), no two in one place (they may cross). Pinned by
/// Flaws.GivenOnes*.
std::vector<Flaw> given_flaws(const FlawOptions& options, const DomainBox& domain, int dimension);

/// Whether a study gives flaws, instead of having them drawn.
bool gives_flaws(const FlawOptions& options);

}  // namespace lauelith::models
