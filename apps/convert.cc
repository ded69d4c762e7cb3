// SPDX-License-Identifier: BSD-3-Clause
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "src/detector_file.h"
#include "src/detector_geon.h"
#include "src/detector_toml.h"
#include "src/failure.h"
#include "src/image_file.h"
#include "src/lauetools_geometry.h"
#include "src/peak_list_file.h"
#include "src/safe_file.h"

namespace lauelith {
namespace {

struct ConvertJob {
  std::string input;
  std::string output;
  std::string detector;
  int index = 0;
  bool force = false;
};

bool is_one_of(const std::string& extension, std::initializer_list<const char*> known) {
  for (const char* one : known) {
    if (extension == one) return true;
  }
  return false;
}

void convert_detector(const ConvertJob& job, const std::string& to) {
  const DetectorFile detector = read_detector(job.input);
  for (const std::string& note : detector.notes) std::cerr << "lauelith: note: " << note << "\n";
  if (to == ".toml") write_detector_toml(job.output, detector);
  if (to == ".xml") write_detector_geon(job.output, detector);
  if (to == ".det") std::cerr << write_detector_det(job.output, detector);
}

void convert_list(const ConvertJob& job, const std::string& to) {
  const PeakListFile list = read_peak_list(job.input);
  const PeakListWriting writing{.source = job.input};
  if (to == ".dat") return write_dat(job.output, list.peaks, writing);
  if (job.detector.empty()) {
    throw UsageError(
        {.file = job.output, .expected = "--detector FILE: a .cor holds angles", .found = "none"});
  }
  std::cerr << write_cor(job.output, list.peaks, read_detector(job.detector), writing);
}

void run_convert(const ConvertJob& job) {
  refuse_existing(job.output, job.force);
  const std::string from = std::filesystem::path(job.input).extension().string();
  const std::string to = std::filesystem::path(job.output).extension().string();
  if (is_one_of(to, {".toml", ".det", ".xml"})) {
    convert_detector(job, to);
  } else if (is_one_of(from, {".dat", ".cor"}) && is_one_of(to, {".dat", ".cor"})) {
    convert_list(job, to);
  } else if (is_one_of(to, {".mccd", ".tif", ".tiff", ".cbf", ".edf"})) {
    write_frame(job.output, read_frame(job.input, static_cast<std::uint64_t>(job.index)));
  } else {
    throw UsageError({.file = job.output,
                      .expected = "a detector (.toml, .det, .xml), a peak list (.dat, .cor) or an image "
                                  "(.mccd, .tif, .cbf, .edf)",
                      .found = "'" + to + "'"});
  }
  std::cout << job.output << ": written\n";
}

}  // namespace

void add_convert(CLI::App& program) {
  auto* command =
      program.add_subcommand("convert", "Detector, peak-list and image files from one format to another");
  const auto job = std::make_shared<ConvertJob>();
  command->add_option("IN", job->input, "File to read")->required()->type_name("");
  command->add_option("OUT", job->output, "File to write; its extension names the format")
      ->required()
      ->type_name("");
  command->add_option("--detector", job->detector, "Detector, where a peak list needs one")
      ->type_name("FILE");
  command->add_option("--index", job->index, "Which frame of a stack")->capture_default_str();
  command->add_flag("--force", job->force, "Overwrite an existing file");
  command->callback([job] { run_convert(*job); });
  command->footer("Example:\n  lauelith convert calib.det detector.toml");
}

}  // namespace lauelith
