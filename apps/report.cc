// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "src/failure.h"
#include "src/hdf5_reader.h"
#include "src/html_report.h"
#include "src/maps_file.h"
#include "src/pattern_picture.h"
#include "src/png_file.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

struct ReportJob {
  std::string input;
  std::string output = "report.html";
  bool force = false;
};

/// A maps file, or the one in a folder.
std::string maps_path(const std::string& input) {
  if (!std::filesystem::is_directory(input)) return input;
  for (const auto& entry : std::filesystem::directory_iterator(input)) {
    if (entry.path().extension() == ".h5") return entry.path().string();
  }
  throw InputError({.file = input, .expected = "a folder with a maps file (.h5)", .found = "none"});
}

/// Version, command and study that the maps file carries.
std::string provenance_of(const std::string& path) {
  const Hdf5Reader reader(path);
  std::string text;
  for (const char* name : {"version", "git_hash", "argv", "start", "end", "study"}) {
    const std::string place = std::string("/provenance/") + name;
    if (!reader.has(place)) continue;
    text += std::string(name) + ":";
    for (const std::string& part : reader.texts(place))
      text += (part.find('\n') == part.npos ? " " : "\n") + part;
    text += "\n";
  }
  return text;
}

/// What the numbers refer to, in sentences.
std::string setting_of(const Maps& maps) {
  char text[160];
  std::snprintf(text, sizeof text, "Face inclined by %g degrees.", maps.sample_tilt_deg);
  std::string setting = "Crystal " + maps.crystal + ". " + text;
  if (maps.detector) {
    std::snprintf(text, sizeof text, " Detector at %.4f mm.",
                  maps.detector->detector.distance_m() / units::mm);
    setting += text;
  }
  if (!maps.depth_model.empty()) setting += " Depth of origin of the spots: " + maps.depth_model + ".";
  if (maps.refined_panel) {
    std::snprintf(text, sizeof text,
                  " The distance was refined with the grains: %.4f ± %.4f mm, file %.4f mm.",
                  maps.refined_panel->parameters[0], std::sqrt(maps.refined_panel->covariance[0]),
                  maps.refined_panel->given[0]);
    setting += text;
  }
  return setting;
}

void run_report(const ReportJob& job) {
  refuse_existing(job.output, job.force);
  const std::string path = maps_path(job.input);
  const Maps maps = read_maps(path);
  ReportContents contents;
  contents.title = std::filesystem::path(path).filename().string();
  contents.setting = setting_of(maps);
  contents.provenance = provenance_of(path);
  for (const FrameResult& frame : maps.frames) {
    ReportFrame shown{frame, {}};
    const bool detailed = contents.frames.size() < static_cast<std::size_t>(contents.most_frames);
    if (detailed && !frame.peaks.peaks.empty()) shown.picture_png = png_bytes(pattern_picture(frame));
    contents.frames.push_back(std::move(shown));
  }
  write_whole_file(job.output, html_report(contents));
  std::cout << job.output << ": written\n";
}

}  // namespace

void add_report(CLI::App& program) {
  auto* command = program.add_subcommand("report", "One self-contained page about a maps file");
  const auto job = std::make_shared<ReportJob>();
  command->add_option("MAPS", job->input, "Maps file, or a folder with one")->required()->type_name("");
  command->add_option("-o,--output", job->output, "Page")->capture_default_str()->type_name("FILE");
  command->add_flag("--force", job->force, "Overwrite an existing page");
  command->callback([job] { run_report(*job); });
  command->footer("Example:\n  lauelith report maps.h5 -o report.html");
}

}  // namespace lauelith
