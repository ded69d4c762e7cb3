// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/index_job.h"
#include "apps/study_tables.h"
#include "forward/detector_response.h"
#include "forward/pattern_image.h"
#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/detector_toml.h"
#include "src/frames.h"
#include "src/maps_file.h"
#include "src/random.h"
#include "src/rotation.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

struct RunJob {
  std::string folder = "lauelith-run";
  CommonOptions common;
};

/// A grain of the made frame: random orientation, strain of 5e-4 rms per component.
Eigen::Matrix3d random_lattice(const forward::LaueSetup& setup, RandomSequence& random) {
  Eigen::Quaterniond q(random.normal(), random.normal(), random.normal(), random.normal());
  Vector6d strain;
  for (double& component : strain) component = 5e-4 * random.normal();
  return R_lab_from_sample(setup.beam.incidence_deg * units::deg) *
         strained_reciprocal_1_A(Eigen::Matrix3d::Identity() + tensor_of(strain),
                                 q.normalized().toRotationMatrix(), setup.table.B_1_A());
}

/// Draws three LLZO grains on a Pilatus 1M and writes frame and detector; returns the true lattices.
std::vector<Eigen::Matrix3d> make_frame(const RunJob& job, const std::string& frame_path,
                                        const std::string& detector_path) {
  DetectorFile file = detector_preset("Pilatus 1M");
  const forward::BeamOptions beam;
  const forward::LaueSetup setup = laue_setup(file.detector, "LLZO", beam);
  RandomSequence random(static_cast<std::uint32_t>(job.common.seed), 0, 0, 0);
  std::vector<Eigen::Matrix3d> truth;
  std::vector<forward::DrawnGrain> grains;
  for (const double photons : {3e4, 1.5e4, 0.8e4}) {
    truth.push_back(random_lattice(setup, random));
    grains.push_back({truth.back(), photons});
  }
  const auto image = forward::draw_pattern(setup, grains, 0.9, 5.0);
  write_frame(frame_path,
              forward::count_photons(image, {}, {static_cast<std::uint32_t>(job.common.seed), 0}));
  write_detector_toml(detector_path, file);
  return truth;
}

void print_against_truth(const std::string& maps_path, const std::vector<Eigen::Matrix3d>& truth) {
  const Maps maps = read_maps(maps_path);
  const Eigen::Matrix3d R_sample_from_lab = R_lab_from_sample(maps.sample_tilt_deg * units::deg).transpose();
  const auto rotations = proper_rotations(find_crystal(maps.crystal));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const LatticeState state = lattice_state(R_sample_from_lab * truth[i], maps.B_1_A);
    double smallest = 1e9;
    double strain_error = 0.0;
    for (const Grain& grain : maps.frames.front().grains) {
      const double angle = misorientation(state.R_frame_from_crystal, grain.R_sample_from_crystal, rotations);
      if (angle >= smallest) continue;
      smallest = angle;
      strain_error =
          (grain.strain_deviatoric_sample - components_of(state.strain_deviatoric)).cwiseAbs().maxCoeff();
    }
    std::printf("true grain %zu: found %.4f deg away, largest strain error %.3fe-3\n", i,
                smallest / units::deg, 1e3 * strain_error);
  }
  std::fflush(stdout);
}

void run_all(const RunJob& job) {
  std::filesystem::create_directories(job.folder);
  const auto path = [&job](const char* name) { return (std::filesystem::path(job.folder) / name).string(); };
  IndexJob index;
  index.inputs = {path("frame.tif")};
  index.laue.detector = path("detector.toml");
  index.laue.crystal = "LLZO";
  index.laue.energy = "5:24";
  index.output = path("maps.h5");
  index.plot_folder = job.folder;
  index.common = job.common;
  refuse_existing(index.output, job.common.force);
  const auto truth = make_frame(job, index.inputs.front(), index.laue.detector);
  run_index(index);
  print_against_truth(index.output, truth);
  std::cout << "picture: " << path("00000_frame.png") << "\n";
}

}  // namespace

void add_run(CLI::App& program) {
  auto* command =
      program.add_subcommand("run", "Make a frame of three LLZO grains, index it, compare with the truth");
  const auto job = std::make_shared<RunJob>();
  command->add_option("-o,--output", job->folder, "Folder for everything")
      ->capture_default_str()
      ->type_name("DIR");
  add_common_options(*command, job->common);
  command->callback([job] { run_all(*job); });
  command->footer(
      "The whole line from a study to a verdict is not part of this version yet.\n"
      "Example:\n  lauelith run -o out");
}

}  // namespace lauelith
