// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// Orientations of grains as [g, 4] unit quaternions w, x, y, z of R_sample_from_crystal (contract §5).
/// Reading refuses (InputError) other shapes and rows that are no unit quaternions.
/// Pinned by tests/src/field_file_test.cc.
void write_orientation_list(Hdf5Writer& writer, const std::string& place,
                            const std::vector<Eigen::Matrix3d>& R_sample_from_crystal);
std::vector<Eigen::Matrix3d> read_orientation_list(const Hdf5Reader& reader, const std::string& place);

}  // namespace lauelith
