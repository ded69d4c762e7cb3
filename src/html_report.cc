// SPDX-License-Identifier: BSD-3-Clause
#include "src/html_report.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/base64.h"
#include "src/html_parts.h"

namespace lauelith {
namespace {

std::string with_error(double value, double variance) {
  const double thousand = 1e3;
  if (!std::isfinite(value)) return "&ndash;";
  const double sigma = std::sqrt(variance);
  return html_number(value * thousand, 4) +
         (std::isfinite(sigma) ? " &plusmn; " + html_number(sigma * thousand, 4) : "");
}

std::string strain_row(const std::string& name, const Vector6d& strain, const Matrix6d& covariance) {
  std::vector<std::string> cells{name};
  for (int i = 0; i < 6; ++i) cells.push_back(with_error(strain[i], covariance(i, i)));
  return html_row(cells);
}

std::string strain_table(const Grain& grain) {
  return html_table(
      {"deviatoric strain (10<sup>&minus;3</sup>)", "xx", "yy", "zz", "yz", "xz", "xy"},
      strain_row("sample axes", grain.strain_deviatoric_sample, grain.strain_covariance_sample) +
          strain_row("crystal axes", grain.strain_deviatoric_crystal, grain.strain_covariance_crystal));
}

std::string orientation_table(const Grain& grain) {
  const std::array<std::string, 3> names{"sample x", "sample y", "sample z"};
  std::string rows;
  for (int i = 0; i < 3; ++i) {
    std::vector<std::string> cells{names[static_cast<std::size_t>(i)]};
    for (int k = 0; k < 3; ++k) cells.push_back(html_number(grain.R_sample_from_crystal(i, k), 6));
    cells.push_back(html_number(grain.orientation_sigma_mrad[i], 4));
    rows += html_row(cells);
  }
  return html_table({"orientation", "crystal x", "crystal y", "crystal z", "&sigma; about axis (mrad)"},
                    rows);
}

std::string spots_table(const Grain& grain, const PeakList& list) {
  std::string rows;
  for (const IndexedSpot& spot : grain.spots) {
    std::vector<std::string> cells;
    for (int i = 0; i < 3; ++i) cells.push_back(html_number(spot.hkl[i], 0));
    cells.insert(cells.end(), {html_number(spot.energy_keV, 3), html_number(spot.calculated_px.x(), 3),
                               html_number(spot.calculated_px.y(), 3)});
    const bool is_known = spot.peak >= 0 && static_cast<std::size_t>(spot.peak) < list.peaks.size();
    if (is_known) {
      const Peak& peak = list.peaks[static_cast<std::size_t>(spot.peak)];
      cells.insert(cells.end(),
                   {html_number(peak.x_px - spot.calculated_px.x(), 3),
                    html_number(peak.y_px - spot.calculated_px.y(), 3), html_number(peak.intensity, 0)});
    }
    rows += html_row(cells);
  }
  return "<details><summary>" + std::to_string(grain.spots.size()) + " indexed spots</summary>\n" +
         html_table({"h", "k", "l", "energy (keV)", "x calculated (px)", "y calculated (px)", "&Delta;x (px)",
                     "&Delta;y (px)", "intensity (counts)"},
                    rows) +
         "</details>\n";
}

std::string grain_overview(const std::vector<Grain>& grains) {
  std::string rows;
  for (std::size_t i = 0; i < grains.size(); ++i) {
    const Grain& grain = grains[i];
    const bool doubtful = grain.quality == GrainQuality::doubtful;
    rows += html_row({std::to_string(i + 1), std::to_string(grain.spots.size()), html_number(grain.rms_px, 3),
                      html_number(grain.mean_residual_px, 3), html_number(grain.extra_scatter_px, 3),
                      html_number(grain.log10_false_alarm, 1), html_number(grain.peak_width_px, 2),
                      doubtful ? "<span class=\"doubtful\">doubtful</span>" : "accepted"});
  }
  return html_table({"grain", "spots", "rms residual (px)", "mean residual (px)", "extra scatter (px)",
                     "log<sub>10</sub> false alarm", "peak width (px)", "quality"},
                    rows);
}

std::string frame_section(const ReportFrame& frame, std::size_t number) {
  const FrameResult& result = frame.result;
  std::string html = "<h2>Frame " + std::to_string(number) + ": " + html_escaped(result.source) +
                     "</h2>\n<p>Status: " + status_text(result.status) + ". ";
  html += std::to_string(result.peaks.peaks.size()) + " peaks found.";
  if (result.copy_of >= 0) html += " Pixel by pixel a copy of frame " + std::to_string(result.copy_of) + ".";
  if (!result.message.empty()) html += " " + html_escaped(result.message);
  html += "</p>\n";
  if (!frame.picture_png.empty()) {
    html += "<p><img alt=\"pattern\" src=\"data:image/png;base64," + base64(frame.picture_png) + "\"></p>\n";
  }
  if (result.grains.empty()) return html;
  html += grain_overview(result.grains);
  for (std::size_t i = 0; i < result.grains.size(); ++i) {
    const Grain& grain = result.grains[i];
    html += "<h3>Grain " + std::to_string(i + 1) + "</h3>\n" + strain_table(grain) +
            orientation_table(grain) + spots_table(grain, result.peaks);
  }
  return html;
}

std::string status_counts(const std::vector<ReportFrame>& frames) {
  std::string rows;
  for (int status = 0; status <= static_cast<int>(FrameStatus::timed_out); ++status) {
    const auto n = std::count_if(frames.begin(), frames.end(), [status](const ReportFrame& frame) {
      return static_cast<int>(frame.result.status) == status;
    });
    if (n > 0) rows += html_row({status_text(static_cast<FrameStatus>(status)), std::to_string(n)});
  }
  return html_table({"status", "frames"}, rows);
}

std::string map_section(const std::vector<ReportMap>& maps) {
  if (maps.empty()) return {};
  std::string html = "<h2>Maps</h2>\n<div class=\"maps\">\n";
  for (const ReportMap& map : maps) {
    html += html_figure(map.picture_png, map.title);
  }
  return html + "</div>\n";
}

/// Frames with grains first, otherwise in their order.
std::vector<const ReportFrame*> chosen_frames(const ReportContents& contents) {
  std::vector<const ReportFrame*> chosen;
  for (const ReportFrame& frame : contents.frames) chosen.push_back(&frame);
  std::stable_partition(chosen.begin(), chosen.end(),
                        [](const auto* frame) { return !frame->result.grains.empty(); });
  const auto most = static_cast<std::size_t>(std::max(0, contents.most_frames));
  if (chosen.size() > most) chosen.resize(most);
  return chosen;
}

}  // namespace

std::string html_report(const ReportContents& contents) {
  std::string html = html_head(contents.title);
  if (!contents.setting.empty()) html += "<p>" + html_escaped(contents.setting) + "</p>\n";
  html += status_counts(contents.frames) + map_section(contents.maps);
  const auto chosen = chosen_frames(contents);
  if (chosen.size() < contents.frames.size()) {
    html += "<p>" + std::to_string(chosen.size()) + " of " + std::to_string(contents.frames.size()) +
            " frames are shown below.</p>\n";
  }
  for (const ReportFrame* frame : chosen)
    html += frame_section(*frame, static_cast<std::size_t>(frame - contents.frames.data()));
  if (!contents.provenance.empty()) {
    html += "<h2>Provenance</h2>\n<pre>" + html_escaped(contents.provenance) + "</pre>\n";
  }
  return html + html_tail();
}

}  // namespace lauelith
