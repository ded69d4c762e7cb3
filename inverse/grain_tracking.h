// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deque>

#include "inverse/indexing.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// Frames that lie side by side in a map and are indexed one after the other, each with the grains of the
/// frames before it as first guess. A track starts cold at a frame number that is a multiple of this, so that
/// a map depends neither on the order in which tracks are walked nor on who walks them.
inline constexpr std::size_t frames_per_track = 16;

/// What the last indexed frames of a track have taught.
/// Pinned by: GrainTracking.* (tests/inverse/grain_tracking_test.cc).
class GrainTrack {
 public:
  /// Only accepted grains are passed on: a doubtful one would teach its mistake to its neighbours.
  void remember(const FrameResult& frame);
  /// Of the newest frame first, strongest grain first.
  KnownLattices known() const;

 private:
  std::deque<KnownLattices> frames_;  ///< newest first
};

}  // namespace lauelith::inverse
