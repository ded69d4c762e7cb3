// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/convert_maps.h"
#include "src/detector_file.h"
#include "src/detector_geon.h"
#include "src/detector_toml.h"
#include "src/failure.h"
#include "src/field_xdmf.h"
#include "src/image_file.h"
#include "src/lauetools_geometry.h"
#include "src/maps_file.h"
#include "src/peak_list_file.h"
#include "src/safe_file.h"

namespace lauelith {
namespace {

struct ConvertJob {
  std::string input;
  std::string output;
  std::string detector;
  int index = -1;
  std::string precision = "theirs";
  bool force = false;
  ConvertMapsJob maps;
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

ConvertMapsJob maps_job(const ConvertJob& job) {
  ConvertMapsJob maps = job.maps;
  maps.input = job.input;
  maps.output = job.output;
  maps.frame = job.index;
  maps.full_precision = job.precision == "full";
  maps.force = job.force;
  return maps;
}

void run_convert(const ConvertJob& job) {
  refuse_existing(job.output, job.force);
  const std::string from = std::filesystem::path(job.input).extension().string();
  const std::string to = std::filesystem::path(job.output).extension().string();
  if (to == ".xdmf" && is_field_file(job.input)) {
    write_whole_file(job.output, field_xdmf(job.input));
    std::cout << job.output << ": written\n";
    return;
  }
  if (is_map_format(to) && is_maps_file(job.input)) return convert_from_maps(maps_job(job));
  if (is_one_of(to, {".h5"}) && is_one_of(from, {".seq", ".txt"})) return convert_to_maps(maps_job(job));
  if (is_one_of(to, {".toml", ".det", ".xml"})) {
    convert_detector(job, to);
  } else if (is_one_of(from, {".dat", ".cor"}) && is_one_of(to, {".dat", ".cor"})) {
    convert_list(job, to);
  } else if (is_one_of(to, {".mccd", ".tif", ".tiff", ".cbf", ".edf"})) {
    write_frame(job.output, read_frame(job.input, static_cast<std::uint64_t>(std::max(0, job.index))));
  } else {
    throw UsageError({.file = job.output,
                      .expected =
                          "a detector (.toml, .det, .xml), a peak list (.dat, .cor), an image (.mccd, "
                          ".tif, .cbf, .edf), from maps.h5 a map (.ctf, .ang, .csv, .vti, .xdmf, "
                          ".fit), from fields.h5 a description (.xdmf), or from an XMAS sequence (.seq, "
                          ".txt) a maps file (.h5)",
                      .found = "'" + to + "'"});
  }
  std::cout << job.output << ": written\n";
}

void add_sequence_options(CLI::App& command, ConvertMapsJob& job) {
  const std::string group = "What an XMAS sequence does not say";
  command.add_option("--stage-unit-um", job.stage_unit_um, "Unit of its stage positions")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command.add_option("--strain-unit", job.strain_unit, "Unit of its strains")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command.add_option("--sample-tilt-deg", job.sample_tilt_deg, "Inclination of the face")
      ->check(CLI::Range(0.0, 90.0))
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_convert(CLI::App& program) {
  auto* command =
      program.add_subcommand("convert", "Detectors, peak lists, images and maps from one format to another");
  const auto job = std::make_shared<ConvertJob>();
  command->add_option("IN", job->input, "File to read")->required()->type_name("");
  command->add_option("OUT", job->output, "File to write; its extension names the format")
      ->required()
      ->type_name("");
  command->add_option("--detector", job->detector, "Detector, where a peak list needs one")
      ->type_name("FILE");
  command->add_option("--index", job->index, "Which frame of a stack or of maps (.fit)")
      ->check(CLI::Range(0, 1000000))
      ->type_name("N");
  command->add_option("--crystal", job->maps.crystal, "Crystal of a map: name or CIF")->type_name("NAME");
  command->add_option("--precision", job->precision, "Digits of text maps: theirs or full")
      ->check(CLI::IsMember({"theirs", "full"}))
      ->capture_default_str();
  add_sequence_options(*command, job->maps);
  command->add_flag("--force", job->force, "Overwrite an existing file");
  command->callback([job] { run_convert(*job); });
  command->footer(
      "Maps (.ctf, .ang): Bunge angles of R_sample_from_crystal = Rz(phi1) Rx(Phi) Rz(phi2), degrees in "
      ".ctf, "
      "radians in .ang; sample X, Y along the map, Z out of the face; crystal x along a, y in the a-b plane. "
      "IPF colours: TSL key, [001] red, [011] green, [111] blue.\n"
      "Example:\n  lauelith convert maps.h5 map.ctf\n  lauelith convert calib.det detector.toml");
}

}  // namespace lauelith
