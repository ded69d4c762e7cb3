// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>

#include "inverse/detector_refinement.h"
#include "src/grain.h"

namespace lauelith {

/// What remains of a run for the terminal while its frames pass by: the tables of the first frames, which
/// frames are copies of others, and how the frames ended.
class IndexSummary {
 public:
  void add(const FrameResult& frame);

  std::size_t n_frames() const { return n_frames_; }
  std::size_t n_with(FrameStatus status) const { return n_with_[static_cast<std::size_t>(status)]; }
  /// Of the first frame with one of these; empty: none.
  const std::string& first_unreadable() const { return first_unreadable_; }
  const std::string& first_message() const { return first_message_; }
  std::string text(const std::string& output) const;

 private:
  std::string copies_text() const;

  std::size_t n_frames_ = 0;
  std::array<std::size_t, 9> n_with_{};
  std::string tables_;
  std::string first_unreadable_;
  std::string first_message_;
  std::size_t n_copies_ = 0;
  std::string first_copies_;
};

/// The refined detector parameters with their errors, beside what the file gave.
std::string refinement_text(const inverse::DetectorRefinement& refined);

}  // namespace lauelith
