// SPDX-License-Identifier: BSD-3-Clause
#include "apps/energy_job.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "apps/energy_points.h"
#include "apps/index_parts.h"
#include "apps/index_record.h"
#include "apps/maps_setting.h"
#include "apps/study_tables.h"
#include "inverse/grain_map.h"
#include "inverse/scan_grid.h"
#include "src/failure.h"
#include "src/header_text.h"
#include "src/interruption.h"
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

/// The white maps, and which frames show which of their points.
struct WhitePoints {
  const Maps& maps;
  std::vector<FramesOfPoint> frames;
  std::vector<int> first_grain_row;

  std::size_t n_grains() const {
    std::size_t n = 0;
    for (const FrameResult& frame : maps.frames) n += keeps_grains(frame) ? frame.grains.size() : 0;
    return n;
  }
};

WhitePoints points_of(const PatternInputs& inputs, const Maps& white, const std::string& white_path) {
  WhitePoints points{white, frames_by_point(inputs, white, white_path), {}};
  int rows = 0;
  for (const FrameResult& frame : white.frames) {
    points.first_grain_row.push_back(rows);
    rows += keeps_grains(frame) ? static_cast<int>(frame.grains.size()) : 0;
  }
  return points;
}

void append(EnergyResult& all, const EnergyResult& more) {
  all.rows.insert(all.rows.end(), more.rows.begin(), more.rows.end());
  all.lines.insert(all.lines.end(), more.lines.begin(), more.lines.end());
}

/// Everything that changes the result.
std::string run_text_of(const EnergyJob& job, const Study& study, const LaueInput& input, double band_eV) {
  IndexJob like;
  like.inputs = job.inputs;
  const FileHash white = hash_of_file(job.white_maps);
  return index_run_text(like, study, input, {}) + "white = " + std::to_string(white.n_bytes) + " " +
         white.sha256 + "\nmonochromator_eV = " + exact_text(band_eV) + "\n";
}

/// Points in parts that survive an interruption; all of them when it returns.
class EnergyParts {
 public:
  EnergyParts(const EnergyPoints& measurement, const WhitePoints& points, WorkFolder& work)
      : measurement_(measurement), points_(points), work_(work) {}

  /// False: a signal ended it early.
  bool measure(const CommonOptions& common) const {
    const std::size_t n = points_.maps.frames.size();
    const auto sealed = work_.sealed_parts((n + points_per_part - 1) / points_per_part);
    Progress progress({common.progress, "measured"}, n, std::cerr, is_terminal(2));
    for (std::size_t part = 0; part < sealed.size(); ++part) {
      if (sealed[part] == 0 && !measure_part(part, common, progress)) return false;
    }
    progress.finish();
    return true;
  }

  EnergyResult all(double band_eV) const {
    EnergyResult result;
    result.monochromator_eV = band_eV;
    for (std::size_t first = 0; first < points_.maps.frames.size(); first += points_per_part)
      append(result, read_energy(Hdf5Reader(work_.part_path(first / points_per_part))));
    return result;
  }

 private:
  static constexpr std::size_t points_per_part = 16;

  bool measure_part(std::size_t part, const CommonOptions& common, Progress& progress) const {
    const std::size_t first = part * points_per_part;
    std::vector<EnergyResult> of_points(std::min(points_per_part, points_.maps.frames.size() - first));
    for_each_index(of_points.size(), common.n_threads, [&](std::size_t i) {
      if (Interruption::requested()) return;
      const std::size_t point = first + i;
      of_points[i] = measurement_.measure(points_.maps.frames[point], points_.frames[point],
                                          points_.first_grain_row[point]);
      progress.frame_done(!of_points[i].rows.empty(), false);
    });
    if (Interruption::requested()) return false;
    EnergyResult together;
    for (const EnergyResult& one : of_points) append(together, one);
    Hdf5Writer writer(work_.part_path(part));
    writer.group("/entry", "NXentry");
    write_energy(writer, together);
    writer.finish();
    work_.note_sealed(part, first, of_points.size());
    return true;
  }

  const EnergyPoints& measurement_;
  const WhitePoints& points_;
  WorkFolder& work_;
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
  if (job.common.resume && is_maps_file(job.output) && !std::filesystem::exists(job.output + ".work")) {
    std::cout << job.output << ": complete, nothing to resume\n";
    return;
  }
  refuse_existing(job.output, job.common.force || job.common.resume);
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
  const Interruption interruption;
  WorkFolder work(job.output, run_text_of(job, study, input, band_eV), start_of(job.common));
  const WhitePoints points = points_of(inputs, white, job.white_maps);
  const EnergyPoints measurement(inputs, plan, band_eV);
  const EnergyParts parts(measurement, points, work);
  if (!parts.measure(job.common)) end_interrupted(work);
  const EnergyResult result = parts.all(band_eV);
  write_full_maps(job.output, white, result, plan, provenance);
  work.remove();
  print_traces(result);
  std::cout << job.output << ": " << result.rows.size() << " lattice parameters of " << points.n_grains()
            << " grains\n";
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
