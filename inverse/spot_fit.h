// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "forward/spot_shape.h"
#include "inverse/noise_model.h"
#include "inverse/pixel_view.h"
#include "inverse/spot_model.h"

namespace lauelith::inverse {

inline constexpr int max_spots_per_fit = 8;

/// Where the fit of one spot starts and what is known of it beforehand.
struct SpotStart {
  SpotParameters spot;
  bool shape_fixed = false;      ///< fit intensity and position only
  forward::SpotShape prior;      ///< expected covariance …
  double prior_sigma_px2 = 0.0;  ///< … and how well each of its entries is known; 0: nothing known
};

/// Spots fitted together over a plane of background.
struct GroupStart {
  std::vector<SpotStart> spots;            ///< at most max_spots_per_fit
  std::vector<SpotParameters> neighbours;  ///< held as they are
  double level = 0.0;                      ///< background at the first spot
  double slope_x = 0.0;
  double slope_y = 0.0;
  double slope_sigma = 1.0;  ///< how well the slopes are known beforehand
  double reach_px = 0.0;     ///< radius of the pixels used about each spot; 0: by its width
};

/// In the order of SpotParameters; not aligned, because allocating what is aligned takes long.
using SpotCovariance = Eigen::Matrix<double, 6, 6, Eigen::DontAlign>;

struct FittedSpot {
  SpotParameters spot;
  SpotCovariance covariance = SpotCovariance::Zero();  ///< infinite where the pixels leave the spot open
  double background = 0.0;  ///< of the fitted plane, at the centre
  double height = 0.0;      ///< model's brightest pixel
  double visible = 0.0;     ///< share of the spot in pixels that could be used
  bool saturated = false;   ///< a saturated pixel within 2 σ
};

struct GroupFit {
  std::vector<FittedSpot> spots;
  double minus_log_likelihood = 0.0;  ///< up to a constant of the pixels, prior included
  double chi2_per_degree = 0.0;
  int n_pixels = 0;
  bool converged = false;
};

/// Maximum-likelihood fit of pixel-integrated Gaussians on a plane.
///
/// Likelihood of a pixel: Poisson of (g·I + c)/g² events, g·level + c its variance (noise model), which is
/// exact for a counter and has the right mean, variance and Fisher information for a camera; divided by
/// width², the excess of correlated noise in the band of the filter. Saturated pixels contribute the normal
/// probability of "≥ limit"; masked ones nothing. Fisher scoring H·δ = gradient with Levenberg's damping of
/// the diagonal; steps that lower the likelihood are refused. Covariance H⁻¹, times χ² per degree of freedom
/// where that is above 1 by four of its standard deviations: the model, not the noise, is then what limits
/// the fit; positions of faint spots a little wider (widen_position). Pinned by:
/// SpotFit.ReachesTheBoundAndCoversTheTruth, PeakSearch.SaturatedPixelsAreCensored, PeakSearch.Pairs.
class SpotFitter {
 public:
  SpotFitter(const PixelView& pixels, const NoiseModel& noise, double noise_width);
  GroupFit fit(const GroupStart& start);

 private:
  static constexpr int max_parameters = 3 + 6 * max_spots_per_fit;
  using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, max_parameters, 1>;
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, max_parameters, max_parameters>;
  struct State {
    Vector parameters;
    double objective = 0.0;
    Vector gradient;  ///< of the log-likelihood
    Matrix information;
  };

  void set_noise(double level);
  void gather_pixels(const GroupStart& start);
  void take_pixel(int x, int y);
  void place_columns(const GroupStart& start);
  void add_neighbours(const GroupStart& start);
  void evaluate(const GroupStart& start, const Vector& parameters, State& state);
  double add_likelihood(const Vector& parameters);
  double add_saturated();
  void add_information(State& state);
  void add_products(int j, int k, State& state) const;
  void add_priors(const GroupStart& start, State& state) const;
  double allowed_share(const GroupStart& start, const Vector& parameters, const Vector& step) const;
  bool iterate(const GroupStart& start, State*& state, State*& next);
  static Matrix inverse_information(const State& state, bool one_spot);
  GroupFit result_of(const GroupStart& start, const State& state, bool converged);
  SpotParameters spot_of(const GroupStart& start, const Vector& parameters, std::size_t spot) const;
  float* column(int index) { return columns_.data() + static_cast<std::size_t>(index) * stride_; }
  const float* column(int index) const { return columns_.data() + static_cast<std::size_t>(index) * stride_; }
  float* weighted(int index) { return weighted_.data() + static_cast<std::size_t>(index) * stride_; }
  const float* weighted(int index) const {
    return weighted_.data() + static_cast<std::size_t>(index) * stride_;
  }

  PixelView pixels_;
  NoiseModel noise_;
  double gain_ = 1.0;  ///< of the noise, for the fit at hand
  double offset_ = 0.0;
  double weight_scale_;  ///< 1/width²
  double reference_variance_ = 1.0;

  std::size_t n_ = 0;  ///< pixels of the fit
  std::size_t stride_ = 0;
  int n_parameters_ = 0;
  double x_origin_ = 0.0;  ///< pixel coordinates of the fit are relative to the first spot
  double y_origin_ = 0.0;
  std::vector<int> first_column_;  ///< of each spot
  std::vector<float> x_;
  std::vector<float> y_;
  std::vector<float> value_;
  std::vector<float> neighbours_;  ///< counts of the spots that are held
  std::vector<float> model_;
  std::vector<float> weight_;  ///< Fisher information of the pixel's expectation
  std::vector<float> pull_;    ///< derivative of the log-likelihood by the pixel's expectation
  std::vector<double> variance_;
  std::vector<double> as_read_;  ///< values on the scale of the variance
  std::vector<float> columns_;
  std::vector<float> weighted_;  ///< columns times weights
  std::vector<float> unused_;    ///< where derivatives go that are not fitted
  std::vector<int> saturated_;   ///< pixels of the fit that are
};

}  // namespace lauelith::inverse
