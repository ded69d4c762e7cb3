// SPDX-License-Identifier: BSD-3-Clause
#include "apps/energy_job.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>

#include "apps/maps_setting.h"
#include "apps/study_tables.h"
#include "inverse/energy_scan.h"
#include "inverse/grain_map.h"
#include "inverse/line_shape.h"
#include "inverse/scan_grid.h"
#include "src/failure.h"
#include "src/header_text.h"
#include "src/map_grid.h"
#include "src/maps_tables.h"
#include "src/maps_writer.h"
#include "src/parallel.h"
#include "src/progress.h"
#include "src/safe_file.h"
#include "src/scan_file.h"
#include "src/study_file.h"
#include "src/text_file.h"
#include "src/trace_table.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr std::size_t fewest_energies = 5;

/// The frames of one point, by rising energy.
using FramesOfPoint = std::map<double, std::size_t>;

double energy_of(const Frame& frame, const std::string& name) {
  const auto found = frame.metadata.find("energy_keV");
  const double energy = found == frame.metadata.end() ? 0.0 : std::strtod(found->second.c_str(), nullptr);
  if (energy > 0.0) return energy;
  throw InputError({name, "/entry/data/energy_keV", "the energy of the frame", "none",
                    "an energy scan is an HDF5 stack with energy_keV per frame, in keV"});
}

/// Which frames belong to which point of the white maps.
std::vector<FramesOfPoint> frames_by_point(const PatternInputs& inputs, const Maps& white,
                                           const std::string& white_path) {
  std::vector<inverse::PlacedPoint> points;
  for (const FrameResult& frame : white.frames) points.push_back(inverse::placed_point(frame));
  const bool placed = inverse::knows_places(points);
  const inverse::ScanGrid grid(placed ? points : std::vector<inverse::PlacedPoint>());
  std::vector<FramesOfPoint> frames(white.frames.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Frame frame = inputs.frames->frame(i);
    const double energy = energy_of(frame, inputs.name(i));
    const auto stage = stage_position(frame);
    int point = white.frames.size() == 1 ? 0 : -1;
    if (point < 0 && placed && stage) point = grid.nearest({stage->x_um, stage->y_um});
    if (point < 0) {
      throw InputError({inputs.name(i), "x_um, y_um", "a point of " + white_path,
                        stage ? exact_text(stage->x_um) + ", " + exact_text(stage->y_um) : "no place",
                        "take both scans at the same stage positions"});
    }
    frames[static_cast<std::size_t>(point)][energy] = i;
  }
  return frames;
}

double band_of(const EnergyJob& job) {
  if (job.monochromator_eV > 0.0) return job.monochromator_eV;
  for (const std::string& path : job.inputs) {
    const double said = path.ends_with(".h5") ? monochromator_of_scan_eV(path) : 0.0;
    if (said > 0.0) return said;
  }
  throw UsageError({"--monochromator-eV", "",
                    "the width of the monochromatic band (a Si(111) one: 1.3e-4 of E)",
                    "none, and the scan does not say it", "give --monochromator-eV"});
}

/// What one point gives.
struct PointResult {
  std::vector<TraceRow> rows;
  std::vector<LineRow> lines;
};

void add_grain(PointResult& result, int grain_row, const Grain& grain, const inverse::ScannedGrain& scanned,
               const inverse::GrainTraces& traces, double band_eV, double step_keV) {
  const inverse::LinesOfPhases& fit = traces.choice.chosen();
  for (std::size_t j = 0; j < traces.phases.size(); ++j) {
    const inverse::TracePhase& phase = traces.phases[j];
    TraceRow row;
    row.grain = grain_row;
    row.phase = static_cast<int>(j);
    row.strain_trace = phase.strain_trace;
    row.strain_trace_sigma = phase.strain_trace_sigma;
    // V = (1 + tr/3)(1 + e_dev)
    const double third = phase.strain_trace / 3.0;
    Vector6d isotropic;
    isotropic << 1, 1, 1, 0, 0, 0;
    row.strain_sample = (1.0 + third) * grain.strain_deviatoric_sample + third * isotropic;
    row.strain_covariance_sample =
        grain.strain_covariance_sample +
        std::pow(phase.strain_trace_sigma / 3.0, 2) * isotropic * isotropic.transpose();
    row.share = phase.share;
    row.n_lines = static_cast<int>(scanned.reflections.size());
    row.line_width_eV = fit.relative_width * 1e4;
    row.mixing = fit.mixing;
    row.reduced_chi_squared = fit.reduced_chi_squared;
    row.two_phase_gain = traces.choice.gain;
    result.rows.push_back(row);
  }
  for (std::size_t i = 0; i < scanned.reflections.size() && !traces.phases.empty(); ++i) {
    const inverse::ScannedReflection& reflection = scanned.reflections[i];
    const double own_eV = fit.relative_width * reflection.predicted_keV * 1e3;
    result.lines.push_back({grain_row, reflection.hkl, reflection.predicted_keV,
                            reflection.predicted_keV * (1.0 + fit.phases[0].shift),
                            inverse::seen_width_eV({own_eV, fit.mixing, band_eV}),
                            fit.area[i] / (step_keV * 1e3), fit.background[i]});
  }
}

