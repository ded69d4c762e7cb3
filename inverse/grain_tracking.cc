// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/grain_tracking.h"

namespace lauelith::inverse {
namespace {

/// A grain that fades at a boundary, or a frame that failed, is bridged by the frame before.
constexpr std::size_t n_remembered_frames = 2;

}  // namespace

void GrainTrack::remember(const FrameResult& frame) {
  KnownLattices lattices;
  for (const Grain& grain : frame.grains) {
    if (grain.quality == GrainQuality::accepted && grain.converged)
      lattices.push_back(grain.reciprocal_lab_1_A);
  }
  if (lattices.empty()) return;
  frames_.push_front(std::move(lattices));
  if (frames_.size() > n_remembered_frames) frames_.pop_back();
}

KnownLattices GrainTrack::known() const {
  KnownLattices known;
  for (const KnownLattices& frame : frames_) known.insert(known.end(), frame.begin(), frame.end());
  return known;
}

}  // namespace lauelith::inverse
