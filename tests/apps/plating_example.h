// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "tests/apps/small_study.h"

namespace lauelith {

/// The small cell cycled within a second or two; ends inside of [numerics].
inline const std::string small_plating_study = R"([fracture]
path_um = 5.0
[protocol]
block_current_uA_cm2 = [10.0, 1000.0]
block_half_cycle_min = [20.0, 10.0]
block_half_cycles = [2.0, 3.0]
scan_state = "rest rest cycling"
)" + std::string(small_study);

/// The digest of `lauelith info --digest`.
inline std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

}  // namespace lauelith
