// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/voxel_grains.h"
#include "src/text_file.h"

namespace lauelith::models {

/// The grid of a DAMASK `.vti` (VTK ImageData, cell data "material", numbered from 0; lengths in m). Data may
/// stand in the file as text or as base64, plain or zlib-compressed; appended raw data is refused.
VoxelGrid grid_of_vti(const TextFile& text);

/// Orientations of a DAMASK `material.yaml`: of each entry of `material` its one constituent's O, a
/// quaternion w x y z. Its rotation is DAMASK's passive one from sample to crystal axes, written with P = −1,
/// so that read as an active (Hamilton) quaternion it is R_sample_from_crystal. Entries with several
/// constituents are refused: a point of ours has one orientation.
std::vector<Eigen::Matrix3d> orientations_of_damask(const TextFile& text);

}  // namespace lauelith::models
