// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/study.h"

namespace lauelith {

/// Reads a study from a regular file of at most 1 MiB. A file that cannot be opened is a FileSystemError,
/// anything wrong inside it a UsageError.
void read_study_file(Study& study, const std::string& path);

}  // namespace lauelith
