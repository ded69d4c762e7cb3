// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/orientation_search.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/false_alarm.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Matrix3f;
using Eigen::Vector3f;

namespace {

constexpr std::size_t n_quick_directions = 512;
constexpr std::size_t n_projected_candidates = 4000;
constexpr std::size_t n_verified_candidates = 400;

/// Predicted spots and how many of them meet a peak, counted along the table.
struct Meetings {
  std::vector<int> n_predicted;  // at each depth
  std::vector<int> n_met;
};

Meetings count_meetings(const Matrix3d& M_lab_1_A, const PeakGrid& grid, const IndexingPlan& plan,
                        const std::vector<std::size_t>& depths, std::vector<forward::QuickSpot>& spots) {
  forward::project_directions(plan.setup.table, depths.back(), M_lab_1_A, plan.panel,
                              plan.setup.intensity.energy_min_keV(), plan.setup.intensity.energy_max_keV(),
                              spots);
  Meetings meetings{std::vector<int>(depths.size(), 0), std::vector<int>(depths.size(), 0)};
  for (const forward::QuickSpot& spot : spots) {
    const bool met = grid.nearest(spot.x_px, spot.y_px) >= 0;
    for (std::size_t d = 0; d < depths.size(); ++d) {
      if (spot.direction >= depths[d]) continue;
      ++meetings.n_predicted[d];
      meetings.n_met[d] += met ? 1 : 0;
    }
  }
  return meetings;
}

std::vector<std::size_t> depths_of(const IndexingPlan& plan) {
  const auto deepest = static_cast<std::size_t>(plan.options.verified_directions);
  return {std::min<std::size_t>(150, deepest), std::min(n_quick_directions, deepest), deepest};
}

struct QuickCandidate {
  Matrix3f R_lab_from_crystal;
  int n_explained = 0;  ///< bright peaks on strong directions; later, strong spots on peaks
};

/// Turns pairs of bright peaks into orientations and keeps those under which further bright peaks lie on
/// strong directions of the crystal.
class PairSearch {
 public:
  PairSearch(std::vector<Vector3f> bright_normals, const SearchEffort& effort)
      : normals_(std::move(bright_normals)), effort_(effort) {
    const double chance = static_cast<double>(normals_.size()) * effort.strong->map.coverage();
    fewest_explained_ = std::max(3, static_cast<int>(std::ceil(2.0 + chance + 2.5 * std::sqrt(chance))));
  }

  void try_pair(std::size_t i, std::size_t j) {
    const float angle = std::acos(std::clamp(normals_[i].dot(normals_[j]), -1.0F, 1.0F));
    const auto tolerance = static_cast<float>(effort_.pair_tolerance_rad);
    const auto [first, last] = effort_.strong->pairs.between(angle - tolerance, angle + tolerance);
    const Matrix3f lab_triad = bisector_triad(normals_[i], normals_[j]);
    for (auto pair = first; pair != last; ++pair)
      try_orientation(lab_triad * pair->crystal_triad.transpose());
  }

  std::vector<QuickCandidate>& candidates() { return candidates_; }

 private:
  void try_orientation(const Matrix3f& R_lab_from_crystal) {
    const Matrix3f R_crystal_from_lab = R_lab_from_crystal.transpose();
    int n_explained = 0;
    for (const Vector3f& normal : normals_)
      n_explained += effort_.strong->map.contains(R_crystal_from_lab * normal) ? 1 : 0;
    if (n_explained >= fewest_explained_) candidates_.push_back({R_lab_from_crystal, n_explained});
  }

  std::vector<Vector3f> normals_;
  const SearchEffort& effort_;
  int fewest_explained_ = 3;  ///< the two that made the candidate, and more than chance gives
  std::vector<QuickCandidate> candidates_;
};

std::vector<int> brightest(const std::vector<std::uint8_t>& active, int n) {
  std::vector<int> peaks;
  for (std::size_t i = 0; i < active.size() && static_cast<int>(peaks.size()) < n; ++i) {
    if (active[i] != 0) peaks.push_back(static_cast<int>(i));
  }
  return peaks;
}

/// Drops candidates that a better one already covers.
void keep_distinct(std::vector<OrientationCandidate>& candidates, const IndexingPlan& plan,
                   double closest_rad) {
  const Matrix3d B_inverse = plan.setup.table.B_1_A().inverse();
  std::vector<OrientationCandidate> kept;
  std::vector<Matrix3d> orientations;
  for (const OrientationCandidate& candidate : candidates) {
    const Matrix3d R = candidate.M_lab_1_A * B_inverse;
    const bool covered = std::any_of(orientations.begin(), orientations.end(), [&](const Matrix3d& other) {
      return misorientation(other, R, plan.proper_rotations) < closest_rad;
    });
    if (covered) continue;
    orientations.push_back(R);
    kept.push_back(candidate);
  }
  candidates = std::move(kept);
}

}  // namespace

