// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <map>

#include "src/text_file.h"

namespace lauelith::models {

/// R_sample_from_crystal of every grain tag in $ElsetOrientations; see neper_mesh.h for the conventions.
std::map<int, Eigen::Matrix3d> neper_orientations(const TextFile& text, bool default_is_active);

}  // namespace lauelith::models
