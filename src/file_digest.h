// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// Identity of the data of an HDF5 file: SHA-256 over all members except /provenance, by sorted path: kind, type,
/// shape, attributes by name, values as little-endian bytes. Chunks, filters and object addresses do not enter.
/// Links other than hard ones enter by name and kind and are not followed. InputError for variable-length data,
/// more than 100,000 members or more than 32 levels. Pinned by tests/src/file_digest_test.cc.
std::string digest_of_file(const std::string& path);

}  // namespace lauelith
