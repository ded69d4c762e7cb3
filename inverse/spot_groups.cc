// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_groups.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "src/units.h"

namespace lauelith::inverse {
namespace {

forward::SpotWidths widths_of(const SpotParameters& spot) {
  return forward::widths_of({spot.xx, spot.xy, spot.yy});
}

/// A candidate on its way to a found spot.
struct Pending {
  SpotCandidate candidate;
  SpotStart start;
  double width_px = 1.0;  ///< major width at the start
};

/// Pending spots by place, for neighbour queries.
class PlaceGrid {
 public:
  PlaceGrid(const std::vector<Pending>& spots, int cols, int rows)
      : n_x_(cols / cell_px + 1),
        n_y_(rows / cell_px + 1),
        first_(static_cast<std::size_t>(n_x_ * n_y_) + 2, 0),
        numbers_(spots.size()) {
    // A counting sort; counts are kept two places on, so that placing moves the starts to where they belong.
    for (const Pending& spot : spots) ++first_[cell_of(spot.candidate) + 2];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    for (std::size_t i = 0; i < spots.size(); ++i) numbers_[first_[cell_of(spots[i].candidate) + 1]++] = i;
  }
  template <typename Visit>
  void visit_near(const SpotCandidate& place, double radius, const Visit& visit) const {
    const int reach = static_cast<int>(radius) / cell_px + 1;
    const int x = place.x / cell_px;
    const int y = place.y / cell_px;
    for (int j = std::max(0, y - reach); j <= std::min(n_y_ - 1, y + reach); ++j) {
      for (int i = std::max(0, x - reach); i <= std::min(n_x_ - 1, x + reach); ++i) {
        const auto cell = static_cast<std::size_t>(j * n_x_ + i);
        for (std::size_t k = first_[cell]; k < first_[cell + 1]; ++k) visit(numbers_[k]);
      }
    }
  }

 private:
  static constexpr int cell_px = 16;
  std::size_t cell_of(const SpotCandidate& place) const {
    return static_cast<std::size_t>(place.y / cell_px * n_x_ + place.x / cell_px);
  }
  int n_x_;
  int n_y_;
  std::vector<std::uint32_t> first_;  ///< of each cell among the numbers
  std::vector<std::size_t> numbers_;  ///< of the spots, cell after cell
};

class GroupFitting {
 public:
  GroupFitting(const PixelView& pixels, const LocalBackground& background, const NoiseModel& noise,
               const std::vector<SpotCandidate>& candidates, SpotFitter& fitter, const GroupOptions& options)
      : pixels_(pixels),
        background_(background),
        noise_(noise),
        fitter_(fitter),
        options_(options),
        pending_(start_all(candidates)),
        grid_(pending_, pixels.cols, pixels.rows),
        done_(pending_.size(), 0) {}

  std::vector<FoundSpot> run() {
    for (std::size_t i = 0; i < pending_.size(); ++i) {  // brightest first
      if (done_[i] == 0) fit_group(members_of(i));
    }
    return std::move(found_);
  }

 private:
  std::vector<Pending> start_all(const std::vector<SpotCandidate>& candidates) const {
    std::vector<Pending> pending;
    pending.reserve(candidates.size());
    for (const SpotCandidate& candidate : candidates) {
      const SpotStart start = start_of(pixels_, candidate, options_.psf);
      pending.push_back({candidate, start, widths_of(start.spot).major_px});
    }
    return pending;
  }

  double distance(std::size_t a, std::size_t b) const {
    return std::hypot(pending_[a].start.spot.x_px - pending_[b].start.spot.x_px,
                      pending_[a].start.spot.y_px - pending_[b].start.spot.y_px);
  }

  std::vector<std::size_t> neighbours_of(std::size_t i, bool only_pending) const {
    std::vector<std::size_t> near;
    const double widest = 3.0 * (pending_[i].width_px + std::max(4.0, 3.0 * options_.psf.sigma_px));
    grid_.visit_near(pending_[i].candidate, widest, [&](std::size_t j) {
      if (j == i || (only_pending && done_[j] != 0)) return;
      if (distance(i, j) < 3.0 * (pending_[i].width_px + pending_[j].width_px)) near.push_back(j);
    });
    std::sort(near.begin(), near.end(),
              [this, i](std::size_t a, std::size_t b) { return distance(i, a) < distance(i, b); });
    return near;
  }

