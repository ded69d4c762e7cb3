// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/option_binder.h"
#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/hdf5_reader.h"
#include "src/html_report.h"
#include "src/map_picture.h"
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
  std::string plot_folder;
  std::string crystal;  ///< empty: what the maps say
  MapPictureOptions picture;
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

/// The maps of a scan; none of a single point, or of a crystal that is not known here.
std::vector<NamedPicture> maps_of(const ReportJob& job, const ScanLayers& scan) {
  if (scan.grid.n_points() < 2) return {};
  const std::string name = job.crystal.empty() ? scan.maps.crystal : job.crystal;
  try {
    return pictures_of(scan, find_crystal(name), job.picture);
  } catch (const UsageError&) {
    if (!job.crystal.empty()) throw;
    std::cerr << "lauelith: note: crystal \"" << name << "\" is not built in: no maps; give --crystal CIF\n";
    return {};
  }
}

void write_pictures(const std::string& folder, const std::vector<NamedPicture>& pictures) {
  std::filesystem::create_directories(folder);
  for (const NamedPicture& one : pictures)
    write_png(one.picture, (std::filesystem::path(folder) / (one.name + ".png")).string());
  std::cout << folder << ": " << pictures.size() << " maps written\n";
}

/// A page, or a folder for page and pictures.
void settle_outputs(ReportJob& job) {
  const std::filesystem::path output(job.output);
  if (output.extension() == ".html") return;
  if (job.plot_folder.empty()) job.plot_folder = job.output;
  std::filesystem::create_directories(output);
  job.output = (output / "report.html").string();
}

void run_report(ReportJob job) {
  settle_outputs(job);
  refuse_existing(job.output, job.force);
  const std::string path = maps_path(job.input);
  const ScanLayers scan = read_scan_layers(path);
  ReportContents contents;
  contents.title = std::filesystem::path(path).filename().string();
  contents.setting = setting_of(scan.maps);
  contents.provenance = provenance_of(path);
  const auto pictures = maps_of(job, scan);
  if (!job.plot_folder.empty()) write_pictures(job.plot_folder, pictures);
  for (const NamedPicture& one : pictures) contents.maps.push_back({one.title, png_bytes(one.picture)});
  for (const FrameResult& frame : scan.maps.frames) {
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
  command->add_option("-o,--output", job->output, "Page (.html), or a folder for page and maps")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_option("--plot", job->plot_folder, "Folder for a picture of every map (PNG)")
      ->type_name("DIR");
  command->add_option("--crystal", job->crystal, "Crystal of the maps, if not built in: CIF")
      ->type_name("NAME");
  OptionBinder maps(*command, "How maps are drawn");
  describe(maps, job->picture);
  command->add_flag("--force", job->force, "Overwrite an existing page");
  command->callback([job] { run_report(*job); });
  command->footer("Example:\n  lauelith report maps.h5 -o report.html --plot pictures");
}

}  // namespace lauelith
