// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace lauelith::models {

/// The 24 proper rotations of the cube, the identity first.
const std::vector<Eigen::Matrix3d>& cubic_rotations();

/// The smallest of the equivalent rotations between two cubic lattices.
struct Disorientation {
  double angle = 0.0;                               ///< rad, at most 62.8°
  Eigen::Vector3d axis = Eigen::Vector3d::UnitX();  ///< unit, crystal frame of either grain, x ≥ y ≥ z ≥ 0
};
Disorientation disorientation(const Eigen::Matrix3d& R_a_sample_from_crystal,
                              const Eigen::Matrix3d& R_b_sample_from_crystal);

enum class BoundaryClass { random, low_angle, coincidence };

/// Low angle: below 15°. Coincidence: within Brandon's 15°/√Σ of a coincidence site lattice with Σ ≤ 29 (the
/// relatively closest one). The lattices follow from integer quaternions of odd norm Σ (H. Grimmer, Acta
/// Cryst. A 30 (1974) 685; D. G. Brandon, Acta Metall. 14 (1966) 1479).
/// Pinned by Misorientation.PublishedCoincidenceLattices.
struct BoundaryCharacter {
  Disorientation disorientation;
  BoundaryClass kind = BoundaryClass::random;
  int sigma = 0;           ///< of a coincidence boundary, else 0 (low angle: 1)
  double deviation = 0.0;  ///< rad, from the exact coincidence
};
BoundaryCharacter boundary_character(const Eigen::Matrix3d& R_a_sample_from_crystal,
                                     const Eigen::Matrix3d& R_b_sample_from_crystal);

/// A coincidence lattice of two cubic crystals.
struct CoincidenceLattice {
  int sigma = 1;
  Disorientation disorientation;
  Eigen::Matrix3d rotation = Eigen::Matrix3d::Identity();
};
const std::vector<CoincidenceLattice>& coincidence_lattices();

/// "random", "low angle" or "Sigma 3".
std::string text_of(const BoundaryCharacter& character);

}  // namespace lauelith::models
