// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/grain.h"

namespace lauelith {

/// What was found in a frame, for a terminal: one line per grain with orientation (Bunge angles), number of
/// spots, residuals, scatter beyond the peaks' own errors, chance, quality, and the deviatoric strain in 1e-3
/// with its standard errors.
std::string grain_table(const FrameResult& frame);

}  // namespace lauelith
