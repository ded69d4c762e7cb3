// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/frame_indexing.h"

#include <algorithm>

namespace lauelith::inverse {
namespace {

constexpr int most_saturated_of_20 = 10;
constexpr std::size_t fewest_peaks = 6;

std::string count_of(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

/// What the user can do about a frame without an accepted grain.
std::string advice(const FrameResult& frame, const IndexingPlan& plan) {
  if (frame.peaks.peaks.size() < fewest_peaks) {
    return count_of(frame.peaks.peaks.size(), "peak") + ": too few to index (6 at least)";
  }
  const std::string crystal = plan.setup.crystal.name;
  if (!frame.grains.empty()) {
    return "peaks lie where " + crystal +
           " can put them, but which ones are strong speaks against it or too few say it: "
           "another crystal with the same zones? check --crystal and --energy";
  }
  return count_of(frame.peaks.peaks.size(), "peak") + ", no orientation of " + crystal +
         " explains them better than chance: check --crystal, --detector (distance, foot, pixel size, flip) "
         "and --energy";
}

FrameStatus status_of(const std::vector<Grain>& grains) {
  const auto is_good = [](const Grain& grain) {
    return grain.quality == GrainQuality::accepted && grain.converged;
  };
  if (std::any_of(grains.begin(), grains.end(), is_good)) return FrameStatus::ok;
  const bool unfinished =
      std::any_of(grains.begin(), grains.end(), [](const Grain& grain) { return !grain.converged; });
  return unfinished ? FrameStatus::not_converged : FrameStatus::not_indexed;
}

}  // namespace

FrameResult index_peak_list(PeakList peaks, const IndexingPlan& plan, const KnownLattices& known) {
  FrameResult frame;
  frame.peaks = std::move(peaks);
  if (frame.peaks.peaks.empty()) {
    frame.status = FrameStatus::no_spots;
    frame.message = "no peak stands out of the noise";
    return frame;
  }
  if (frame.peaks.n_saturated_brightest > most_saturated_of_20) {
    frame.status = FrameStatus::saturated;
    frame.message = "most of the 20 brightest peaks are saturated: expose shorter";
    return frame;
  }
  bool timed_out = false;
  frame.grains = index_grains(frame.peaks, plan, known, &timed_out);
  frame.status = timed_out ? FrameStatus::timed_out : status_of(frame.grains);
  if (timed_out) {
    frame.message = count_of(frame.grains.size(), "grain") +
                    " found within frame_limit_s, then stopped: raise it, or significance if most peaks are "
                    "noise (both in [index])";
  }
  if (frame.status == FrameStatus::not_indexed) frame.message = advice(frame, plan);
  if (frame.status == FrameStatus::not_converged)
    frame.message = "a grain was found but its refinement did not converge";
  return frame;
}

FrameResult index_image(const Image& image, const PeakSearchOptions& search, const IndexingPlan& plan,
                        const KnownLattices& known) {
  return index_peak_list(find_peaks(image, search), plan, known);
}

FrameResult unreadable_frame(FrameStatus status, const std::string& message) {
  FrameResult frame;
  frame.status = status;
  frame.message = message;
  return frame;
}

}  // namespace lauelith::inverse
