// SPDX-License-Identifier: BSD-3-Clause
#include "src/html_report.h"
#include "src/base64.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lauelith {
namespace {

constexpr std::string_view style = R"css(
body { font: 15px/1.45 sans-serif; color: #1a1a1a; max-width: 1100px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; }
h2 { font-size: 1.25em; margin-top: 2em; border-top: 1px solid #ccc; padding-top: .8em; }
h3 { font-size: 1.05em; }
img { max-width: 100%; border: 1px solid #ddd; }
table { border-collapse: collapse; margin: .6em 0; font-variant-numeric: tabular-nums; }
th, td { padding: .18em .7em; text-align: right; border-bottom: 1px solid #e4e4e4; white-space: nowrap; }
th { border-bottom: 1px solid #888; font-weight: 600; }
th:first-child, td:first-child { text-align: left; }
.doubtful { color: #8a5a00; }
pre { background: #f6f6f6; padding: 1em; overflow-x: auto; font-size: 12px; }
.maps { display: grid; grid-template-columns: 1fr 1fr; gap: .8em; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: 12px; color: #555; }
@media print { body { max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
)css";

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return "&ndash;";
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  const std::string shown = text.data();
  return shown[0] == '-' ? "&minus;" + shown.substr(1) : shown;
}

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string html = "<tr>";
  for (const std::string& cell : cells) {
    html += std::string("<") + tag + ">" + cell + "</" + tag + ">";
  }
  return html + "</tr>\n";
}

std::string table(const std::vector<std::string>& head, const std::string& rows) {
  return "<table>\n<thead>" + row(head, "th") + "</thead>\n<tbody>\n" + rows + "</tbody></table>\n";
}

std::string with_error(double value, double variance) {
  const double thousand = 1e3;
  if (!std::isfinite(value)) return "&ndash;";
  const double sigma = std::sqrt(variance);
  return fixed(value * thousand, 4) + (std::isfinite(sigma) ? " &plusmn; " + fixed(sigma * thousand, 4) : "");
}

std::string strain_row(const std::string& name, const Vector6d& strain, const Matrix6d& covariance) {
  std::vector<std::string> cells{name};
  for (int i = 0; i < 6; ++i) cells.push_back(with_error(strain[i], covariance(i, i)));
  return row(cells);
}

std::string strain_table(const Grain& grain) {
  return table(
      {"deviatoric strain (10<sup>&minus;3</sup>)", "xx", "yy", "zz", "yz", "xz", "xy"},
      strain_row("sample axes", grain.strain_deviatoric_sample, grain.strain_covariance_sample) +
          strain_row("crystal axes", grain.strain_deviatoric_crystal, grain.strain_covariance_crystal));
}

std::string orientation_table(const Grain& grain) {
  const std::array<std::string, 3> names{"sample x", "sample y", "sample z"};
  std::string rows;
  for (int i = 0; i < 3; ++i) {
    std::vector<std::string> cells{names[static_cast<std::size_t>(i)]};
    for (int k = 0; k < 3; ++k) cells.push_back(fixed(grain.R_sample_from_crystal(i, k), 6));
    cells.push_back(fixed(grain.orientation_sigma_mrad[i], 4));
    rows += row(cells);
  }
  return table({"orientation", "crystal x", "crystal y", "crystal z", "&sigma; about axis (mrad)"}, rows);
}

std::string spots_table(const Grain& grain, const PeakList& list) {
  std::string rows;
  for (const IndexedSpot& spot : grain.spots) {
    std::vector<std::string> cells;
    for (int i = 0; i < 3; ++i) cells.push_back(fixed(spot.hkl[i], 0));
    cells.insert(cells.end(), {fixed(spot.energy_keV, 3), fixed(spot.calculated_px.x(), 3),
                               fixed(spot.calculated_px.y(), 3)});
    const bool is_known = spot.peak >= 0 && static_cast<std::size_t>(spot.peak) < list.peaks.size();
    if (is_known) {
      const Peak& peak = list.peaks[static_cast<std::size_t>(spot.peak)];
      cells.insert(cells.end(), {fixed(peak.x_px - spot.calculated_px.x(), 3),
                                 fixed(peak.y_px - spot.calculated_px.y(), 3), fixed(peak.intensity, 0)});
    }
    rows += row(cells);
  }
  return "<details><summary>" + std::to_string(grain.spots.size()) + " indexed spots</summary>\n" +
         table({"h", "k", "l", "energy (keV)", "x calculated (px)", "y calculated (px)", "&Delta;x (px)",
                "&Delta;y (px)", "intensity (counts)"},
               rows) +
         "</details>\n";
}

std::string grain_overview(const std::vector<Grain>& grains) {
  std::string rows;
  for (std::size_t i = 0; i < grains.size(); ++i) {
    const Grain& grain = grains[i];
    const bool doubtful = grain.quality == GrainQuality::doubtful;
    rows += row({std::to_string(i + 1), std::to_string(grain.spots.size()), fixed(grain.rms_px, 3),
                 fixed(grain.mean_residual_px, 3), fixed(grain.extra_scatter_px, 3),
                 fixed(grain.log10_false_alarm, 1), fixed(grain.peak_width_px, 2),
                 doubtful ? "<span class=\"doubtful\">doubtful</span>" : "accepted"});
  }
  return table({"grain", "spots", "rms residual (px)", "mean residual (px)", "extra scatter (px)",
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
    if (n > 0) rows += row({status_text(static_cast<FrameStatus>(status)), std::to_string(n)});
  }
  return table({"status", "frames"}, rows);
}

std::string map_section(const std::vector<ReportMap>& maps) {
  if (maps.empty()) return {};
  std::string html = "<h2>Maps</h2>\n<div class=\"maps\">\n";
  for (const ReportMap& map : maps) {
    const std::string title = html_escaped(map.title);
    html += "<figure><img alt=\"" + title + "\" src=\"data:image/png;base64," + base64(map.picture_png) +
            "\"><figcaption>" + title + "</figcaption></figure>\n";
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
  const std::string title = html_escaped(contents.title);
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" +
                     title + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<h1>" +
                     title + "</h1>\n";
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
  return html + "</body>\n</html>\n";
}

}  // namespace lauelith
