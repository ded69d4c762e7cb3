// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/index_job.h"
#include "src/provenance.h"
#include "src/study.h"

namespace lauelith {

/// Where the maps come from: command line, study, inputs.
Provenance index_provenance(const IndexJob& job, const Study& study);

/// Everything that changes the maps, one "key = value" per line, for --resume to compare: program, study,
/// detector, crystal, and which frames. Inputs that were named are told by size and hash, the files of a
/// folder by name and place, so that data may move between machines. Threads, ranks and output do not enter.
std::string index_run_text(const IndexJob& job, const Study& study, const LaueInput& input,
                           const std::vector<PlannedFrame>& frames);

}  // namespace lauelith
