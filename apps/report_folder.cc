// SPDX-License-Identifier: BSD-3-Clause
#include "apps/report_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "apps/maps_words.h"
#include "apps/run_record.h"
#include "apps/verdict_section.h"
#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/failure.h"
#include "src/html_parts.h"
#include "src/html_report.h"
#include "src/map_row_picture.h"
#include "src/maps_file.h"
#include "src/png_file.h"

namespace lauelith {
namespace {

namespace fs = std::filesystem;

std::string in(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

/// maps2 before maps10: shorter names first.
bool comes_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string label_of(const std::string& path) {
  const std::string stem = fs::path(path).stem().string();
  const bool is_scan = stem.starts_with("maps") && stem.size() > 4 &&
                       stem.find_first_not_of("0123456789", 4) == std::string::npos;
  return is_scan ? "Scan " + stem.substr(4) : stem;
}

std::vector<std::string> pictures_in(const std::string& folder) {
  std::vector<std::string> pictures;
  if (!fs::is_directory(folder)) return pictures;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".png") pictures.push_back(entry.path().string());
  }
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "depth_profile.png" → "depth profile"
std::string caption_of(const std::string& path) {
  std::string name = fs::path(path).stem().string();
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// The pictures that a command left in its folder.
std::string pictures_section(const std::string& folder, const std::string& title) {
  const auto pictures = pictures_in(folder);
  if (pictures.empty()) return {};
  std::string html = "<h2>" + html_escaped(title) + "</h2>\n<div class=\"maps\">\n";
  for (const std::string& picture : pictures) html += html_figure(bytes_of(picture), caption_of(picture));
  return html + "</div>\n";
}

/// What the page shows of a scan; its peaks are not needed for that, and they are most of it.
ScanLayers scan_without_peaks(const std::string& path) {
  ScanLayers scan = read_scan_layers(path);
  for (FrameResult& frame : scan.maps.frames) {
    frame.peaks = {};
    for (Grain& grain : frame.grains) {
      grain.spots.clear();
      grain.spots.shrink_to_fit();
    }
  }
  return scan;
}

double median_of(const MapLayer* layer) {
  if (layer == nullptr) return std::nan("");
  std::vector<double> values = layer->values;
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (values.empty()) return std::nan("");
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

std::string counts_of(const Maps& maps) {
  std::string text;
  for (int status = 0; status <= static_cast<int>(FrameStatus::timed_out); ++status) {
    const auto n = std::count_if(maps.frames.begin(), maps.frames.end(), [status](const FrameResult& frame) {
      return static_cast<int>(frame.status) == status;
    });
    if (n == 0) continue;
    text +=
        (text.empty() ? "" : ", ") + std::to_string(n) + " " + status_text(static_cast<FrameStatus>(status));
  }
  return text;
}

/// How the frames ended and how well they were measured.
std::string scans_table(const std::vector<ScanLayers>& scans, const std::vector<std::string>& labels) {
  std::string rows;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    std::vector<std::string> cells{html_escaped(labels[i]), counts_of(scans[i].maps),
                                   html_number(median_of(scans[i].layer("n_indexed")), 0),
                                   html_number(median_of(scans[i].layer("rms_px")), 3)};
    for (const char* component : tensor_component_names) {
      const auto* sigma = scans[i].layer(std::string("strain_sample_sigma_") + component);
      cells.push_back(html_number(1e3 * median_of(sigma), 4));
    }
    rows += html_row(cells);
  }
  return "<h2>How the frames ended, how well they were measured</h2>\n<p>Medians over the points; standard "
         "errors "
         "of the deviatoric strain in 10<sup>&minus;3</sup>, sample frame.</p>\n" +
         html_table({"scan", "frames", "spots", "rms (px)", "&sigma; xx", "yy", "zz", "yz", "xz", "xy"},
                    rows);
}

/// The quantities that are shown of every scan, in this order.
std::vector<std::string> shown_layers() {
  std::vector<std::string> names;
  for (const char* component : tensor_component_names)
    names.push_back(std::string("strain_sample_") + component);
  names.insert(names.end(), {"von_mises", "misorientation_to_grain_mean_deg", "kam_deg", "peak_width_px",
                             "misorientation_to_first_scan_deg"});
  for (const char* component : tensor_component_names)
    names.push_back(std::string("change_strain_sample_") + component);
  for (const char* axis : {"x", "y", "z"}) names.push_back(std::string("change_rotation_") + axis + "_mrad");
  return names;
}

std::string maps_section(const std::vector<ScanLayers>& scans, const std::vector<std::string>& labels,
                         const MapPictureOptions& options) {
  std::vector<ScanPanel> panels;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    std::vector<Eigen::Matrix3d> rotations{Eigen::Matrix3d::Identity()};
    try {
      rotations = proper_rotations(find_crystal(scans[i].maps.crystal));
    } catch (const UsageError&) {
      // A crystal that is not built in: its symmetry is unknown here, boundaries are drawn without it.
    }
    panels.push_back({&scans[i], map_boundaries(scans[i], rotations, options.grain_boundary_deg), labels[i]});
  }
  std::string html = "<h2>Maps of all scans, on common scales</h2>\n";
  for (const std::string& name : shown_layers()) {
    const auto row = map_row_picture(panels, name, options);
    if (row) html += html_figure(png_bytes(row->picture), row->title);
  }
  return html;
}

std::string provenance_section(const std::string& folder, const std::vector<std::string>& files) {
  std::string html;
  std::string rows;
  for (const auto& [output, step] : read_run_record(in(folder, "run.json")))
    rows += html_row({html_escaped(step.command), html_number(step.seconds, 1)});
  if (!rows.empty()) html += "<h2>Commands</h2>\n" + html_table({"command", "seconds"}, rows);
  html += "<h2>Provenance</h2>\n";
  for (const std::string& file : files) {
    html += "<details><summary>" + html_escaped(fs::path(file).filename().string()) + "</summary>\n<pre>" +
            html_escaped(provenance_text_of_maps(file)) + "</pre></details>\n";
  }
  return html;
}

}  // namespace

std::vector<std::string> maps_files_of(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".h5" && is_maps_file(entry.path().string()))
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end(), comes_before);
  return files;
}

std::string folder_page(const std::string& folder, const MapPictureOptions& options) {
  const auto files = maps_files_of(folder);
  if (files.empty()) throw InputError({folder, "", "a maps file (.h5)", "none", "lauelith index writes it"});
  std::vector<ScanLayers> scans;
  std::vector<std::string> labels;
  for (const std::string& file : files) {
    scans.push_back(scan_without_peaks(file));
    labels.push_back(label_of(file));
  }
  std::string html =
      html_head("lauelith: " + fs::path(folder).lexically_normal().filename().string(), "wide");
  const std::string verdict = in(folder, "verdict.json");
  if (fs::exists(verdict)) html += verdict_section(verdict);
  html += "<p>" + html_escaped(setting_text_of_maps(scans.front().maps)) + "</p>\n";
  html += pictures_section(in(folder, "compare"), "Evidence, profiles, fits");
  html += pictures_section(in(folder, "plan"), "What can be seen");
  html += maps_section(scans, labels, options) + scans_table(scans, labels);
  html += pictures_section(folder, "Simulation");
  return html + provenance_section(folder, files) + html_tail();
}

}  // namespace lauelith
