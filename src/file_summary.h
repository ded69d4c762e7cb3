// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// Kind of one of our own HDF5 files ("lauelith.sensitivity"); empty for any other file.
std::string kind_of_file(const std::string& path);

/// What a file of ours holds, for the eye: kind and version, attributes of the root in words, how it was
/// made, and every dataset with its extents, unit and meaning. Nothing outside the file is opened.
/// Pinned by FileSummary.* (tests/src/file_summary_test.cc).
std::string file_summary(const std::string& path);

}  // namespace lauelith