class EnergyScan {
 public:
  EnergyScan(const PatternInputs& inputs, const inverse::IndexingPlan& plan, double band_eV)
      : inputs_(inputs), plan_(plan), band_eV_(band_eV) {}

  PointResult at_point(const FrameResult& frame, const FramesOfPoint& frames, int first_grain_row) const {
    PointResult result;
    if (!keeps_grains(frame) || frames.size() < fewest_energies) return result;
    std::vector<double> energies;
    std::vector<std::size_t> numbers;
    for (const auto& [energy, number] : frames) {
      energies.push_back(energy);
      numbers.push_back(number);
    }
    std::vector<inverse::ScannedGrain> grains;
    for (const Grain& grain : frame.grains) {
      const bool counts = grain.quality == GrainQuality::accepted && grain.converged;
      grains.push_back(
          counts ? inverse::scanned_grain(grain, frame.peaks.peaks, energies.front(), energies.back(), plan_)
                 : inverse::ScannedGrain());
    }
    const auto lines = counted(grains, energies, numbers, frame.peaks.gain);
    const double step_keV = (energies.back() - energies.front()) / static_cast<double>(energies.size() - 1);
    for (std::size_t g = 0; g < grains.size(); ++g) {
      const auto traces = inverse::measure_traces(grains[g], lines[g], band_eV_);
      add_grain(result, first_grain_row + static_cast<int>(g), frame.grains[g], grains[g], traces, band_eV_,
                step_keV);
    }
    return result;
  }

 private:
  /// Every frame is read once, for all grains.
  std::vector<std::vector<inverse::LineCounts>> counted(const std::vector<inverse::ScannedGrain>& grains,
                                                        const std::vector<double>& energies,
                                                        const std::vector<std::size_t>& numbers,
                                                        double gain) const {
    std::vector<std::vector<inverse::LineCounts>> lines(grains.size());
    const bool any = std::any_of(grains.begin(), grains.end(),
                                 [](const auto& grain) { return !grain.reflections.empty(); });
    const double counts_per_photon = std::isfinite(gain) && gain > 0.0 ? gain : 1.0;
    for (std::size_t k = 0; any && k < energies.size(); ++k) {
      const Image image =
          image_for(inputs_.frames->frame(numbers[k]), plan_.setup.detector, inputs_.name(numbers[k]));
      for (std::size_t g = 0; g < grains.size(); ++g) {
        auto one = inverse::counted_lines(grains[g], {energies[k]}, counts_per_photon,
                                          [&image](std::size_t) -> const Image& { return image; });
        if (k == 0) lines[g] = one;
        for (std::size_t i = 0; k > 0 && i < one.size(); ++i) {
          lines[g][i].energies_keV.push_back(energies[k]);
          lines[g][i].counts.push_back(one[i].counts.front());
        }
      }
    }
    return lines;
  }

  const PatternInputs& inputs_;
  const inverse::IndexingPlan& plan_;
  double band_eV_;
};