  /// The seed and what is linked to it, nearest links first, until the group is full.
  std::vector<std::size_t> members_of(std::size_t seed) const {
    std::vector<std::size_t> members{seed};
    for (std::size_t k = 0; k < members.size(); ++k) {
      for (const std::size_t j : neighbours_of(members[k], true)) {
        if (members.size() == max_spots_per_fit) return members;
        if (std::find(members.begin(), members.end(), j) == members.end()) members.push_back(j);
      }
    }
    return members;
  }

  GroupStart start_of_group(const std::vector<std::size_t>& members) const {
    GroupStart group;
    double brightest = 0.0;
    double reach = 5.0;
    for (const std::size_t i : members) {
      group.spots.push_back(pending_[i].start);
      brightest = std::max(brightest, pending_[i].candidate.significance);
      reach = std::max(reach, 4.0 * pending_[i].width_px);
      for (const std::size_t j : neighbours_of(i, false)) {
        const bool member = std::find(members.begin(), members.end(), j) != members.end();
        if (!member && dropped_.count(j) == 0) group.neighbours.push_back(pending_[j].start.spot);
      }
    }
    const SpotParameters& first = group.spots.front().spot;
    group.level = background_.level(first.x_px, first.y_px);
    group.slope_x =
        background_.level(first.x_px + 0.5, first.y_px) - background_.level(first.x_px - 0.5, first.y_px);
    group.slope_y =
        background_.level(first.x_px, first.y_px + 0.5) - background_.level(first.x_px, first.y_px - 0.5);
    // A faint spot must not pay for a slope that the tiles know; beside a bright one the tails make their
    // own.
    const double sigma = std::sqrt(noise_.variance(group.level));
    group.slope_sigma = 0.15 * sigma / reach * std::max(1.0, brightest / 30.0);
    return group;
  }

  bool is_credible(const FittedSpot& spot, const Pending& pending) const {
    const double sigma = std::sqrt(std::max(0.0, spot.covariance(0, 0)));
    if (!(spot.spot.intensity > 0.6 * options_.threshold * sigma)) return false;
    const forward::SpotWidths widths = widths_of(spot.spot);
    const double far = std::hypot(spot.spot.x_px - pending.candidate.x, spot.spot.y_px - pending.candidate.y);
    if (far > 2.0 * std::max(widths.major_px, pending.width_px) + 1.5) return false;
    const bool sharp = widths.minor_px < 0.45 * options_.psf.sigma_px;
    return !(sharp && pending.candidate.significance > sure_shape_significance) && widths.major_px < 16.0;
  }

  void fit_group(std::vector<std::size_t> members) {
    for (const std::size_t i : members) done_[i] = 1;
    while (!members.empty()) {
      const GroupStart start = start_of_group(members);
      GroupFit fit = fitter_.fit(start);
      if (!fit.converged && hold_faintest_shape(members)) continue;
      if (fit.spots.empty()) return;
      const std::size_t worst = least_credible(fit, members);
      if (worst < members.size()) {
        dropped_.insert({members[worst], true});
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(worst));
        continue;
      }
      if (members.size() == 1 && found_as_two(start, fit, pending_[members.front()])) return;
      keep(fit, members);
      return;
    }
  }

  /// A free shape that does not converge is held at the point spread, the faintest spot's first.
  bool hold_faintest_shape(const std::vector<std::size_t>& members) {
    for (auto i = members.rbegin(); i != members.rend(); ++i) {
      SpotStart& start = pending_[*i].start;
      if (start.shape_fixed) continue;
      start.shape_fixed = true;
      if (pending_[*i].candidate.significance < sure_shape_significance) {
        start.spot.xx = start.prior.xx;
        start.spot.xy = start.prior.xy;
        start.spot.yy = start.prior.yy;
      }
      return true;
    }
    return false;
  }

  std::size_t least_credible(const GroupFit& fit, const std::vector<std::size_t>& members) const {
    std::size_t worst = members.size();
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < members.size(); ++k) {
      const FittedSpot& spot = fit.spots[k];
      if (is_credible(spot, pending_[members[k]]) && !repeats(fit, k)) continue;
      const double strength = spot.spot.intensity / std::sqrt(std::max(1e-30, spot.covariance(0, 0)));
      if (strength < lowest || worst == members.size()) {
        lowest = strength;
        worst = k;
      }
    }
    return worst;
  }

