// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "tests/roundtrip/mechanism_truth.h"

namespace lauelith {

using Eigen::Index;
using Eigen::Vector2d;
using Eigen::VectorXd;
using inverse::Vector5d;

namespace {

double uniform(RandomSequence& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

Vector5d tensor(double xx, double yy, double zz, double xy) {
  Vector6d components;
  components << xx, yy, zz, 0.0, 0.0, xy;
  return inverse::deviatoric_of(components);
}

}  // namespace

/// In axes (along, across).
Vector5d turned(const Vector2d& along, double aa, double cc, double ac, double zz) {
  const Vector2d across(-along.y(), along.x());
  Eigen::Matrix2d m = aa * along * along.transpose() + cc * across * across.transpose() +
                      ac * (along * across.transpose() + across * along.transpose());
  return tensor(m(0, 0), m(1, 1), zz, m(0, 1));
}

namespace {

/// A point that strains its surroundings: kind 0: mode-I tip with flanks, 1: dilatation of a line, 2: of a
/// point.
struct PointSource {
  Vector2d place = Vector2d::Zero();
  Vector2d along = Vector2d::UnitY();
  double size = 10.0;
  double strength = 1.0;
  int kind = 0;
};

Vector5d tip_strain(const PointSource& source, const Vector2d& place) {
  const Vector2d across(-source.along.y(), source.along.x());
  const Vector2d from = place - source.place;
  const double x = source.along.dot(from), y = across.dot(from);
  const double r = std::max(std::hypot(x, y), 1.5), t = std::atan2(y, x);
  constexpr double nu = 0.26;
  const double c = std::cos(t / 2), s = std::sin(t / 2), s3 = std::sin(1.5 * t), c3 = std::cos(1.5 * t);
  const double k =
      source.strength * std::sqrt(source.size / r) * std::exp(-std::pow(r / (2.0 * source.size), 2));
  const double sxx = k * c * (1 - s * s3), syy = k * c * (1 + s * s3), sxy = k * c * s * c3;
  Vector5d strain = turned(source.along, sxx - nu * syy, syy - nu * sxx, (1 + nu) * sxy, -nu * (sxx + syy));
  if (x < 0 && x > -source.size) {
    const double flank = -source.strength * std::exp(-std::abs(y) / (0.6 * source.size));
    strain += turned(source.along, -nu * flank, flank, 0.0, -nu * flank);
  }
  return strain;
}

Vector5d strain_of(const PointSource& source, const Vector2d& place) {
  if (source.kind == 0) return tip_strain(source, place);
  const Vector2d from = place - source.place;
  const double r2 = from.squaredNorm() + source.size * source.size;
  const Vector2d radial = from.squaredNorm() > 0 ? Vector2d(from.normalized()) : source.along;
  const double weight = from.squaredNorm() / r2;  // no direction at the centre
  if (source.kind == 1) {
    const double f = source.strength * source.size * source.size / r2 * weight;
    return turned(radial, -f, f, 0.0, 0.0);
  }
  const double f = source.strength * std::pow(source.size * source.size / r2, 1.5) * weight;
  return turned(radial, -2 * f, f, 0.0, f);
}

std::vector<PointSource> crack_sources(const TruthScene& scene, RandomSequence& random) {
  std::vector<PointSource> sources;
  const int kind = static_cast<int>(3.0 * random.uniform());
  const int n = 4 + static_cast<int>(7.0 * random.uniform());
  for (int i = 0; i < n; ++i) {
    const double depth = uniform(random, 8.0, 35.0);
    const double angle = 0.5 * random.normal();
    const Vector2d along(std::sin(angle), std::cos(angle));
    const Vector2d mouth(uniform(random, 0.0, scene.geometry.size_um()), 0.0);
    const double strength = std::exp(0.4 * random.normal());
    if (kind == 0) {
      sources.push_back({mouth + depth * along, along, depth, strength, 0});
      continue;
    }
    for (int j = 0; j < 4; ++j)  // lithium along the flaw
      sources.push_back({mouth + depth * (j + 0.5) / 4.0 * along, along, 0.35 * depth + 2.0, strength, kind});
  }
  return sources;
}

std::vector<PointSource> patch_sources(const TruthScene& scene, RandomSequence& random) {
  std::vector<PointSource> sources;
  const int kind = random.uniform() < 0.5 ? 1 : 2;
  const double reach = uniform(random, 4.0, 9.0);
  for (const auto& pixel : scene.pixels.pixels) {
    const auto near = scene.geometry.boundary_near(pixel.place_um);
    if (near.distance_um > 0.5 * scene.geometry.step_um || random.uniform() > 0.5) continue;
    sources.push_back({pixel.place_um + near.distance_um * near.normal, near.normal, reach,
                       std::exp(0.5 * random.normal()), kind});
  }
  return sources;
}

VectorXd field_of_sources(const TruthScene& scene, const std::vector<PointSource>& sources) {
  VectorXd field = VectorXd::Zero(static_cast<Index>(scene.pixels.n_rows()));
  for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p)
    for (const PointSource& source : sources)
      field.segment<5>(5 * static_cast<Index>(p)) += strain_of(source, scene.pixels.pixels[p].place_um);
  return field;
}

VectorXd halo_field(const TruthScene& scene, RandomSequence& random) {
  const double reach = uniform(random, 5.0, 12.0);
  const double wave = uniform(random, 0.02, 0.08), phase = 6.0 * random.uniform();
  VectorXd field(static_cast<Index>(scene.pixels.n_rows()));
  for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p) {
    const Vector2d& place = scene.pixels.pixels[p].place_um;
    const auto near = scene.geometry.boundary_near(place);
    const Vector2d t(-near.normal.y(), near.normal.x());
    const double rough = 1.0 + 0.6 * std::sin(wave * t.dot(place) + phase);
    field.segment<5>(5 * static_cast<Index>(p)) =
        rough * std::exp(-near.distance_um / reach) * turned(near.normal, -1.0, 0.25, 0.0, 0.25);
  }
  return field;
}

/// Scaled so that the 95th percentile of its size near its sources is 1.
VectorXd scaled_near(const TruthScene& scene, VectorXd field, bool at_interface) {
  std::vector<double> sizes;
  for (std::size_t p = 0; p < scene.pixels.pixels.size(); ++p) {
    const Vector2d& place = scene.pixels.pixels[p].place_um;
    const double distance = at_interface ? place.y() : scene.geometry.boundary_near(place).distance_um;
    if (distance < 15.0) sizes.push_back(field.segment<5>(5 * static_cast<Index>(p)).norm());
  }
  std::sort(sizes.begin(), sizes.end());
  return field / sizes[sizes.size() * 95 / 100];
}

}  // namespace

VectorXd signal_of(const TruthScene& scene, Truth truth, RandomSequence& random) {
  const auto cracks = [&] {
    return scaled_near(scene, field_of_sources(scene, crack_sources(scene, random)), true);
  };
  const auto deposits = [&] {
    const bool halo = random.uniform() < 0.5;
    return scaled_near(
        scene, halo ? halo_field(scene, random) : field_of_sources(scene, patch_sources(scene, random)),
        false);
  };
  if (truth == Truth::cracks) return cracks();
  if (truth == Truth::deposits) return deposits();
  VectorXd first = cracks(), second = deposits();
  const double w = uniform(random, 0.3, 0.7);
  const double total = std::hypot(first.norm(), second.norm());
  return std::sqrt(w) * total / first.norm() * first + std::sqrt(1 - w) * total / second.norm() * second;
}

}  // namespace lauelith
