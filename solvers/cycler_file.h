// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/protocol.h"

namespace lauelith::solvers {

/// A cycler's record: a heading with time_s and current_uA_cm2 (more columns may follow), then rows separated
/// by commas, semicolons or blanks. A row's current flows until the next row. InputError names line and
/// column. Pinned by CyclerFile.*.
std::vector<models::CyclerRow> read_cycler_file(const std::string& path);

}  // namespace lauelith::solvers
