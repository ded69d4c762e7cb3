// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

namespace lauelith {

/// Runs the program and turns what it throws into an exit code, with "lauelith: error: …" as the last line on
/// stderr:
///   Failure                                      its own code
///   a mistake on the command line                2
///   file system and stream errors                6
///   no memory, a size beyond what can be held    7
///   anything else                                3, "internal error, please report": the codes have no
///   number
///                                                for a defect of ours, and only an input we did not foresee
///                                                leads here (broken asserts abort, so that they cannot pass
///                                                for a result)
int exit_code_of(const std::function<void()>& program);

}  // namespace lauelith
