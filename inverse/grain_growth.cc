// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/grain_growth.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inverse/orientation_search.h"
#include "inverse/peak_grid.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr std::size_t fewest_spots_for_strain = 10;
constexpr double cut_normalised = 4.5;  // robust standard deviations
constexpr double n_sigma_for_fit = 5.0;
constexpr double smallest_gate_px = 0.6;
const Vector2d far_off_panel(-1e4, -1e4);
constexpr std::size_t all_directions = static_cast<std::size_t>(-1);

/// Residual (own units) of peaks whose position is known poorly is large without being wrong.
double gate_of(const Peak& peak, const Detector& detector, double tau_px, double n_sigma) {
  const double own = std::max(peak.x_sigma_px, peak.y_sigma_px);
  const double sigma2 = (std::isfinite(own) ? own * own : 0.0) +
                        detector.sigma_floor_px * detector.sigma_floor_px + tau_px * tau_px;
  return std::max(smallest_gate_px, n_sigma * std::sqrt(sigma2));
}

std::vector<SpotMatch> usable_for_fit(const std::vector<SpotMatch>& matches, const std::vector<Peak>& peaks) {
  std::vector<SpotMatch> usable;
  for (const SpotMatch& match : matches) {
    if (!peaks[static_cast<std::size_t>(match.peak)].clipped) usable.push_back(match);
  }
  return usable;
}

bool same_matches(const std::vector<SpotMatch>& a, const std::vector<SpotMatch>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const SpotMatch& x, const SpotMatch& y) {
    return x.peak == y.peak && x.hkl == y.hkl;
  });
}

RefinementResult refine(const Matrix3d& M, const std::vector<SpotMatch>& matches,
                        const std::vector<Peak>& peaks, const IndexingPlan& plan, bool robust) {
  RefinementOptions options;
  options.robust = robust;
  options.parameters = matches.size() >= fewest_spots_for_strain ? RefinedParameters::rotation_and_strain
                                                                 : RefinedParameters::rotation;
  return refine_lattice(M, matches, peaks, plan.setup.detector, plan.sample_tilt_rad, options);
}

std::vector<SpotMatch> without_outliers(const std::vector<SpotMatch>& matches,
                                        const RefinementResult& refined) {
  std::vector<SpotMatch> kept;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (refined.normalised[i] * std::sqrt(2.0) < cut_normalised) kept.push_back(matches[i]);
  }
  return kept;
}

/// A spot that may belong to some peak, and where in the crystal it comes from.
struct ReachableSpot {
  forward::QuickSpot spot;
  Vector3d source_m;
};

/// A peak and the spot that are each other's nearest.
struct NearestPair {
  std::size_t peak;
  std::size_t spot;  ///< its number among those offered
};

/// How far from a peak a spot is kept in view: as far as it can be linked, and half as far again.
double reach_of(const IndexingPlan& plan) { return 1.5 * plan.match_radius_px; }

PeakGrid grid_of(const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active, double radius_px,
                 const IndexingPlan& plan) {
  return {peaks, active, plan.setup.detector.rows, plan.setup.detector.cols, radius_px};
}

/// Every spot's nearest peak, every peak's nearest spot, as far as the grid reaches: no pair within a shorter
/// distance depends on how far that is.
std::vector<NearestPair> nearest_pairs(const std::vector<forward::QuickSpot>& spots,
                                       const std::vector<Peak>& peaks, const PeakGrid& grid) {
  struct Nearest {
    double distance2 = std::numeric_limits<double>::infinity();
    std::size_t spot = 0;
  };
  std::vector<Nearest> of_peak(peaks.size());
  for (std::size_t s = 0; s < spots.size(); ++s) {
    const int peak = grid.nearest(spots[s].x_px, spots[s].y_px);
    if (peak < 0) continue;
    const auto p = static_cast<std::size_t>(peak);
    const double dx = peaks[p].x_px - spots[s].x_px;
    const double dy = peaks[p].y_px - spots[s].y_px;
    if (dx * dx + dy * dy < of_peak[p].distance2) of_peak[p] = {dx * dx + dy * dy, s};
  }
  std::vector<NearestPair> pairs;
  for (std::size_t p = 0; p < of_peak.size(); ++p) {
    if (std::isfinite(of_peak[p].distance2)) pairs.push_back({p, of_peak[p].spot});
  }
  return pairs;
}

