// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>

#include "src/parameter.h"

namespace lauelith {

/// How progress is shown: one rewritten line on a terminal and one line per 30 s elsewhere (auto), one JSON
/// object per line (json), nothing (none).
struct ProgressOptions {
  std::string mode = "auto";
  std::string success = "indexed";  ///< what a frame that went well is called
};
void describe(ParameterVisitor& visit, ProgressOptions& options);

/// What a run has done so far.
struct ProgressCount {
  std::size_t n_done = 0;
  std::size_t n_total = 0;
  std::size_t n_indexed = 0;  ///< or whatever `success` calls them
  std::size_t n_failed = 0;
};

/// "120/500 frames, 24.0/s, 16 s left, indexed 98.3 %, failed 1"
std::string progress_sentence(const ProgressCount& count, double elapsed_s,
                              const std::string& success = "indexed");
std::string progress_json(const ProgressCount& count, double elapsed_s,
                          const std::string& success = "indexed");

/// Counts frames from several threads and reports on a stream, usually std::cerr. The clock can be given for
/// tests. Pinned by tests/src/progress_test.cc.
class Progress {
 public:
  using Clock = std::function<double()>;  ///< seconds since some fixed time
  Progress(const ProgressOptions& options, std::size_t n_total, std::ostream& stream, bool is_terminal,
           Clock clock = steady_seconds);

  void frame_done(bool is_indexed, bool is_failed);
  void finish();  ///< the last state, once
  ProgressCount count() const;

  static double steady_seconds();

 private:
  void report(bool is_last);

  enum class Style { none, line, log, json };
  Style style_;
  std::string success_;
  std::ostream& stream_;
  Clock clock_;
  double start_s_;
  double reported_s_;
  bool is_finished_ = false;
  ProgressCount count_;
  mutable std::mutex mutex_;
};

/// Whether a file descriptor is a terminal (2: stderr).
bool is_terminal(int descriptor);

}  // namespace lauelith
