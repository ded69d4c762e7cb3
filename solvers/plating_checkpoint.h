// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include "solvers/plating_run.h"

namespace lauelith::solvers {

/// The history of a run as text, every number as it reads back to the same bits; written through a part file.
/// The first line holds the identity of study and basis. Pinned by PlatingCheckpoint.*.
void write_checkpoint(const std::string& path, const std::string& identity, const PlatingHistory& history);
/// nullopt: there is none. Of another study: UsageError. Damaged: InputError.
std::optional<PlatingHistory> read_checkpoint(const std::string& path, const std::string& identity);

}  // namespace lauelith::solvers
