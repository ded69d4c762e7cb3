// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/map_picture.h"

namespace lauelith {

/// The maps files of a folder (root attribute type "lauelith.maps"), maps2.h5 before maps10.h5.
std::vector<std::string> maps_files_of(const std::string& folder);

/// One self-contained page about a folder with several scans: the verdict if verdict.json is there, the
/// pictures that `compare`, `simulate`, `fit` and `plan` left, every map of all scans side by side on common
/// scales, how the frames ended, where it all comes from. InputError without any maps file.
/// Pinned by: RunCommand.* (tests/apps/run_test.cc).
std::string folder_page(const std::string& folder, const MapPictureOptions& options);

}  // namespace lauelith
