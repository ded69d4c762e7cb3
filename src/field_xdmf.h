// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// A description of fields.h5 for ParaView (XDMF 3): voxels as cells, µm, a step per moment named by its
/// time; grain, phase, the nine components of H (a tensor) and every further scalar. Values stay in the file,
/// which must lie beside. InputError if it is none of ours. Pinned by FieldXdmf.* of tests/src.
std::string field_xdmf(const std::string& path);

/// Whether an HDF5 file holds a field.
bool is_field_file(const std::string& path);

}  // namespace lauelith
