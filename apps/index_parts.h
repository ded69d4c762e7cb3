// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

#include "apps/common_options.h"
#include "apps/index_frame.h"
#include "src/ranks.h"
#include "src/work_folder.h"

namespace lauelith {

/// Frames of one part of a run: frames 256·k … 256·k + 255 whatever the threads, ranks and interruptions.
inline constexpr std::size_t frames_per_part = 256;

/// Indexes the parts of this rank that are not done yet and seals each in the work folder. Threads take
/// tracks of neighbouring frames (grain_tracking.h) in order, so that few parts are open at once. Returns
/// false when a signal ended it early: open parts are dropped then. Every rank r of n takes parts r, r + n, …
/// `sealed` is told of every part that is done, before or now, on any thread.
bool index_parts(const IndexingRun& run, const CommonOptions& common, const Ranks& ranks, WorkFolder& work,
                 const std::function<void(std::size_t part)>& sealed);

/// Waits until every part is sealed by some rank; throws what another rank failed of. False: interrupted.
bool wait_for_parts(const WorkFolder& work, std::size_t n_frames);

/// How the work folder of a command begins, and how the command ends when a signal came.
WorkStart start_of(const CommonOptions& common);
[[noreturn]] void end_interrupted(const WorkFolder& work);

/// What a sealed part holds.
struct SealedPart {
  std::size_t first = 0;  ///< frame of the run
  std::vector<FrameResult> frames;
  std::vector<inverse::FrameNoise> noise;
};
SealedPart read_part(const WorkFolder& work, std::size_t part);

/// Hands on all parts in order; the next one is read meanwhile.
void for_each_part(const WorkFolder& work, std::size_t n_frames,
                   const std::function<void(SealedPart&& part)>& take);

}  // namespace lauelith
