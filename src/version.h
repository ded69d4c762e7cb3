// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace lauelith {

/// "0.1.0"
std::string_view version();

/// Commit the program was built from, twelve digits, "-dirty" behind it if files had been changed;
/// "unknown" when it was built outside a repository.
std::string_view git_hash();

}  // namespace lauelith
