// SPDX-License-Identifier: BSD-3-Clause
#include "apps/convert_maps.h"

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/fit_file.h"
#include "src/image_data_file.h"
#include "src/maps_csv.h"
#include "src/orientation_text.h"
#include "src/safe_file.h"
#include "src/text_file.h"
#include "src/xmas_maps.h"

namespace lauelith {
namespace {

Crystal crystal_of(const ConvertMapsJob& job, const Maps& maps) {
  return find_crystal(job.crystal.empty() ? maps.crystal : job.crystal);
}

/// "out.fit" → "out_00012.fit"
std::string numbered(const std::string& path, std::size_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "_%05zu", number);
  const std::filesystem::path whole(path);
  return (whole.parent_path() / (whole.stem().string() + text + whole.extension().string())).string();
}

void write_fits(const ConvertMapsJob& job, const Maps& maps) {
  if (!maps.detector) {
    throw InputError({job.input, "/entry/instrument/detector", "the detector, which a .fit states", "none"});
  }
  std::size_t n_written = 0;
  for (std::size_t i = 0; i < maps.frames.size(); ++i) {
    const FrameResult& frame = maps.frames[i];
    const bool is_asked_for = job.frame < 0 || static_cast<std::size_t>(job.frame) == i;
    if (!is_asked_for || frame.grains.empty() || frame.peaks.peaks.empty()) continue;
    const std::string path = job.frame < 0 ? numbered(job.output, i) : job.output;
    refuse_existing(path, job.force);
    write_fit(path, frame.grains, frame.peaks, *maps.detector,
              {.material = maps.crystal,
               .B_1_A = maps.B_1_A,
               .source = frame.source,
               .precision = job.full_precision ? TextPrecision::full : TextPrecision::theirs});
    ++n_written;
  }
  if (n_written == 0)
    throw InputError(
        {job.input, "/entry/reflections", "grains with their spots in the frames asked for", "none"});
  std::cout << n_written << " .fit file(s) written\n";
}

void note_grid(const MapGrid& grid) {
  if (grid.n_doubled > 0)
    std::cerr << "lauelith: note: " << grid.n_doubled << " frames lie where an earlier one does; left out\n";
  if (!grid.has_positions)
    std::cerr << "lauelith: note: no stage positions on a grid; points are numbered in steps of 1\n";
}

std::string text_of(const ConvertMapsJob& job, const ScanLayers& scan, const std::string& to) {
  const OrientationWriting writing{job.full_precision ? TextPrecision::full : TextPrecision::theirs};
  if (to == ".csv") return maps_csv(scan);
  if (to == ".xdmf") return xdmf_text(scan, std::filesystem::path(job.input).filename().string());
  const Crystal crystal = crystal_of(job, scan.maps);
  if (to == ".ctf") return ctf_text(scan, crystal, writing);
  if (to == ".ang") return ang_text(scan, crystal, writing);
  return vti_text(scan, PoleFigureKey(crystal));
}

}  // namespace

bool is_map_format(const std::string& extension) {
  for (const char* known : {".ctf", ".ang", ".csv", ".vti", ".xdmf", ".fit"}) {
    if (extension == known) return true;
  }
  return false;
}

void convert_from_maps(const ConvertMapsJob& job) {
  const std::string to = std::filesystem::path(job.output).extension().string();
  if (to == ".fit") return write_fits(job, read_maps(job.input));
  const ScanLayers scan = read_scan_layers(job.input);
  note_grid(scan.grid);
  write_whole_file(job.output, text_of(job, scan, to));
  std::cout << job.output << ": written\n";
}

void convert_to_maps(const ConvertMapsJob& job) {
  const Crystal crystal = find_crystal(job.crystal.empty() ? "LLZO" : job.crystal);
  Provenance provenance =
      begun_provenance({"lauelith", "convert", job.input, job.output, "--crystal", crystal.name,
                        "--stage-unit-um", exact_text(job.stage_unit_um), "--strain-unit",
                        exact_text(job.strain_unit), "--sample-tilt-deg", exact_text(job.sample_tilt_deg)});
  provenance.inputs = {hash_of_file(job.input)};
  const XmasMaps read = maps_of_xmas(read_xmas_sequence(job.input), crystal,
                                     {job.stage_unit_um, job.strain_unit, job.sample_tilt_deg}, job.input);
  for (const std::string& note : read.notes) std::cerr << "lauelith: note: " << note << "\n";
  write_maps(job.output, read.maps, provenance, job.force);
  std::cout << job.output << ": written\n";
}

}  // namespace lauelith
