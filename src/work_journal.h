// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace lauelith {

/// One sealed part of a long piece of work.
struct JournalRecord {
  std::uint32_t part = 0;
  std::uint32_t first = 0;  ///< unit of work in it
  std::uint32_t n = 0;
  std::uint64_t run = 0;                  ///< identity of the run that sealed it
  std::array<std::uint8_t, 20> sha256{};  ///< of the file, cut to 160 bits
};

/// The list of what is done, appended to by any number of processes: records of 64 bytes, little-endian, each
/// written whole and stored (fdatasync) before `append` returns, closed by a CRC-32C. Reading ends at the
/// first record that is damaged or cut: what follows was never promised. FileSystemError.
/// Pinned by: WorkJournal.* (tests/src/work_folder_test.cc).
void append_to_journal(const std::string& path, const JournalRecord& record);
std::vector<JournalRecord> read_journal(const std::string& path);

}  // namespace lauelith
