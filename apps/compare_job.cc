// SPDX-License-Identifier: BSD-3-Clause
#include "apps/compare_job.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "apps/compare_pictures.h"
#include "apps/plan_lock.h"
#include "apps/verdict_json.h"
#include "inverse/grain_map.h"
#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/failure.h"
#include "src/hdf5_reader.h"
#include "src/rotation.h"
#include "src/safe_file.h"
#include "src/study_file.h"
#include "src/units.h"

namespace lauelith {

using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr std::size_t least_pixels = 60;

inverse::LaterScan later_scan(const std::string& path) {
  inverse::LaterScan scan;
  scan.maps = read_maps(path);
  const Hdf5Reader reader(path);
  scan.change = read_change(reader);
  for (const double frame : reader.numbers("/entry/grains/frame").values)
    scan.frame_of_row.push_back(static_cast<int>(frame));
  return scan;
}

/// Of the crystal the maps name; where they name none that is known, the garnet's cubic ones.
std::vector<Eigen::Matrix3d> rotations_of(const Maps& maps) {
  try {
    return proper_rotations(find_crystal(maps.crystal.empty() ? "LLZO" : maps.crystal));
  } catch (const UsageError&) {
    std::cerr << "lauelith: note: crystal \"" << maps.crystal
              << "\" is not built in: cubic symmetry is taken\n";
    return proper_rotations(find_crystal("LLZO"));
  }
}

/// A basis belongs to these maps if its grains lie where the maps show them.
void require_same_grains(const InfluenceBasis& basis, const Maps& scan0, const MapGrid& grid,
                         const inverse::ComparedPixels& pixels, const std::vector<Eigen::Matrix3d>& proper,
                         const std::string& path) {
  std::size_t n_same = 0;
  const std::size_t top = basis.frame.grid.n[2] - 1;
  for (const inverse::ComparedPixel& pixel : pixels.pixels) {
    Eigen::Vector3d place(pixel.place_um.x() * units::um, pixel.place_um.y() * units::um, 0.0);
    place.z() = basis.frame.grid.origin_m.z() + basis.frame.grid.spacing_m.z() * static_cast<double>(top);
    const std::size_t voxel = basis.frame.grid.voxel_at(place);
    if (voxel == FieldGrid::no_voxel || basis.frame.grain[voxel] < 0) continue;
    const int frame = grid.frame_of_point[static_cast<std::size_t>(pixel.point)];
    const auto point = inverse::map_point(scan0.frames[static_cast<std::size_t>(frame)]);
    const auto& R = basis.frame.R_sample_from_crystal[static_cast<std::size_t>(basis.frame.grain[voxel])];
    n_same += misorientation(R, point.R_sample_from_crystal, proper) < 5.0 * units::deg ? 1 : 0;
  }
  const double share = static_cast<double>(n_same) / static_cast<double>(pixels.pixels.size());
  if (share >= 0.7) return;
  char text[80];
  std::snprintf(text, sizeof text, "in %.0f %% of the points", 100.0 * share);
  throw InputError(
      {path, "/basis", "the grains that Scan 0 shows, in 70 % of the points", text,
       "make a basis of this microstructure (lauelith simulate --basis) or leave [compare] basis out"});
}

inverse::ComparisonSetting setting_for(const PreparedComparison& prepared, const CompareOptions& options,
                                       const std::vector<Eigen::Matrix3d>& proper, int n_threads) {
  if (options.basis.empty()) {
    const models::OrientationMap map = models::map_of_scan(prepared.scan0, "maps of Scan 0");
    return comparison_setting(prepared.matched.pixels, map, options, n_threads);
  }
  InfluenceBasis basis = read_basis(options.basis, "");
  require_same_grains(basis, prepared.scan0, map_grid(prepared.scan0), prepared.matched.pixels, proper,
                      options.basis);
  return comparison_setting(prepared.matched.pixels, std::move(basis), options);
}

void announce(const inverse::ComparisonResult& result) {
  std::printf("verdict: %s\n", inverse::word_of(result.verdict.word));
  for (std::size_t h = 0; h < inverse::n_hypotheses; ++h) {
    const auto& one = result.input.evidence[h];
    if (!one.is_tested) continue;
    std::printf("  %-8s ln Z %+.1f against M0, probability %.3f\n", inverse::hypothesis_names[h],
                one.log_z - result.input.evidence[0].log_z, result.verdict.posterior[h]);
  }
  for (const inverse::VerdictCheck& check : result.verdict.checks)
    if (!check.passed) std::printf("  not met: %s\n", check.sentence.c_str());
  std::fflush(stdout);
}

/// Whether this is the analysis that was locked.
void announce_plan(const CompareJob& job) {
  if (job.lock_path.empty()) return;
  std::printf("plan: %s\n", job.departures.empty() ? "as locked" : "departs from the locked one:");
  for (const std::string& departure : job.departures) std::printf("  %s\n", departure.c_str());
  std::fflush(stdout);
}

/// Nothing to compare: the verdict says so.
inverse::ComparisonResult without_model(const PreparedComparison& prepared) {
  inverse::ComparisonResult result;
  result.verdict.word = inverse::VerdictWord::data_quality_failed;
  result.verdict.checks = prepared.quality;
  return result;
}

}  // namespace

