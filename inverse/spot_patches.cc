// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_patches.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "inverse/patch_fit.h"

namespace lauelith::inverse {

using Eigen::Vector2d;

namespace {

/// Both patches and the template that they share.
class PairFit {
 public:
  PairFit(const SpotPatch& first, const SpotPatch& second)
      : first_(first), second_(second), shape_(mean_shape()), fits_{{{first, shape_}, {second, shape_}}} {}

  PatchShift run();

 private:
  forward::SpotShape mean_shape() const;
  bool fit_both();
  void make_template();
  double power(const std::array<const SplineSurface*, 2>& surfaces,
               const std::vector<double>& inverse_variances) const;
  Vector2d shift() const { return fits_[1].place_in_frame() - fits_[0].place_in_frame(); }
  PatchShift result() const;

  const SpotPatch& first_;
  const SpotPatch& second_;
  forward::SpotShape shape_;
  std::array<PatchFit, 2> fits_;
  std::array<SplineSurface, 2> surfaces_;
  BeyondGaussian beyond_;
  double lambda_ = 0.0;
};

forward::SpotShape PairFit::mean_shape() const {
  const SpotParameters& a = first_.spot;
  const SpotParameters& b = second_.spot;
  const double share = a.intensity / (a.intensity + b.intensity);
  const auto mean = [share](double of_a, double of_b) { return share * of_a + (1.0 - share) * of_b; };
  return {mean(a.xx, b.xx), mean(a.xy, b.xy), mean(a.yy, b.yy)};
}

bool PairFit::fit_both() {
  const BeyondGaussian beyond = lambda_ > 0.0 ? beyond_ : BeyondGaussian{};
  return fits_[0].fit(beyond) && fits_[1].fit(beyond);
}

/// Σ (mean residual)²/variance, as the surfaces give it, over the pixels of the first patch.
double PairFit::power(const std::array<const SplineSurface*, 2>& surfaces,
                      const std::vector<double>& inverse_variances) const {
  const double total = fits_[0].scale() + fits_[1].scale();
  std::vector<double> mean(inverse_variances.size(), 0.0);
  const SurfaceSums to{first_.cols, first_.rows, mean.data()};
  for (std::size_t p = 0; p < 2; ++p)
    surfaces[p]->add_to(to, fits_[p].place() - fits_[0].place(), fits_[p].scale());
  double sum = 0.0;
  for (std::size_t i = 0; i < mean.size(); ++i) sum += mean[i] * mean[i] * inverse_variances[i];
  // Both patches look alike: of the second the variance is that of the first, in proportion.
  return sum * fits_[0].scale() / total;
}

void PairFit::make_template() {
  const std::vector<double> inverse_variances = fits_[0].inverse_variances();
  std::array<std::array<SplineSurface, n_smoothings>, 2> candidates;
  const std::array<const SpotPatch*, 2> patches{&first_, &second_};
  for (std::size_t p = 0; p < 2; ++p)
    candidates[p] = surfaces_of(fits_[p].residuals(), patches[p]->cols, patches[p]->rows);
  std::size_t best = 0;
  double best_gain = 0.0;
  lambda_ = 0.0;
  for (std::size_t k = 0; k < n_smoothings; ++k) {
    const double noise = noise_left(static_cast<Smoothing>(k)) * fits_[0].n_pixels();
    const double seen = power({&candidates[0][k], &candidates[1][k]}, inverse_variances);
    if (seen - 6.0 * noise <= best_gain) continue;
    best_gain = seen - 6.0 * noise;
    best = k;
    lambda_ = 1.0 - noise / seen;
  }
  const double total = fits_[0].scale() + fits_[1].scale();
  for (std::size_t p = 0; p < 2; ++p) {
    surfaces_[p] = std::move(candidates[p][best]);
    beyond_.surface[p] = &surfaces_[p];
    beyond_.place[p] = fits_[p].place();
    beyond_.weight[p] = lambda_ * fits_[p].scale() / total;
  }
}

PatchShift PairFit::run() {
  constexpr int most_rounds = 8;
  if (std::min(fits_[0].n_pixels(), fits_[1].n_pixels()) < 20 || !fit_both()) return {};
  for (int round = 0; round < most_rounds; ++round) {
    const Vector2d before = shift();
    make_template();
    if (lambda_ == 0.0 && round == 0) break;
    if (!fit_both()) return {};
    if ((shift() - before).norm() < 2e-4) break;
  }
  return result();
}

PatchShift PairFit::result() const {
  PatchShift result;
  result.converged = true;
  result.shift_px = shift();
  result.share_beyond_gaussian = lambda_;
  double chi2 = 0.0;
  double n = 0.0;
  for (const PatchFit& fit : fits_) {
    chi2 += fit.chi2();
    n += fit.n_pixels() - 4.0;
    // Faint spots: as in the fit of peaks.
    const double significance2 = fit.scale() * fit.scale() / std::max(fit.covariance()(0, 0), 1e-30);
    result.covariance_px2 += (1.0 + 4.0 / std::max(significance2, 4.0)) * fit.covariance().block<2, 2>(1, 1);
  }
  result.chi2_per_degree = chi2 / n;
  if (result.chi2_per_degree > 1.0 + 4.0 * std::sqrt(2.0 / n))
    result.covariance_px2 *= result.chi2_per_degree;
  return result;
}

}  // namespace

PatchShift patch_shift(const SpotPatch& first, const SpotPatch& second) {
  if (!(first.spot.intensity > 0.0) || !(second.spot.intensity > 0.0)) return {};
  return PairFit(first, second).run();
}

}  // namespace lauelith::inverse
