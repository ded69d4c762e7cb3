// SPDX-License-Identifier: BSD-3-Clause
#include "tests/roundtrip/mechanism_truth.h"

#include <Eigen/Cholesky>
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "src/constants.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Index;
using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::VectorXd;
using inverse::Changes;
using inverse::Matrix5d;
using inverse::Vector5d;

namespace {

double uniform(RandomSequence& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

/// Size 1 where it is largest.
VectorXd misfit_of(const TruthScene& scene, Truth truth, RandomSequence& random) {
  const double L = scene.geometry.size_um();
  const Vector2d centre(uniform(random, 0.2, 0.8) * L, uniform(random, 0.2, 0.8) * L);
  const double width = uniform(random, 20.0, 50.0);
  std::vector<Vector5d> shapes(1 + static_cast<std::size_t>(scene.pixels.n_grains));
  for (Vector5d& shape : shapes)
    for (double& value : shape) value = random.normal() / std::sqrt(5.0);
  VectorXd field = VectorXd::Zero(static_cast<Index>(scene.pixels.n_rows()));
  for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p) {
    const auto& pixel = scene.pixels.pixels[p];
    auto value = field.segment<5>(5 * static_cast<Index>(p));
    const Vector2d u = pixel.place_um / L - Vector2d(0.5, 0.5);
    if (truth == Truth::second_phase)
      value = std::exp(-0.5 * (pixel.place_um - centre).squaredNorm() / (width * width)) * shapes[0];
    if (truth == Truth::bent_drift) value = 4.0 * (u.x() * u.x() + u.x() * u.y()) * shapes[0];
    if (truth == Truth::wrong_geometry) value = shapes[1 + static_cast<std::size_t>(pixel.grain)];
  }
  return field;
}

/// Scan 0: strain along boundaries and long waves.
Vector5d scan0_strain(const TruthGeometry& geometry, const Vector2d& place) {
  const auto near = geometry.boundary_near(place);
  const double L = geometry.size_um();
  return 2.0e-4 * std::exp(-near.distance_um / 10.0) * turned(near.normal, 1.0, -0.6, 0.3, -0.4) +
         2.5e-4 * std::sin(5.0 * place.x() / L + 1.0) * turned(Vector2d::UnitX(), 0.5, -0.5, 0.4, 0.0) +
         2.0e-4 * std::cos(4.0 * place.y() / L) * turned(Vector2d::UnitX(), 0.3, 0.3, -0.2, -0.6);
}

VectorXd time_course(int n_scans, RandomSequence& random) {
  VectorXd course(n_scans);
  const double power = uniform(random, 0.5, 4.0);
  for (Index k = 0; k < n_scans; ++k)
    course[k] = std::pow(static_cast<double>(k + 1) / n_scans, power) *
                std::exp(k + 1 < n_scans ? 0.2 * random.normal() : 0.0);
  return course;
}

}  // namespace

int TruthGeometry::grain_at(const Vector2d& place) const {
  int best = 0;
  for (std::size_t g = 1; g < seeds_um.size(); ++g)
    if ((place - seeds_um[g]).norm() < (place - seeds_um[static_cast<std::size_t>(best)]).norm())
      best = static_cast<int>(g);
  return best;
}

TruthGeometry::Near TruthGeometry::boundary_near(const Vector2d& place) const {
  const int own = grain_at(place);
  const Vector2d& a = seeds_um[static_cast<std::size_t>(own)];
  Near near;
  near.distance_um = 1e9;
  for (std::size_t g = 0; g < seeds_um.size(); ++g) {
    if (static_cast<int>(g) == own) continue;
    const Vector2d between = seeds_um[g] - a;
    const double distance =
        ((place - seeds_um[g]).squaredNorm() - (place - a).squaredNorm()) / (2.0 * between.norm());
    if (distance < near.distance_um) near = {distance, between.normalized(), static_cast<int>(g)};
  }
  return near;
}

TruthGeometry random_geometry(int n, double step_um, RandomSequence& random) {
  TruthGeometry geometry;
  geometry.n = n;
  geometry.step_um = step_um;
  const int n_grains = 3 + static_cast<int>(4.0 * random.uniform());
  while (static_cast<int>(geometry.seeds_um.size()) < n_grains) {
    const Vector2d seed(uniform(random, -0.1, 1.1) * geometry.size_um(),
                        uniform(random, 0.0, 1.1) * geometry.size_um());
    const bool is_far =
        std::all_of(geometry.seeds_um.begin(), geometry.seeds_um.end(),
                    [&](const Vector2d& other) { return (seed - other).norm() > 0.3 * geometry.size_um(); });
    if (is_far) geometry.seeds_um.push_back(seed);
  }
  return geometry;
}

