// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/file_hash.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// Where a result comes from: everything needed to make it again, and nothing that enters its digest.
struct Provenance {
  std::string program = "lauelith";
  std::string version;
  std::string git_hash;
  std::vector<std::string> argv;
  std::string study_text;                        ///< resolved: every parameter
  std::vector<std::int64_t> seeds;
  std::map<std::string, std::string> libraries;  ///< name → version
  std::vector<FileHash> inputs;
  std::string host;
  std::string start;                             ///< UTC, ISO 8601
  std::string end;                               ///< empty: filled when it is written
};

/// Version, libraries, host and the present time as the start.
Provenance begun_provenance(const std::vector<std::string>& argv);

/// "2024-05-17T09:30:00Z"
std::string utc_now();

/// The group /provenance. Pinned by tests/src/maps_file_test.cc.
void write_provenance(Hdf5Writer& writer, const Provenance& provenance);

}  // namespace lauelith
