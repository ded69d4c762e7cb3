// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// The contents of a verdict.json as HTML: the verdict in words, probability and evidence of each hypothesis,
/// every check with its sentence, the power. Members that are absent are left out. InputError when the file
/// is no JSON object with a verdict. Pinned by: RunCommand.* (tests/apps/run_test.cc).
std::string verdict_section(const std::string& path);

}  // namespace lauelith
