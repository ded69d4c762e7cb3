// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "src/ranks.h"

namespace lauelith {

/// How a long piece of work may start.
enum class WorkStart { fresh, resumed, replaced };

/// The folder OUTPUT.work that a long piece of work leaves its finished parts in until the output is whole,
/// so that it can be killed at any moment and continued:
///
///   run.txt    what is computed, one "key = value" per line: everything that changes the result
///   lock       host, process, its start: a second process of the same output is refused
///   journal    work_journal.h
///   part_000012.h5   sealed; part_000012.h5.part: being written
///
/// A part counts as done when it is in the journal, exists and has the hash noted there. Ranks of one
/// launcher share the folder: rank 0 makes it and holds the lock, the others join. UsageError: a folder is
/// there and neither --resume nor --force was given, or what is computed differs (the message lists the
/// differences). FileSystemError: another process holds the lock. Pinned by: WorkFolder.*
/// (tests/src/work_folder_test.cc).
class WorkFolder {
 public:
  WorkFolder(const std::string& output, const std::string& run_text, WorkStart start,
             const Ranks& ranks = {});
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  std::string part_path(std::size_t part) const;
  /// The file of the part has been written and stored under its name.
  void note_sealed(std::size_t part, std::size_t first, std::size_t n);
  /// Parts that are done, by any process: read anew at each call.
  std::vector<std::uint8_t> sealed_parts(std::size_t n_parts) const;
  /// For other ranks: leaves word that this one failed; throws what another one left.
  void note_failure(const std::string& message) const;
  void throw_failure_of_others() const;
  /// The output is whole: removes the folder.
  void remove();
  /// After a failure: a folder without a sealed part is of no use to anyone.
  void remove_if_nothing_is_sealed();

  const std::string& path() const { return path_; }

 private:
  void begin(const std::string& run_text, WorkStart start);
  void join(const std::string& run_text) const;
  void lock() const;
  bool is_intact(std::size_t part, const std::array<std::uint8_t, 20>& sha256) const;

  std::string output_;
  std::string path_;
  std::uint64_t run_ = 0;
  Ranks ranks_;
  mutable std::mutex mutex_;
  mutable std::vector<std::uint8_t> checked_;  ///< parts whose hash was found right, or made, here
};

}  // namespace lauelith