PreparedComparison prepare_comparison(const std::vector<std::string>& maps, const CompareOptions& options,
                                      int n_threads) {
  check_compare(options, static_cast<int>(maps.size()) - 1);
  PreparedComparison prepared;
  prepared.scan0 = read_maps(maps.front());
  for (std::size_t k = 1; k < maps.size(); ++k) prepared.later.push_back(later_scan(maps[k]));
  const auto proper = rotations_of(prepared.scan0);
  prepared.matched = inverse::match_maps(prepared.scan0, prepared.later, proper);
  const std::size_t n = prepared.matched.pixels.pixels.size();
  prepared.quality = inverse::quality_checks(prepared.matched, 0.0);
  if (n < least_pixels) {
    prepared.quality.push_back({"common_pixels", false, static_cast<double>(n),
                                static_cast<double>(least_pixels),
                                std::to_string(n) + " points are shown by all scans; " +
                                    std::to_string(least_pixels) + " are needed."});
    return prepared;
  }
  const auto setting = setting_for(prepared, options, proper, n_threads);
  VectorXd weight = inverse::lone_outliers(prepared.matched.pixels, prepared.matched.changes);
  prepared.model = std::make_unique<inverse::ComparisonModel>(setting, n_threads, weight);
  const VectorXd student = inverse::student_weights(*prepared.model, prepared.matched.changes);
  const auto outlying = (weight.cwiseProduct(student).array() < 0.4).count();
  prepared.down_weighted_share = static_cast<double>(outlying) / static_cast<double>(n);
  if (outlying > (weight.array() < 0.4).count()) {
    weight = weight.cwiseProduct((student.array() < 0.4).select(student, 1.0));
    prepared.model = std::make_unique<inverse::ComparisonModel>(setting, n_threads, weight);
  }
  prepared.quality = inverse::quality_checks(prepared.matched, prepared.down_weighted_share);
  return prepared;
}

void run_compare(CompareJob& job) {
  read_study_file(job.study, job.study_path);
  refuse_existing(job.output, job.common.force);
  if (!job.lock_path.empty()) job.departures = departures_from(job.lock_path, job.study);
  const CompareOptions& options = job.tables.compare;
  const PreparedComparison prepared = prepare_comparison(job.maps, options, job.common.n_threads);
  inverse::ComparisonEffort effort;
  effort.n_power = options.power;
  effort.sweep = options.sweep;
  effort.seed = static_cast<std::uint32_t>(job.common.seed);
  effort.n_threads = job.common.n_threads;
  inverse::ComparisonResult result =
      prepared.model ? inverse::compared(*prepared.model, prepared.matched.changes, prepared.quality, effort)
                     : without_model(prepared);
  result.down_weighted_share = prepared.down_weighted_share;
  announce(result);
  announce_plan(job);
  if (!job.plot_folder.empty() && prepared.model) write_compare_pictures(job.plot_folder, prepared, result);
  write_whole_file(job.output, verdict_json(job, prepared, result));
  std::cout << job.output << ": written\n";
}

}  // namespace lauelith
