// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

namespace lauelith::models {

/// How orientations are distributed.
struct Texture {
  bool is_fibre = false;                                         ///< else uniform over all rotations
  Eigen::Vector3d crystal_direction = Eigen::Vector3d::UnitZ();  ///< of the fibre, e.g. 0 0 1
  Eigen::Vector3d sample_direction = Eigen::Vector3d::UnitY();   ///< that it is parallel to
  double spread = 0.0;  ///< rad, standard deviation of the tilt about each of two axes
};

/// Orientation of grain `number` for a seed: the same whatever the number of grains.
///   random: K. Shoemake, Graphics Gems III (1992) 124, uniform on SO(3);
///   fibre: the fibre axis tilted by a normal deviate about two axes, then any turn about it.
/// Pinned by Texture.RandomIsUniform and Texture.FibreHasItsSpread.
Eigen::Matrix3d draw_orientation(const Texture& texture, unsigned seed, unsigned number);
std::vector<Eigen::Matrix3d> draw_orientations(const Texture& texture, unsigned seed, std::size_t count);

}  // namespace lauelith::models
