// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/indexing.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <unordered_map>

#include "inverse/detector_refinement.h"
#include "inverse/grain_growth.h"
#include "inverse/orientation_search.h"
#include "inverse/peak_grid.h"
#include "inverse/phase_evidence.h"
#include "src/crystal_symmetry.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Active = std::vector<std::uint8_t>;

namespace {

constexpr std::size_t n_many_directions = 1000;
constexpr std::size_t fewest_own_peaks = 6;

/// The grains of one frame while they are being collected.
class GrainCollection {
 public:
  GrainCollection(const std::vector<Peak>& peaks, const IndexingPlan& plan)
      : peaks_(peaks),
        plan_(plan),
        normals_(plane_normals(peaks, plan.setup.detector)),
        active_(peaks.size(), 1) {}

  void add_known(const KnownLattices& known);
  void collect();
  void settle_together();
  std::vector<Grain> finished() const;
  bool timed_out() const { return timed_out_; }

 private:
  bool is_late();
  bool add_from_search(const SearchEffort& effort);
  bool accept(const FittedGrain& grain);
  bool is_known(const FittedGrain& grain) const;
  void deactivate(const FittedGrain& grain);
  Active free_for(std::size_t grain) const;
  void assign_peaks();
  Grain finished(std::size_t index) const;
  double frame_share() const;

