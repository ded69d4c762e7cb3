// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace lauelith {

/// A finished file appears at once, by rename, or not at all: write to `part_name(path)`, then `seal(path)`.
/// Pinned by tests/src/safe_file_test.cc.
std::string part_name(const std::string& path);

/// UsageError when the output exists and may not be replaced, or is a folder.
void refuse_existing(const std::string& path, bool may_replace);

/// fsync of the part file as it is now: who calls it while a long file grows has little left to wait for when
/// it is sealed. Errors as of `seal`.
void store_so_far(const std::string& path);

/// fsync of the part file, rename to `path`, fsync of the folder; FileSystemError with the system's words.
void seal(const std::string& path);

/// The whole of `bytes` under `path`, through a part file.
void write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace lauelith
