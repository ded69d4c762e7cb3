// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "apps/compare_job.h"

namespace lauelith {

/// verdict.json: `verdict`, `log_evidence`, `posterior`, `checks`, `power`, and what they rest on.
std::string verdict_json(const CompareJob& job, const PreparedComparison& prepared,
                         const inverse::ComparisonResult& result);

}  // namespace lauelith