void write_full_maps(const std::string& path, const Maps& white, const EnergyResult& energy,
                     const inverse::IndexingPlan& plan, const Provenance& provenance) {
  std::vector<inverse::MapPoint> points;
  std::vector<double> x_um, y_um;
  for (const FrameResult& frame : white.frames) {
    points.push_back(inverse::map_point(frame));
    x_um.push_back(frame.x_um);
    y_um.push_back(frame.y_um);
  }
  MapsWriter writer(path, white.frames.size());
  writer.add(white.frames);
  write_energy(writer.file(), energy);
  const double boundary_rad = plan.options.grain_boundary_deg * units::deg;
  writer.finish(white, {white.ny, white.nx},
                inverse::derive_maps(points, grid_of(x_um, y_um), plan.proper_rotations, boundary_rad),
                provenance);
}

Provenance provenance_of(const EnergyJob& job, const Study& study) {
  std::vector<std::string> argv = {"lauelith", "index"};
  argv.insert(argv.end(), job.inputs.begin(), job.inputs.end());
  argv.insert(argv.end(),
              {"--white", job.white_maps, "--detector", job.laue.detector, "--crystal", job.laue.crystal});
  Provenance provenance = begun_provenance(argv);
  provenance.study_text = resolved_text(study);
  for (const std::string& path : job.inputs) provenance.inputs.push_back(hash_of_file(path));
  provenance.inputs.push_back(hash_of_file(job.white_maps));
  return provenance;
}

void print_traces(const EnergyResult& result) {
  constexpr std::size_t most_rows = 40;
  for (std::size_t i = 0; i < std::min(most_rows, result.rows.size()); ++i) {
    const TraceRow& row = result.rows[i];
    std::printf(
        "  grain %d phase %d: trace of strain %.4fe-3 +- %.4f, share %.2f, %d lines, second line %+.0f\n",
        row.grain, row.phase, 1e3 * row.strain_trace, 1e3 * row.strain_trace_sigma, row.share, row.n_lines,
        row.two_phase_gain);
  }
}

}  // namespace

void run_energy_scan(const EnergyJob& job) {
  refuse_existing(job.output, job.common.force);
  StudyTables tables;
  Study study = study_of(tables);
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  tables.beam = beam_of(tables.beam, job.laue);
  const Maps white = read_maps(job.white_maps);
  forward::DepthModel depth = forward::DepthModel::surface;
  if (!white.depth_model.empty()) depth = forward::depth_model_of(white.depth_model);
  const LaueInput input = read_laue_input(job.laue, tables.beam, depth);
  check_same_setting(job.white_maps, white, *input.setup);
  const PatternInputs inputs = open_patterns(job.inputs);
  if (!inputs.frames) {
    throw UsageError({job.inputs.front(), "", "frames of an energy scan", "peak lists", ""});
  }
  const double band_eV = band_of(job);
  const Provenance provenance = provenance_of(job, study);
  const inverse::IndexingPlan plan(*input.setup, tables.index);
  const auto frames = frames_by_point(inputs, white, job.white_maps);
  std::vector<int> first_row;
  int rows = 0;
  for (const FrameResult& frame : white.frames) {
    first_row.push_back(rows);
    rows += keeps_grains(frame) ? static_cast<int>(frame.grains.size()) : 0;
  }
  const EnergyScan scan(inputs, plan, band_eV);
  std::vector<PointResult> points(white.frames.size());
  Progress progress({job.common.progress, "measured"}, points.size(), std::cerr, is_terminal(2));
  for_each_index(points.size(), job.common.n_threads, [&](std::size_t i) {
    points[i] = scan.at_point(white.frames[i], frames[i], first_row[i]);
    progress.frame_done(!points[i].rows.empty(), false);
  });
  progress.finish();
  EnergyResult result;
  result.monochromator_eV = band_eV;
  for (const PointResult& point : points) {
    result.rows.insert(result.rows.end(), point.rows.begin(), point.rows.end());
    result.lines.insert(result.lines.end(), point.lines.begin(), point.lines.end());
  }
  write_full_maps(job.output, white, result, plan, provenance);
  print_traces(result);
  std::cout << job.output << ": " << result.rows.size() << " lattice parameters of " << rows << " grains\n";
  if (result.rows.empty()) {
    throw Failure(ExitCode::nothing_found,
                  {.file = job.inputs.front(),
                   .expected = "a reflection of an indexed grain among the energies",
                   .found = "none",
                   .advice = "scan where /entry/reflections/energy_keV (or a multiple) of " + job.white_maps +
                             " lies"});
  }
}

}  // namespace lauelith
