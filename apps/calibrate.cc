// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/common_options.h"
#include "apps/laue_input.h"
#include "apps/study_tables.h"
#include "inverse/calibration.h"
#include "src/detector_toml.h"
#include "src/failure.h"
#include "src/safe_file.h"

namespace lauelith {
namespace {

struct CalibrateJob {
  std::string input;
  LaueInputOptions laue;
  std::string output = "detector.toml";
  std::string residuals;
  CommonOptions common;
};

PeakList peaks_of(const std::string& path, const Detector& detector) {
  const PatternInputs inputs = open_patterns({path});
  if (inputs.lists.empty()) return inverse::find_peaks(image_for(inputs.frames->frame(0), detector, path));
  PeakList peaks = inputs.lists.front().peaks;
  peaks.rows = detector.rows;
  peaks.cols = detector.cols;
  return peaks;
}

void print(const inverse::CalibrationResult& result) {
  static constexpr const char* names[] = {"dd_mm", "xcen_px", "ycen_px", "xbet_deg", "xgam_deg"};
  const FiveParameters& five = result.five;
  const double values[] = {five.distance_mm, five.xcen_px, five.ycen_px, five.xbet_deg, five.xgam_deg};
  const auto correlation = inverse::correlation(result.covariance);
  std::printf(
      "%zu spots  mean residual %.3f px  rms %.3f px  scatter beyond the peaks' errors %.3f px per axis\n",
      result.spots.size(), result.mean_residual_px, result.rms_px, result.scatter_px);
  for (int i = 0; i < 5; ++i) {
    std::printf("  %-9s %12.5f +- %.5f   correlation", names[i], values[i],
                std::sqrt(result.covariance(i, i)));
    for (int j = 0; j < 5; ++j) std::printf(" %+.2f", correlation(i, j));
    std::printf("\n");
  }
  std::cout.flush();
}

std::string residual_csv(const inverse::CalibrationResult& result) {
  std::string text = "h,k,l,energy_keV,x_px,y_px,residual_x_px,residual_y_px\n";
  for (const auto& spot : result.spots) {
    char line[160];
    std::snprintf(line, sizeof line, "%d,%d,%d,%.5f,%.4f,%.4f,%.4f,%.4f\n", spot.hkl.x(), spot.hkl.y(),
                  spot.hkl.z(), spot.energy_keV, spot.observed_px.x(), spot.observed_px.y(),
                  spot.residual_px.x(), spot.residual_px.y());
    text += line;
  }
  return text;
}

void run_calibrate(const CalibrateJob& job) {
  refuse_existing(job.output, job.common.force);
  StudyTables tables;
  const forward::BeamOptions beam = beam_of(tables.beam, job.laue);
  const forward::DepthModel depth = depth_model_for(job.laue, tables.index.depth_model, {job.input});
  LaueInput input = read_laue_input(job.laue, beam, depth);
  const PeakList peaks = peaks_of(job.input, input.detector.detector);
  const auto result = inverse::calibrate(peaks, input.setup->crystal, input.detector.detector, beam,
                                         spectrum_of(beam), tables.index, depth);
  if (!result.found) {
    throw Failure(
        ExitCode::nothing_found,
        {.file = job.input,
         .expected = "a pattern of " + input.setup->crystal.name + " that the guessed geometry can index",
         .found = std::to_string(peaks.peaks.size()) + " peaks and no grain",
         .advice = "check --crystal and --energy, or give a better --detector"});
  }
  if (!result.converged) {
    throw Failure(ExitCode::not_converged,
                  {.file = job.input,
                   .expected = "a calibration that settles",
                   .found = std::to_string(result.spots.size()) + " spots, not settled in 50 steps"});
  }
  input.detector.detector = result.detector;
  write_detector_toml(job.output, input.detector);
  if (!job.residuals.empty()) write_whole_file(job.residuals, residual_csv(result));
  print(result);
  std::cout << job.output << ": written\n";
}

}  // namespace

void add_calibrate(CLI::App& program) {
  auto* command =
      program.add_subcommand("calibrate", "Detector geometry from the pattern of a stress-free crystal");
  const auto job = std::make_shared<CalibrateJob>();
  command->add_option("IMAGE", job->input, "Image or peak list of the crystal")->required()->type_name("");
  add_laue_input_options(*command, job->laue);
  command->add_option("-o,--output", job->output, "Detector file")->capture_default_str()->type_name("FILE");
  command->add_option("--residuals", job->residuals, "CSV of every spot and its residual")->type_name("FILE");
  add_common_options(*command, job->common);
  command->callback([job] { run_calibrate(*job); });
  command->footer(
      "Example:\n  lauelith calibrate Ge.mccd --crystal Ge --detector guess.det --energy 5:22 -o "
      "detector.toml");
}

}  // namespace lauelith
