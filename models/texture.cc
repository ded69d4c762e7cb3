// SPDX-License-Identifier: BSD-3-Clause
#include "models/texture.h"

#include <Eigen/Geometry>
#include <cmath>

#include "models/random_streams.h"
#include "src/constants.h"
#include "src/random.h"
#include "src/rotation.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

Matrix3d uniform_rotation(RandomSequence& random) {
  const double u = random.uniform();
  const double a = 2.0 * constants::pi * random.uniform();
  const double b = 2.0 * constants::pi * random.uniform();
  const double s = std::sqrt(1.0 - u);
  const double c = std::sqrt(u);
  return Eigen::Quaterniond(c * std::cos(b), s * std::sin(a), s * std::cos(a), c * std::sin(b))
      .toRotationMatrix();
}

Matrix3d fibre_rotation(const Texture& texture, RandomSequence& random) {
  const Vector3d axis = texture.sample_direction.normalized();
  const Matrix3d align =
      Eigen::Quaterniond::FromTwoVectors(texture.crystal_direction.normalized(), axis).toRotationMatrix();
  const double turn = 2.0 * constants::pi * random.uniform();
  const Vector3d u = axis.unitOrthogonal();
  const Vector3d tilt = texture.spread * (random.normal() * u + random.normal() * axis.cross(u));
  return rotation_from_vector(tilt) * rotation_from_vector(turn * axis) * align;
}

}  // namespace

Matrix3d draw_orientation(const Texture& texture, unsigned seed, unsigned number) {
  RandomSequence random(seed, stream_of(RandomStream::grain_orientation), number, 0);
  return texture.is_fibre ? fibre_rotation(texture, random) : uniform_rotation(random);
}

std::vector<Matrix3d> draw_orientations(const Texture& texture, unsigned seed, std::size_t count) {
  std::vector<Matrix3d> orientations;
  for (std::size_t i = 0; i < count; ++i) {
    orientations.push_back(draw_orientation(texture, seed, static_cast<unsigned>(i)));
  }
  return orientations;
}

}  // namespace lauelith::models
