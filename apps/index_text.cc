// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_text.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "src/grain_table.h"

namespace lauelith {
namespace {

constexpr std::size_t most_tables = 20;
constexpr std::size_t most_copies = 20;

constexpr std::array<std::pair<FrameStatus, const char*>, 9> endings{
    {{FrameStatus::ok, "ok"},
     {FrameStatus::not_indexed, "not indexed"},
     {FrameStatus::no_spots, "without spots"},
     {FrameStatus::not_converged, "not converged"},
     {FrameStatus::saturated, "saturated"},
     {FrameStatus::corrupt, "unreadable"},
     {FrameStatus::missing, "missing"},
     {FrameStatus::timed_out, "timed out"},
     {FrameStatus::not_run, "not run"}}};
constexpr std::size_t n_always_named = 6;

}  // namespace

void IndexSummary::add(const FrameResult& frame) {
  const bool is_unreadable = frame.status == FrameStatus::corrupt || frame.status == FrameStatus::missing;
  if (is_unreadable && first_unreadable_.empty()) first_unreadable_ = frame.message;
  if (first_message_.empty()) first_message_ = frame.message;
  if (frame.status != FrameStatus::not_run && n_frames_ - n_with(FrameStatus::not_run) < most_tables)
    tables_ += grain_table(frame);
  if (frame.copy_of >= 0 && n_copies_++ < most_copies) {
    first_copies_ += "  frame " + std::to_string(n_frames_) + " (" + frame.source + ") is a copy of frame " +
                     std::to_string(frame.copy_of) + "\n";
  }
  ++n_with_[static_cast<std::size_t>(frame.status)];
  ++n_frames_;
}

std::string IndexSummary::copies_text() const {
  if (n_copies_ == 0) return "";
  std::string text =
      "frames that repeat another pixel by pixel (/entry/map/copy_of): " + std::to_string(n_copies_) + "\n" +
      first_copies_;
  if (n_copies_ > most_copies) text += "  ... and " + std::to_string(n_copies_ - most_copies) + " more\n";
  return text;
}

std::string IndexSummary::text(const std::string& output) const {
  const std::size_t n_run = n_frames_ - n_with(FrameStatus::not_run);
  // Of a scan the maps tell more than the tables of its first frames.
  std::string text = n_run > most_tables ? "" : tables_;
  text += copies_text() + output + ": " + std::to_string(n_frames_) + " frames";
  for (std::size_t i = 0; i < endings.size(); ++i) {
    const auto& [status, word] = endings[i];
    if (i < n_always_named || n_with(status) > 0) text += ", " + std::to_string(n_with(status)) + " " + word;
  }
  return text + "\n";
}

std::string refinement_text(const inverse::DetectorRefinement& refined) {
  if (!refined.refined) return "detector: " + refined.message + "\n";
  static constexpr const char* names[] = {"dd_mm", "xcen_px", "ycen_px", "xbet_deg", "xgam_deg"};
  const auto numbers = [](const FiveParameters& five) {
    return std::array{five.distance_mm, five.xcen_px, five.ycen_px, five.xbet_deg, five.xgam_deg};
  };
  const auto now = numbers(refined.five);
  const auto given = numbers(refined.given);
  std::string text = "detector refined with " + std::to_string(refined.n_grains) + " grains, " +
                     std::to_string(refined.n_spots) + " spots\n";
  for (std::size_t i = 0; i < 5; ++i) {
    if (!refined.free[i]) continue;
    const auto k = static_cast<Eigen::Index>(i);
    char line[160];
    std::snprintf(line, sizeof line, "  %-9s %12.5f +- %.5f   file %12.5f, known to %.5f\n", names[i], now[i],
                  std::sqrt(refined.covariance(k, k)), given[i], refined.prior_sigma[k]);
    text += line;
  }
  if (!refined.message.empty()) text += "  " + refined.message + "\n";
  return text;
}

}  // namespace lauelith
