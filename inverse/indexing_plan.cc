// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "inverse/indexing.h"
#include "src/crystal_symmetry.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;

void describe(ParameterVisitor& visit, IndexOptions& options) {
  visit.number({"max_log10_false_alarm",
                "largest expected number (log10) of such grains per frame of chance peaks", -300, 0},
               options.max_log10_false_alarm);
  visit.number(
      {"pair_tolerance_deg", "how far the angle between two peaks may be from that of two planes", 0.01, 5},
      options.pair_tolerance_deg);
  visit.number(
      {"match_radius_mrad", "distance within which a predicted spot of a candidate meets a peak", 0.1, 50},
      options.match_radius_mrad);
  visit.integer({"strong_directions", "directions of the crystal that make candidates", 20, 5000},
                options.strong_directions);
  visit.integer({"bright_peaks", "peaks that make candidates", 4, 500}, options.bright_peaks);
  visit.integer({"verified_directions", "directions whose spots verify a candidate", 100, 100000},
                options.verified_directions);
  visit.integer({"max_grains", "grains per frame", 1, 64}, options.max_grains);
  visit.number({"frame_limit_s",
                "a frame that takes longer keeps the grains found by then and counts as timed out; only a "
                "safety net: what limits the search is counts",
                0.001, 86400.0},
               options.frame_limit_s);
  visit.flag({"neighbours", "try the grains of neighbouring frames of a scan before searching"},
             options.neighbours);
  visit.number(
      {"grain_boundary_deg", "misorientation between neighbours that parts two grains of a map", 0.1, 62},
      options.grain_boundary_deg);
  constexpr double inf = std::numeric_limits<double>::infinity();
  visit.text(
      {"depth_model",
       "where spots come from: the face, the mean depth their energy gives them, or what the scan says",
       -inf,
       inf,
       {"auto", "surface", "absorption"}},
      options.depth_model);
  visit.text({"refine_detector",
              "detector parameters that all accepted grains of the run fit together",
              -inf,
              inf,
              {"none", "distance", "all"}},
             options.refine_detector);
  visit.numbers({"detector_prior",
                 "how well the detector file is known before refine_detector: standard deviations of "
                 "distance mm, foot x px, foot y px, xbet deg, xgam deg; 0 holds a parameter",
                 0.0, 100.0},
                options.detector_prior);
}

namespace {

/// Largest angle between the plane normals of two points of the panel.
double largest_angle_rad(const Detector& detector) {
  std::vector<Peak> corners(4);
  corners[1].x_px = corners[3].x_px = detector.cols - 1.0;
  corners[2].y_px = corners[3].y_px = detector.rows - 1.0;
  const auto normals = plane_normals(corners, detector);
  double largest = 0.0;
  for (const auto& a : normals) {
    for (const auto& b : normals)
      largest = std::max(largest, std::acos(std::clamp<double>(a.dot(b), -1.0, 1.0)));
  }
  return largest + 0.01;
}

double visible_pixels(const Detector& detector) {
  const double all = static_cast<double>(detector.rows) * detector.cols;
  return all - static_cast<double>(
                   std::count_if(detector.mask.begin(), detector.mask.end(), [](auto m) { return m != 0; }));
}

}  // namespace

double direction_tolerance_rad(const IndexOptions& options) {
  return 0.6 * options.match_radius_mrad * units::mrad;
}

StrongDirections::StrongDirections(const forward::ReflectionTable& table,
                                   const std::vector<Matrix3d>& proper_rotations, std::size_t n,
                                   const Detector& detector, double tolerance_rad)
    : pairs(table, proper_rotations, n, largest_angle_rad(detector)), map(table, n, tolerance_rad) {}

IndexingPlan::IndexingPlan(const forward::LaueSetup& laue_setup, const IndexOptions& index_options)
    : setup(laue_setup),
      options(index_options),
      proper_rotations(lauelith::proper_rotations(laue_setup.crystal)),
      strong(laue_setup.table, proper_rotations, static_cast<std::size_t>(index_options.strong_directions),
             laue_setup.detector, direction_tolerance_rad(index_options)),
      panel(forward::panel_projection(laue_setup.detector, laue_setup.typical_source_m)),
      sample_tilt_rad(laue_setup.beam.incidence_deg * units::deg),
      match_radius_px(std::max(2.0, index_options.match_radius_mrad * units::mrad *
                                        laue_setup.detector.distance_m() / laue_setup.detector.pitch_x_m)),
      n_pixels(visible_pixels(laue_setup.detector)) {}

}  // namespace lauelith::inverse