/// Directions whose spot lies near some active peak: all that linking can need while the lattice moves by
/// less.
std::vector<ReachableSpot> reachable_spots(const Matrix3d& M, const PeakGrid& grid,
                                           const IndexingPlan& plan) {
  std::vector<forward::QuickSpot> spots;
  forward::project_directions(plan.setup.table, all_directions, M, plan.panel,
                              plan.setup.intensity.energy_min_keV(), plan.setup.intensity.energy_max_keV(),
                              spots);
  std::vector<ReachableSpot> reachable;
  for (const forward::QuickSpot& spot : spots) {
    if (grid.nearest(spot.x_px, spot.y_px) < 0) continue;
    reachable.push_back({spot, forward::source_of_spot(plan.setup, M, spot.direction)});
  }
  return reachable;
}

/// Peaks linked to reachable spots within their own gates. What moves while a lattice settles moves the
/// source of a spot by nanometres: it stays that of the start.
std::vector<SpotMatch> link_within_gates(const RefinementResult& lattice, const std::vector<Peak>& peaks,
                                         const PeakGrid& grid, const std::vector<ReachableSpot>& reachable,
                                         double n_sigma, const IndexingPlan& plan) {
  const Detector& detector = plan.setup.detector;
  std::vector<Vector2d> places;
  std::vector<forward::QuickSpot> spots;
  for (const ReachableSpot& one : reachable) {
    const auto place = forward::spot_place(detector, lattice.M_lab_1_A,
                                           plan.setup.table.primitive(one.spot.direction), one.source_m);
    const Vector2d px = place.value_or(far_off_panel);
    places.push_back(px);
    spots.push_back({one.spot.direction, static_cast<float>(px.x()), static_cast<float>(px.y())});
  }
  std::vector<SpotMatch> matches;
  for (const NearestPair& pair : nearest_pairs(spots, peaks, grid)) {
    const Peak& peak = peaks[pair.peak];
    const double gate = std::min(plan.match_radius_px, gate_of(peak, detector, lattice.tau_px, n_sigma));
    if ((Vector2d(peak.x_px, peak.y_px) - places[pair.spot]).norm() > gate) continue;
    const ReachableSpot& one = reachable[pair.spot];
    matches.push_back({static_cast<int>(pair.peak), plan.setup.table.primitive(one.spot.direction),
                       one.spot.direction, one.source_m});
  }
  return matches;
}

/// Links and refines until the set of peaks repeats, then once more by plain least squares on what belongs.
FittedGrain settle(FittedGrain grain, const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active,
                   const IndexingPlan& plan) {
  constexpr int most_rounds = 8;
  const PeakGrid grid = grid_of(peaks, active, reach_of(plan), plan);
  const auto reachable = reachable_spots(grain.lattice.M_lab_1_A, grid, plan);
  for (int round = 0; round < most_rounds; ++round) {
    const auto matches = link_within_gates(grain.lattice, peaks, grid, reachable, n_sigma_for_fit, plan);
    const bool settled = same_matches(matches, grain.matches);
    grain.matches = matches;
    if (settled || matches.size() < 3) break;
    const auto usable = usable_for_fit(matches, peaks);
    if (usable.size() < 3) break;
    const RefinementResult refined = refine(grain.lattice.M_lab_1_A, usable, peaks, plan, true);
    if (refined.normalised.empty()) break;
    grain.lattice = refined;
  }
  for (int round = 0; round < 3 && grain.matches.size() >= 3; ++round) {
    const auto usable = usable_for_fit(grain.matches, peaks);
    if (usable.size() < 3) break;
    const RefinementResult refined = refine(grain.lattice.M_lab_1_A, usable, peaks, plan, false);
    if (refined.normalised.empty()) break;
    grain.lattice = refined;
    const auto kept = without_outliers(usable, refined);
    if (kept.size() == usable.size()) break;
    grain.matches = kept;
  }
  return grain;
}

}  // namespace

