// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith::roundtrip {

/// results/scan_difference.md: errors of changes between two scans over their bound.
std::string difference_table(int n_threads);

}  // namespace lauelith::roundtrip