  const std::vector<Peak>& peaks_;
  const IndexingPlan& plan_;
  std::vector<Eigen::Vector3f> normals_;
  Active active_;
  std::vector<FittedGrain> grains_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool timed_out_ = false;
};

bool GrainCollection::is_late() {
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
  timed_out_ = timed_out_ || seconds.count() > plan_.options.frame_limit_s;
  return timed_out_;
}

bool GrainCollection::is_known(const FittedGrain& grain) const {
  constexpr double same_grain_rad = 0.3 * units::deg;
  const Matrix3d B_inverse = plan_.setup.table.B_1_A().inverse();
  return std::any_of(grains_.begin(), grains_.end(), [&](const FittedGrain& other) {
    return misorientation(nearest_rotation(other.lattice.M_lab_1_A * B_inverse),
                          nearest_rotation(grain.lattice.M_lab_1_A * B_inverse),
                          plan_.proper_rotations) < same_grain_rad;
  });
}

void GrainCollection::deactivate(const FittedGrain& grain) {
  for (const SpotMatch& match : grain.matches) active_[static_cast<std::size_t>(match.peak)] = 0;
}

bool GrainCollection::accept(const FittedGrain& grain) {
  if (grain.matches.size() < fewest_own_peaks ||
      grain.log10_false_alarm > plan_.options.max_log10_false_alarm)
    return false;
  if (is_known(grain)) {
    deactivate(grain);  // left-over peaks of a grain we have: they are no one else's
    return false;
  }
  grains_.push_back(grain);
  deactivate(grain);
  return true;
}

bool GrainCollection::add_from_search(const SearchEffort& effort) {
  const auto n_left = static_cast<std::size_t>(std::count(active_.begin(), active_.end(), std::uint8_t{1}));
  if (n_left < fewest_own_peaks || is_late()) return false;
  const Detector& detector = plan_.setup.detector;
  bool any = false;
  const PeakGrid first_grid(peaks_, active_, detector.rows, detector.cols, plan_.match_radius_px);
  for (const OrientationCandidate& candidate :
       search_orientations(active_, normals_, first_grid, plan_, effort)) {
    if (static_cast<int>(grains_.size()) >= plan_.options.max_grains || is_late()) return any;
    if (any) {  // peaks have gone since the candidate was scored
      const PeakGrid grid(peaks_, active_, detector.rows, detector.cols, plan_.match_radius_px);
      const double now = lattice_false_alarm(candidate.M_lab_1_A, grid, plan_, false);
      if (now > plan_.options.max_log10_false_alarm) continue;
    }
    any |= accept(grow_grain(candidate.M_lab_1_A, peaks_, active_, plan_));
  }
  return any;
}

void GrainCollection::add_known(const KnownLattices& known) {
  const Detector& detector = plan_.setup.detector;
  for (const Matrix3d& M_lab_1_A : known) {
    const PeakGrid grid(peaks_, active_, detector.rows, detector.cols, plan_.match_radius_px);
    if (grid.n_active() < static_cast<int>(fewest_own_peaks) || is_late()) return;
    if (lattice_false_alarm(M_lab_1_A, grid, plan_, false) <= plan_.options.max_log10_false_alarm)
      accept(grow_grain(M_lab_1_A, peaks_, active_, plan_));
  }
}

void GrainCollection::collect() {
  const double tolerance = plan_.options.pair_tolerance_deg * units::deg;
  const int n = plan_.options.bright_peaks;
  while (add_from_search({&plan_.strong, n, tolerance})) {
  }
  while (add_from_search({&plan_.strong, 2 * n, tolerance})) {
  }
  if (!grains_.empty() || peaks_.size() < fewest_own_peaks) return;
  // Nothing: perhaps the intensities mislead, or the lattice is strained beyond the tolerance.
  const StrongDirections many(plan_.setup.table, plan_.proper_rotations, n_many_directions,
                              plan_.setup.detector, 2.5 * direction_tolerance_rad(plan_.options));
  for (const double factor : {1.0, 2.5}) {
    if (add_from_search({&many, n, factor * tolerance})) break;
  }
}

Active GrainCollection::free_for(std::size_t grain) const {
  Active free(peaks_.size(), 1);
  for (std::size_t g = 0; g < grains_.size(); ++g) {
    if (g == grain) continue;
    for (const SpotMatch& match : grains_[g].matches) free[static_cast<std::size_t>(match.peak)] = 0;
  }
  return free;
}

/// Offers every peak to every grain; the nearest prediction keeps it.
void GrainCollection::assign_peaks() {
  struct Claim {
    std::size_t grain;
    double distance;
  };
  std::unordered_map<int, Claim> claims;
  const Active everyone(peaks_.size(), 1);
  for (std::size_t g = 0; g < grains_.size(); ++g) {
    for (const SpotMatch& match : claimed_peaks(grains_[g], peaks_, everyone, 5.0, plan_)) {
      const auto spot_px =
          forward::spot_place(plan_.setup.detector, grains_[g].lattice.M_lab_1_A, match.hkl, match.source_m);
      const Peak& peak = peaks_[static_cast<std::size_t>(match.peak)];
      const double distance = (spot_px.value() - Eigen::Vector2d(peak.x_px, peak.y_px)).norm();
      const auto [place, fresh] = claims.emplace(match.peak, Claim{g, distance});
      if (!fresh && distance < place->second.distance) place->second = {g, distance};
    }
  }
  for (std::size_t g = 0; g < grains_.size(); ++g) {
    Active own(peaks_.size(), 0);
    for (const auto& [peak, claim] : claims) own[static_cast<std::size_t>(peak)] = claim.grain == g ? 1 : 0;
    grains_[g] = refit_grain(grains_[g], peaks_, own, plan_);
  }
}

void GrainCollection::settle_together() {
  if (grains_.size() > 1) {  // one alone was scored with all peaks when it was found
    assign_peaks();
    for (std::size_t g = 0; g < grains_.size(); ++g) score_grain(grains_[g], peaks_, free_for(g), plan_);
  }
  std::erase_if(grains_, [this](const FittedGrain& grain) {
    return grain.matches.size() < fewest_own_peaks ||
           grain.log10_false_alarm > plan_.options.max_log10_false_alarm;
  });
}

/// Photon-weighted median width beyond the point spread of the frame (PeakList::psf_sigma_px may be unknown).
double grain_peak_width_px(const FittedGrain& grain, const std::vector<Peak>& peaks) {
  std::vector<std::pair<double, double>> width_and_weight;
  double total = 0.0;
  for (const SpotMatch& match : grain.matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    if (peak.saturated || peak.blended || peak.shape_fixed || peak.clipped || !(peak.fwhm_major_px > 0.0))
      continue;
    width_and_weight.emplace_back(peak.fwhm_major_px, peak.intensity);
    total += peak.intensity;
  }
  std::sort(width_and_weight.begin(), width_and_weight.end());
  double sum = 0.0;
  for (const auto& [width, weight] : width_and_weight) {
    sum += weight;
    if (sum >= 0.5 * total) return width;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Grain GrainCollection::finished(std::size_t index) const {
  // Indexed is what lies within seven sigma; the fit used what lies within 4.5.
  FittedGrain fitted = grains_[index];
  const auto predicted = forward::predict_spots(plan_.setup, fitted.lattice.M_lab_1_A);
  fitted.matches = claimed_peaks(fitted, predicted, peaks_, free_for(index), 7.0, plan_);
  Grain grain;
  const Matrix3d& B = plan_.setup.table.B_1_A();
  if (plan_.detector_covariance)
    add_detector_uncertainty(grains_[index].matches, peaks_, plan_, fitted.lattice);
  const Matrix3d S =
      describe_lattice(fitted.lattice, B, plan_.proper_rotations, plan_.sample_tilt_rad, grain);
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (const SpotMatch& match : fitted.matches) {
    const forward::PredictedSpot* claimant = predicted_spot(predicted, match.direction);
    assert(claimant != nullptr);
    const forward::PredictedSpot& spot = *claimant;
    grain.spots.push_back(
        {match.peak, equivalent_indices(spot.hkl, S, B), spot.energy_keV, spot.px, spot.source_m});
    const Peak& peak = peaks_[static_cast<std::size_t>(match.peak)];
    const double distance = std::hypot(peak.x_px - spot.px.x(), peak.y_px - spot.px.y());
    sum += distance;
    sum_of_squares += distance * distance;
  }
  const auto n = static_cast<double>(grain.spots.size());
  grain.mean_residual_px = sum / n;
  grain.rms_px = std::sqrt(sum_of_squares / n);
  grain.extra_scatter_px = fitted.lattice.tau_px;
  grain.log10_false_alarm = fitted.log10_false_alarm;
  grain.converged = fitted.lattice.converged;
  grain.peak_width_px = grain_peak_width_px(fitted, peaks_);
  grain.evidence = weigh_phase(fitted, predicted, peaks_, free_for(index), plan_);
  grain.quality =
      judge(grain.evidence, frame_share()) == PhaseVerdict::accepted && fitted.lattice.strain_determined
          ? GrainQuality::accepted
          : GrainQuality::doubtful;
  return grain;
}

double GrainCollection::frame_share() const {
  std::size_t n_explained = 0;
  for (const FittedGrain& grain : grains_) n_explained += grain.matches.size();
  return static_cast<double>(n_explained) / static_cast<double>(peaks_.size());
}

std::vector<Grain> GrainCollection::finished() const {
  std::vector<Grain> found;
  // By number: the buffer of a stable sort is not aligned for a Grain.
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t g = 0; g < grains_.size(); ++g) {
    Grain grain = finished(g);
    if (judge(grain.evidence, frame_share()) == PhaseVerdict::rejected) continue;
    double photons = 0.0;
    for (const IndexedSpot& spot : grain.spots)
      photons += peaks_[static_cast<std::size_t>(spot.peak)].intensity;
    ranked.emplace_back(photons, found.size());
    found.push_back(std::move(grain));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Grain> grains;
  for (const auto& [photons, number] : ranked) grains.push_back(std::move(found[number]));
  return grains;
}

}  // namespace

std::vector<Grain> index_grains(const PeakList& peaks, const IndexingPlan& plan, const KnownLattices& known,
                                bool* timed_out) {
  GrainCollection collection(peaks.peaks, plan);
  collection.add_known(known);
  collection.collect();
  collection.settle_together();
  if (timed_out != nullptr) *timed_out = collection.timed_out();
  return collection.finished();
}

}  // namespace lauelith::inverse
