// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "inverse/detector_refinement.h"
#include "src/grain.h"

namespace lauelith {

/// What `lauelith index` prints: the grains of the first frames, which frames are copies of others, and how
/// the frames ended.
std::string index_text(const std::vector<FrameResult>& frames, const std::string& output);

/// The refined detector parameters with their errors, beside what the file gave.
std::string refinement_text(const inverse::DetectorRefinement& refined);

std::size_t n_with(const std::vector<FrameResult>& frames, FrameStatus status);

}  // namespace lauelith
