// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "src/grain_table.h"

namespace lauelith {
namespace {

std::string copies_text(const std::vector<FrameResult>& frames) {
  constexpr int most_listed = 20;
  std::string text;
  int n_copies = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (frames[i].copy_of < 0 || ++n_copies > most_listed) continue;
    text += "  frame " + std::to_string(i) + " (" + frames[i].source + ") is a copy of frame " +
            std::to_string(frames[i].copy_of) + "\n";
  }
  if (n_copies == 0) return "";
  if (n_copies > most_listed) text += "  ... and " + std::to_string(n_copies - most_listed) + " more\n";
  return "frames that repeat another pixel by pixel (/entry/map/copy_of): " + std::to_string(n_copies) +
         "\n" + text;
}

}  // namespace

std::size_t n_with(const std::vector<FrameResult>& frames, FrameStatus status) {
  return static_cast<std::size_t>(std::count_if(
      frames.begin(), frames.end(), [status](const FrameResult& frame) { return frame.status == status; }));
}

std::string index_text(const std::vector<FrameResult>& frames, const std::string& output) {
  constexpr std::size_t most_tables = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(frames.size(), most_tables); ++i) text += grain_table(frames[i]);
  if (frames.size() > most_tables)
    text += "... and " + std::to_string(frames.size() - most_tables) + " more frames\n";
  text += copies_text(frames);
  text += output + ": " + std::to_string(frames.size()) + " frames";
  const std::array<std::pair<FrameStatus, const char*>, 6> endings{
      {{FrameStatus::ok, "ok"},
       {FrameStatus::not_indexed, "not indexed"},
       {FrameStatus::no_spots, "without spots"},
       {FrameStatus::not_converged, "not converged"},
       {FrameStatus::saturated, "saturated"},
       {FrameStatus::corrupt, "unreadable"}}};
  for (const auto& [status, word] : endings)
    text += ", " + std::to_string(n_with(frames, status)) + " " + word;
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