  /// The fainter of two that moved onto each other.
  static bool repeats(const GroupFit& fit, std::size_t k) {
    for (std::size_t j = 0; j < fit.spots.size(); ++j) {
      const SpotParameters& a = fit.spots[k].spot;
      const SpotParameters& b = fit.spots[j].spot;
      const double width = widths_of(b).minor_px;
      if (j != k && a.intensity < b.intensity && std::hypot(a.x_px - b.x_px, a.y_px - b.y_px) < width)
        return true;
    }
    return false;
  }

  bool found_as_two(const GroupStart& start, const GroupFit& one, const Pending& pending) {
    const SpotParameters& spot = one.spots.front().spot;
    const double psf = options_.psf.sigma_px;
    const forward::SpotAxes axes = forward::axes_of({spot.xx, spot.xy, spot.yy});
    const bool elongated = axes.sigma_major_px > 1.35 * psf && axes.sigma_minor_px < 1.25 * psf;
    if (!elongated || axes.sigma_major_px > 3.0 * psf || pending.candidate.significance < 12.0) return false;
    GroupStart two = start;
    SpotStart half = start.spots.front();
    half.shape_fixed = false;
    half.spot = {0.5 * spot.intensity, spot.x_px, spot.y_px, psf * psf, 0.0, psf * psf};
    half.prior_sigma_px2 = 0.2 * psf * psf;
    const double apart = std::sqrt(std::max(0.1, axes.sigma_major_px * axes.sigma_major_px - psf * psf));
    const double x = std::cos(axes.tilt_deg * units::deg);
    const double y = std::sin(axes.tilt_deg * units::deg);
    two.spots = {half, half};
    two.spots[0].spot.x_px += apart * x;
    two.spots[0].spot.y_px += apart * y;
    two.spots[1].spot.x_px -= apart * x;
    two.spots[1].spot.y_px -= apart * y;
    GroupFit fit = fitter_.fit(two);
    if (!fit.converged || fit.spots.size() != 2) return false;
    const bool better = 2.0 * (one.minus_log_likelihood - fit.minus_log_likelihood) > 25.0;
    const bool explains = fit.chi2_per_degree < 1.5 || fit.chi2_per_degree < 0.5 * one.chi2_per_degree;
    const double ratio = fit.spots[0].spot.intensity / fit.spots[1].spot.intensity;
    const double separation = std::hypot(fit.spots[0].spot.x_px - fit.spots[1].spot.x_px,
                                         fit.spots[0].spot.y_px - fit.spots[1].spot.y_px);
    if (!better || !explains || ratio < 0.1 || ratio > 10.0 || separation < 1.5 * psf) return false;
    for (const FittedSpot& each : fit.spots) {
      if (!std::isfinite(each.covariance(0, 0))) return false;
      if (widths_of(each.spot).major_px > 1.5 * psf || widths_of(each.spot).minor_px < 0.6 * psf)
        return false;
    }
    for (const FittedSpot& each : fit.spots) {
      const double share = each.spot.intensity / spot.intensity;
      found_.push_back({each, pending.candidate.significance * share, false, true});
    }
    return true;
  }

  void keep(const GroupFit& fit, const std::vector<std::size_t>& members) {
    for (std::size_t k = 0; k < members.size(); ++k) {
      Pending& pending = pending_[members[k]];
      const bool held = pending.start.shape_fixed;
      pending.start.spot = fit.spots[k].spot;
      found_.push_back({fit.spots[k], pending.candidate.significance, held, members.size() > 1});
    }
  }

  const PixelView& pixels_;
  const LocalBackground& background_;
  const NoiseModel& noise_;
  SpotFitter& fitter_;
  const GroupOptions& options_;
  std::vector<Pending> pending_;
  PlaceGrid grid_;
  std::vector<std::uint8_t> done_;
  std::map<std::size_t, bool> dropped_;
  std::vector<FoundSpot> found_;
};

}  // namespace

std::vector<FoundSpot> fit_candidates(const PixelView& pixels, const LocalBackground& background,
                                      const NoiseModel& noise, const std::vector<SpotCandidate>& candidates,
                                      SpotFitter& fitter, const GroupOptions& options) {
  return GroupFitting(pixels, background, noise, candidates, fitter, options).run();
}

}  // namespace lauelith::inverse