TruthScene random_scene(int n, double step_um, int n_scans, double noise, RandomSequence& random) {
  TruthScene scene;
  scene.geometry = random_geometry(n, step_um, random);
  const auto n_grains = scene.geometry.seeds_um.size();
  std::vector<Matrix3d> orientation;
  std::vector<Matrix5d> covariance;
  for (std::size_t g = 0; g < n_grains; ++g) {
    const Eigen::Quaterniond q(random.normal(), random.normal(), random.normal(), random.normal());
    orientation.push_back(q.normalized().toRotationMatrix());
    Matrix5d mix;
    for (double& value : mix.reshaped()) value = random.normal();
    covariance.push_back(noise * noise * (0.5 * Matrix5d::Identity() + 0.1 * mix * mix.transpose()));
  }
  scene.map.nx = scene.map.ny = n;
  scene.map.step = Vector2d::Constant(step_um * units::um);
  std::vector<std::vector<inverse::ComparedPixel>> by_grain(n_grains);
  for (int i = 0; i < n * n; ++i) {
    inverse::ComparedPixel pixel;
    pixel.point = i;
    pixel.place_um = step_um * Vector2d(i % n, i / n);
    pixel.grain = scene.geometry.grain_at(pixel.place_um);
    const auto g = static_cast<std::size_t>(pixel.grain);
    scene.map.R_sample_from_crystal.emplace_back(orientation[g]);
    if (random.uniform() < 0.03) continue;
    pixel.covariance = covariance[g] * uniform(random, 0.7, 1.4);
    const Eigen::LLT<Matrix5d> factor(pixel.covariance);
    Vector5d error;
    for (double& value : error) value = random.normal();
    pixel.scan0 = scan0_strain(scene.geometry, pixel.place_um) + factor.matrixL() * error;
    by_grain[g].push_back(pixel);
  }
  int number = 0;
  for (auto& members : by_grain) {
    if (members.size() < 15) continue;
    for (auto& pixel : members) {
      pixel.grain = number;
      scene.pixels.pixels.push_back(pixel);
    }
    ++number;
  }
  scene.pixels.n_grains = number;
  scene.pixels.nx = scene.pixels.ny = n;
  scene.pixels.step_um = Vector2d::Constant(step_um);
  scene.pixels.scan_covariance = inverse::shared_reference_covariance(n_scans);
  return scene;
}

Changes measured_changes(const TruthScene& scene, Truth truth, double level, RandomSequence& random) {
  const auto rows = static_cast<Index>(scene.pixels.n_rows());
  const Index K = scene.pixels.n_scans();
  const double L = scene.geometry.size_um();
  VectorXd before(rows), shifted_x(rows), shifted_y(rows), scan0_error(rows);
  std::vector<Eigen::LLT<Matrix5d>> factors;
  const double h = 0.5 * scene.geometry.step_um;
  for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p) {
    const auto& pixel = scene.pixels.pixels[p];
    const auto at = 5 * static_cast<Index>(p);
    before.segment<5>(at) = scan0_strain(scene.geometry, pixel.place_um);
    shifted_x.segment<5>(at) =
        scan0_strain(scene.geometry, pixel.place_um + Vector2d(h, 0)) - before.segment<5>(at);
    shifted_y.segment<5>(at) =
        scan0_strain(scene.geometry, pixel.place_um + Vector2d(0, h)) - before.segment<5>(at);
    scan0_error.segment<5>(at) = pixel.scan0 - before.segment<5>(at);
    factors.emplace_back(pixel.covariance);
  }
  VectorXd signal = VectorXd::Zero(rows);
  if (truth == Truth::relaxing) {
    signal = -level * before;
  } else if (truth > Truth::both) {
    signal = level * misfit_of(scene, truth, random);
  } else if (truth != Truth::none) {
    signal = level * signal_of(scene, truth, random);
  }
  const double shift_sd = truth == Truth::moved ? level : 0.25;
  const VectorXd course = time_course(static_cast<int>(K), random);
  Changes changes(rows, K);
  for (Index k = 0; k < K; ++k) {
    const double relax = 0.05 * random.normal();
    // The differences are over half a step.
    const Vector2d shift(2.0 * shift_sd * random.normal(), 2.0 * shift_sd * random.normal());
    VectorXd column =
        course[k] * signal - relax * before + shift.x() * shifted_x + shift.y() * shifted_y - scan0_error;
    std::vector<Vector5d> affine(3), waves(3);
    for (auto* set : {&affine, &waves})
      for (Vector5d& one : *set)
        for (double& value : one) value = random.normal();
    const double phase = 6.0 * random.uniform();
    for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p) {
      const Vector2d u = scene.pixels.pixels[p].place_um / L - Vector2d(0.5, 0.5);
      Vector5d error;
      for (double& value : error) value = random.normal();
      column.segment<5>(5 * static_cast<Index>(p)) +=
          6e-5 * (affine[0] + 2 * u.x() * affine[1] + 2 * u.y() * affine[2]) +
          1e-5 * (std::sin(9 * u.x() + phase) * waves[0] + std::cos(8 * u.y() + phase) * waves[1] +
                  std::sin(14 * (u.x() + u.y())) * waves[2]) +
          factors[p].matrixL() * error;
    }
    changes.col(k) = column;
  }
  return changes;
}

}  // namespace lauelith
