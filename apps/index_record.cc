// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_record.h"

#include <filesystem>

#include "src/detector_toml.h"
#include "src/sha256.h"
#include "src/text_file.h"
#include "src/version.h"

namespace lauelith {
namespace {

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

/// Which frames lie where: one hash, as a scan has many.
std::string hash_of_plan(const std::vector<PlannedFrame>& frames) {
  Sha256 hash;
  for (const PlannedFrame& frame : frames) {
    hash.add(file_name(frame.name) + "|" + std::to_string(frame.input) + "|" +
             (frame.is_selected ? "1" : "0") + "|" + exact_text(frame.x_um) + "|" + exact_text(frame.y_um) +
             "\n");
  }
  return hash.finish();
}

std::string mask_hash(const Detector& detector) {
  Sha256 hash;
  hash.add(detector.mask.data(), detector.mask.size());
  return hash.finish();
}

std::string crystal_line(const forward::LaueSetup& setup) {
  std::string line = "crystal = " + setup.crystal.name;
  const Eigen::Matrix3d& B = setup.table.B_1_A();
  for (int i = 0; i < 9; ++i) line += " " + exact_text(B(i / 3, i % 3));
  return line + " directions " + std::to_string(setup.table.n_directions()) + "\n";
}

}  // namespace

Provenance index_provenance(const IndexJob& job, const Study& study) {
  std::vector<std::string> argv = {"lauelith", "index"};
  argv.insert(argv.end(), job.inputs.begin(), job.inputs.end());
  const auto add = [&argv](const char* option, const std::string& value) {
    if (!value.empty()) argv.insert(argv.end(), {option, value});
  };
  add("--detector", job.laue.detector);
  add("--crystal", job.laue.crystal);
  add("--energy", job.laue.energy);
  add("--depth-model", job.laue.depth_model);
  add("--refine-detector", job.refine_detector);
  add("--reference", job.reference.maps);
  for (const std::string& path : job.reference.frames) add("--reference-frames", path);
  add("--frames", job.scan.frames);
  add("--roi", job.scan.roi_um);
  add("--shape", job.scan.shape);
  add("--positions", job.scan.positions);
  Provenance provenance = begun_provenance(argv);
  provenance.study_text = resolved_text(study);
  for (const std::string& path : job.inputs) {
    if (std::filesystem::is_regular_file(path)) provenance.inputs.push_back(hash_of_file(path));
  }
  for (const std::string& path :
       {job.laue.detector, job.laue.crystal, job.scan.positions, job.reference.maps}) {
    if (std::filesystem::is_regular_file(path)) provenance.inputs.push_back(hash_of_file(path));
  }
  return provenance;
}

std::string index_run_text(const IndexJob& job, const Study& study, const LaueInput& input,
                           const std::vector<PlannedFrame>& frames) {
  std::string text = "program = " + std::string(version()) + " " + std::string(git_hash()) + "\n";
  text += resolved_text(study) + "\n" + detector_toml_text(input.detector) + "\n";
  text += "mask_sha256 = " + mask_hash(input.detector.detector) + "\n" + crystal_line(*input.setup);
  const auto& energies = input.setup->intensity;
  text += "energy_keV = " + exact_text(energies.energy_min_keV()) + " " +
          exact_text(energies.energy_max_keV()) +
          "\ndepth_is_surface = " + std::to_string(input.setup->depth.is_surface() ? 1 : 0) +
          "\ntilt_deg = " + exact_text(input.setup->beam.incidence_deg) + "\n";
  for (const std::string& path : job.inputs) {
    if (!std::filesystem::is_regular_file(path)) continue;
    const FileHash hash = hash_of_file(path, 0);
    text += "input = " + file_name(path) + " " + std::to_string(hash.n_bytes) + " " + hash.sha256 + "\n";
  }
  return text + "frames = " + std::to_string(frames.size()) + " " + hash_of_plan(frames) + "\n";
}

}  // namespace lauelith