double lattice_false_alarm(const Matrix3d& M_lab_1_A, const PeakGrid& grid, const IndexingPlan& plan,
                           bool fitted) {
  std::vector<forward::QuickSpot> spots;
  const std::vector<std::size_t> depths = depths_of(plan);
  const Meetings meetings = count_meetings(M_lab_1_A, grid, plan, depths, spots);
  const double log10_tries =
      log10_orientations(plan.proper_rotations.size(), plan.options.pair_tolerance_deg * units::deg) +
      std::log10(static_cast<double>(depths.size()));
  double best = log10_tries;
  for (std::size_t d = 0; d < depths.size(); ++d) {
    const ChanceMeeting meeting{meetings.n_predicted[d], meetings.n_met[d], grid.n_active(),
                                plan.n_pixels,           grid.radius_px(),  fitted};
    best = std::min(best, log10_false_alarm(meeting, log10_tries));
  }
  return best;
}

namespace {

/// Those whose strongest predicted spots meet the most peaks.
std::vector<QuickCandidate> best_projected(const std::vector<QuickCandidate>& quick, const PeakGrid& grid,
                                           const IndexingPlan& plan) {
  constexpr int fewest = 4;
  std::vector<QuickCandidate> kept;
  std::vector<forward::QuickSpot> spots;
  for (const QuickCandidate& one : quick) {
    forward::project_directions(plan.setup.table, n_quick_directions,
                                one.R_lab_from_crystal.cast<double>() * plan.setup.table.B_1_A(), plan.panel,
                                plan.setup.intensity.energy_min_keV(), plan.setup.intensity.energy_max_keV(),
                                spots);
    const auto n_met =
        static_cast<int>(std::count_if(spots.begin(), spots.end(), [&grid](const forward::QuickSpot& spot) {
          return grid.nearest(spot.x_px, spot.y_px) >= 0;
        }));
    if (n_met >= fewest) kept.push_back({one.R_lab_from_crystal, n_met});
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const auto& a, const auto& b) { return a.n_explained > b.n_explained; });
  if (kept.size() > n_verified_candidates) kept.resize(n_verified_candidates);
  return kept;
}

/// The quick candidates that survive full verification, best first.
std::vector<OrientationCandidate> verified(std::vector<QuickCandidate>& quick, const PeakGrid& grid,
                                           const IndexingPlan& plan, double closest_rad) {
  std::stable_sort(quick.begin(), quick.end(),
                   [](const auto& a, const auto& b) { return a.n_explained > b.n_explained; });
  if (quick.size() > n_projected_candidates) quick.resize(n_projected_candidates);
  std::vector<OrientationCandidate> candidates;
  for (const QuickCandidate& one : best_projected(quick, grid, plan)) {
    OrientationCandidate candidate{one.R_lab_from_crystal.cast<double>() * plan.setup.table.B_1_A(), 0.0};
    candidate.log10_false_alarm = lattice_false_alarm(candidate.M_lab_1_A, grid, plan, false);
    if (candidate.log10_false_alarm < plan.options.max_log10_false_alarm) candidates.push_back(candidate);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.log10_false_alarm < b.log10_false_alarm; });
  keep_distinct(candidates, plan, closest_rad);
  return candidates;
}

}  // namespace

std::vector<OrientationCandidate> search_orientations(const std::vector<std::uint8_t>& active,
                                                      const std::vector<Vector3f>& normals,
                                                      const PeakGrid& grid, const IndexingPlan& plan,
                                                      const SearchEffort& effort) {
  constexpr double beyond_doubt = -12.0;
  std::vector<Vector3f> bright;
  for (const int peak : brightest(active, effort.n_bright_peaks))
    bright.push_back(normals[static_cast<std::size_t>(peak)]);
  PairSearch search(bright, effort);
  std::vector<OrientationCandidate> candidates;
  std::size_t done = 1;
  for (std::size_t stage = 8; done < bright.size(); stage *= 2) {
    for (; done < std::min(stage, bright.size()); ++done) {
      for (std::size_t i = 0; i < done; ++i) {
        search.try_pair(i, done);
        search.try_pair(done, i);
      }
    }
    candidates = verified(search.candidates(), grid, plan, 2.0 * effort.pair_tolerance_rad);
    if (!candidates.empty() && candidates.front().log10_false_alarm < beyond_doubt) break;
  }
  return candidates;
}

}  // namespace lauelith::inverse
