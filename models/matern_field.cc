// SPDX-License-Identifier: BSD-3-Clause
#include "models/matern_field.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "models/random_streams.h"
#include "src/constants.h"
#include "src/random.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

constexpr double smoothness = 1.5;  // ν

/// Fractional parts of m/φ, m/φ², m/φ³ with φ^{d+1} = φ + 1: an evenly spread sequence of d numbers.
/// M. Roberts, "The unreasonable effectiveness of quasirandom sequences" (2018).
Vector3d evenly_spread(int m, const Vector3d& shift, int dimension) {
  const double root = dimension == 2 ? 1.32471795724474602596 : 1.22074408460575947536;
  Vector3d u = Vector3d::Zero();
  double step = 1.0;
  for (int k = 0; k < dimension; ++k) {
    step /= root;
    u[k] = std::fmod(shift[k] + (m + 0.5) * step, 1.0);
  }
  return u;
}

/// A wave vector of the spectrum: |k|² ℓ² = 2ν χ²_d/χ²_{2ν}, and χ²_d/(χ²_d + χ²_{2ν}) is Beta(d/2, ν).
/// Half of all directions are enough: −k is the same wave.
Vector3d wave_vector(const Vector3d& u, double length, int dimension) {
  const double share = boost::math::ibeta_inv(0.5 * dimension, smoothness, u[0]);
  const double k = std::sqrt(2.0 * smoothness * share / (1.0 - share)) / length;
  const double azimuth = (dimension == 2 ? 1.0 : 2.0) * constants::pi * u[1];
  const double z = dimension == 2 ? 0.0 : u[2];
  const double r = std::sqrt(1.0 - z * z);
  return k * Vector3d(r * std::cos(azimuth), r * std::sin(azimuth), z);
}

Vector6d mandel_normal(RandomSequence& random, double sd) {
  Vector6d amplitude;
  for (int c = 0; c < 6; ++c) amplitude[c] = sd * random.normal() * (c < 3 ? 1.0 : std::sqrt(0.5));
  return amplitude;
}

}  // namespace

double matern_correlation(double distance, double length) {
  const double s = std::sqrt(2.0 * smoothness) * distance / length;
  return (1.0 + s) * std::exp(-s);
}

MaternTensorField::MaternTensorField(const MaternLaw& law, int dimension, unsigned seed, int n_waves) {
  RandomSequence shift_random(seed, stream_of(RandomStream::field_wave), 0, 0);
  const Vector3d shift(shift_random.uniform(), shift_random.uniform(), shift_random.uniform());
  const double sd = law.sd / std::sqrt(n_waves);
  for (int m = 0; m < n_waves; ++m) {
    RandomSequence random(seed, stream_of(RandomStream::field_amplitude), static_cast<std::uint64_t>(m), 0);
    Wave wave{wave_vector(evenly_spread(m, shift, dimension), law.length, dimension), {}, {}};
    wave.cosine = mandel_normal(random, sd);
    wave.sine = mandel_normal(random, sd);
    waves_.push_back(wave);
  }
}

Vector6d MaternTensorField::at(const Vector3d& point) const {
  Vector6d sum = Vector6d::Zero();
  for (const Wave& wave : waves_) {
    const double phase = wave.k.dot(point);
    sum += std::cos(phase) * wave.cosine + std::sin(phase) * wave.sine;
  }
  return sum;
}

double MaternTensorField::wave_correlation(const Vector3d& separation) const {
  double sum = 0.0;
  for (const Wave& wave : waves_) sum += std::cos(wave.k.dot(separation));
  return sum / static_cast<double>(waves_.size());
}

}  // namespace lauelith::models
