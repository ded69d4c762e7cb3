// SPDX-License-Identifier: BSD-3-Clause
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/common_options.h"
#include "apps/maps_words.h"
#include "apps/option_binder.h"
#include "apps/report_folder.h"
#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/html_report.h"
#include "src/map_picture.h"
#include "src/maps_file.h"
#include "src/pattern_picture.h"
#include "src/png_file.h"
#include "src/safe_file.h"

namespace lauelith {
namespace {

struct ReportJob {
  std::string input;
  std::string output = "report.html";
  std::string plot_folder;
  std::string crystal;  ///< empty: what the maps say
  MapPictureOptions picture;
  CommonOptions common;
};

/// A folder with several scans, or with the verdict on them, has a page of its own.
bool is_study_folder(const std::string& input) {
  if (!std::filesystem::is_directory(input)) return false;
  const auto verdict = std::filesystem::path(input) / "verdict.json";
  return maps_files_of(input).size() > 1 || std::filesystem::exists(verdict);
}

/// A maps file, or the one in a folder.
std::string maps_path(const std::string& input) {
  if (!std::filesystem::is_directory(input)) return input;
  const auto files = maps_files_of(input);
  if (!files.empty()) return files.front();
  throw InputError({.file = input, .expected = "a folder with a maps file (.h5)", .found = "none"});
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
  refuse_existing(job.output, job.common.force);
  if (is_study_folder(job.input)) {
    write_whole_file(job.output, folder_page(job.input, job.picture));
    std::cout << job.output << ": written\n";
    return;
  }
  const std::string path = maps_path(job.input);
  const ScanLayers scan = read_scan_layers(path);
  ReportContents contents;
  contents.title = std::filesystem::path(path).filename().string();
  contents.setting = setting_text_of_maps(scan.maps);
  contents.provenance = provenance_text_of_maps(path);
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
  auto* command = program.add_subcommand("report", "One self-contained page about a run or a maps file");
  const auto job = std::make_shared<ReportJob>();
  command->add_option("DIR", job->input, "Folder of a run (see lauelith run), or a maps file")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", job->output, "Page (.html), or a folder for page and maps")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_option("--plot", job->plot_folder, "Folder for a picture of every map (PNG)")
      ->type_name("DIR");
  command->add_option("--crystal", job->crystal, "Crystal of the maps, if not built in: CIF")
      ->type_name("NAME");
  OptionBinder maps(*command, "How maps are drawn");
  describe(maps, job->picture);
  add_common_options(*command, job->common);
  command->callback([job] { run_report(*job); });
  command->footer(
      "Example:\n  lauelith report out -o report.html\n  lauelith report maps.h5 -o report.html --plot "
      "pictures");
}

}  // namespace lauelith
