// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/study.h"

namespace lauelith {

/// What an analysis commits itself to before the data are seen: every parameter of the tables that decide a
/// verdict, with its prior, and a SHA-256 of them. JSON: type, version, created, seed, sha256, parameters
/// (lines of a study file), inputs_seen.
struct PlanLock {
  std::string sha256;
  std::vector<std::string> parameters;
  std::vector<std::string> inputs_seen;
};

PlanLock lock_of(const Study& study);
void write_plan_lock(const std::string& path, const Study& study, std::int64_t seed,
                     const std::vector<std::string>& inputs_seen);

/// How an analysis departs from a locked plan, a sentence each; empty: as locked. A file whose hash does not
/// agree with its own contents is an InputError.
std::vector<std::string> departures_from(const std::string& lock_path, const Study& study);

}  // namespace lauelith
