// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// Creates a lock file that says who holds it: host, process, start of the process. The lock of a process of
/// this host that no longer runs is taken over. FileSystemError when its process runs, or when it is of
/// another host
/// (`over_hosts`: take it over all the same). Removed by whoever took it.
/// Pinned by: WorkFolder.* (tests/src/work_folder_test.cc).
void take_process_lock(const std::string& path, bool over_hosts);

}  // namespace lauelith