std::vector<SpotMatch> link_spots(const Matrix3d& M_lab_1_A, const std::vector<Peak>& peaks,
                                  const std::vector<std::uint8_t>& active, double radius_px,
                                  std::size_t n_directions, const IndexingPlan& plan) {
  std::vector<forward::QuickSpot> spots;
  forward::project_directions(plan.setup.table, n_directions, M_lab_1_A, plan.panel,
                              plan.setup.intensity.energy_min_keV(), plan.setup.intensity.energy_max_keV(),
                              spots);
  std::vector<SpotMatch> matches;
  for (const NearestPair& pair : nearest_pairs(spots, peaks, grid_of(peaks, active, radius_px, plan))) {
    const std::uint32_t direction = spots[pair.spot].direction;
    matches.push_back({static_cast<int>(pair.peak), plan.setup.table.primitive(direction), direction,
                       forward::source_of_spot(plan.setup, M_lab_1_A, direction)});
  }
  return matches;
}

FittedGrain grow_grain(const Matrix3d& M_lab_1_A, const std::vector<Peak>& peaks,
                       const std::vector<std::uint8_t>& active, const IndexingPlan& plan) {
  FittedGrain grain;
  grain.lattice.M_lab_1_A = M_lab_1_A;
  const auto n_strong = static_cast<std::size_t>(plan.options.verified_directions);
  for (const double radius : {plan.match_radius_px, 0.7 * plan.match_radius_px, 0.5 * plan.match_radius_px}) {
    const auto matches =
        usable_for_fit(link_spots(grain.lattice.M_lab_1_A, peaks, active, radius, n_strong, plan), peaks);
    if (matches.size() < 3) return grain;
    RefinementOptions options;
    const bool first = radius == plan.match_radius_px;
    options.parameters = first || matches.size() < fewest_spots_for_strain
                             ? RefinedParameters::rotation
                             : RefinedParameters::rotation_and_strain;
    const RefinementResult refined = refine_lattice(grain.lattice.M_lab_1_A, matches, peaks,
                                                    plan.setup.detector, plan.sample_tilt_rad, options);
    if (refined.normalised.empty()) return grain;
    grain.lattice = refined;
  }
  return refit_grain(grain, peaks, active, plan);
}

FittedGrain refit_grain(const FittedGrain& start, const std::vector<Peak>& peaks,
                        const std::vector<std::uint8_t>& active, const IndexingPlan& plan) {
  FittedGrain grain = settle(start, peaks, active, plan);
  score_grain(grain, peaks, active, plan);
  return grain;
}

std::vector<SpotMatch> claimed_peaks(const FittedGrain& grain, const std::vector<Peak>& peaks,
                                     const std::vector<std::uint8_t>& active, double n_sigma,
                                     const IndexingPlan& plan) {
  const PeakGrid grid = grid_of(peaks, active, reach_of(plan), plan);
  const auto reachable = reachable_spots(grain.lattice.M_lab_1_A, grid, plan);
  return link_within_gates(grain.lattice, peaks, grid, reachable, n_sigma, plan);
}

std::vector<SpotMatch> claimed_peaks(const FittedGrain& grain,
                                     const std::vector<forward::PredictedSpot>& predicted,
                                     const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active,
                                     double n_sigma, const IndexingPlan& plan) {
  const PeakGrid grid = grid_of(peaks, active, reach_of(plan), plan);
  std::vector<ReachableSpot> reachable;
  for (const forward::PredictedSpot& spot : predicted) {
    const auto x_px = static_cast<float>(spot.px.x()), y_px = static_cast<float>(spot.px.y());
    if (grid.nearest(x_px, y_px) >= 0) reachable.push_back({{spot.direction, x_px, y_px}, spot.source_m});
  }
  return link_within_gates(grain.lattice, peaks, grid, reachable, n_sigma, plan);
}

void score_grain(FittedGrain& grain, const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active,
                 const IndexingPlan& plan) {
  const double radius = std::min(std::max(1.0, 3.0 * grain.lattice.tau_px), plan.match_radius_px);
  const PeakGrid grid = grid_of(peaks, active, radius, plan);
  grain.log10_false_alarm = lattice_false_alarm(grain.lattice.M_lab_1_A, grid, plan, true);
}

}  // namespace lauelith::inverse
