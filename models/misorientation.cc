// SPDX-License-Identifier: BSD-3-Clause
#include "models/misorientation.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

constexpr double low_angle_limit = 15.0 * units::deg;
constexpr int largest_sigma = 29;

std::vector<Matrix3d> make_cubic_rotations() {
  std::vector<Matrix3d> rotations{Matrix3d::Identity()};
  std::array<int, 3> order{0, 1, 2};
  do {
    for (int signs = 0; signs < 8; ++signs) {
      Matrix3d R = Matrix3d::Zero();
      for (int k = 0; k < 3; ++k)
        R(order[static_cast<std::size_t>(k)], k) = ((signs >> k) & 1) != 0 ? -1.0 : 1.0;
      if (R.determinant() > 0.0 && !R.isIdentity()) rotations.push_back(R);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return rotations;
}

/// Rotation of angle arccos((t − 1)/2), t the trace: the largest trace is the smallest angle.
Matrix3d smallest_equivalent(const Matrix3d& rotation) {
  Matrix3d best = rotation;
  // One side is enough for the angle: tr(S1 M S2) = tr(M S2 S1).
  for (const Matrix3d& S : cubic_rotations()) {
    const Matrix3d candidate = rotation * S;
    if (candidate.trace() > best.trace()) best = candidate;
  }
  return best;
}

double smallest_angle(const Matrix3d& rotation) { return angle_of(smallest_equivalent(rotation)); }

Disorientation disorientation_of(const Matrix3d& rotation) {
  const Vector3d vector = vector_from_rotation(smallest_equivalent(rotation));
  Disorientation result{vector.norm(), Vector3d::UnitX()};
  if (result.angle < 1e-12) return result;
  result.axis = vector.cwiseAbs() / result.angle;
  std::sort(result.axis.data(), result.axis.data() + 3, std::greater<>());
  return result;
}

/// How far a misorientation is from a given one, both up to the symmetry of either crystal.
double deviation_from(const Matrix3d& rotation, const Matrix3d& other) {
  double least = 10.0;
  for (const Matrix3d& S : cubic_rotations()) {
    least = std::min(least, smallest_angle(other.transpose() * S * rotation));
  }
  return least;
}

std::vector<CoincidenceLattice> make_coincidence_lattices() {
  std::vector<CoincidenceLattice> lattices;
  constexpr int largest = 5;  // 5² < 29 < 6²
  for (int a = 0; a <= largest; ++a) {
    for (int b = 0; b <= a; ++b) {
      for (int c = 0; c <= b; ++c) {
        for (int d = 0; d <= c; ++d) {
          const int norm = a * a + b * b + c * c + d * d;
          if (norm < 3 || norm % 2 == 0 || norm > largest_sigma) continue;
          if (std::gcd(std::gcd(a, b), std::gcd(c, d)) != 1) continue;
          const Matrix3d rotation = Eigen::Quaterniond(a, b, c, d).normalized().toRotationMatrix();
          lattices.push_back({norm, disorientation_of(rotation), rotation});
        }
      }
    }
  }
  std::stable_sort(lattices.begin(), lattices.end(),
                   [](const auto& x, const auto& y) { return x.sigma < y.sigma; });
  return lattices;
}

}  // namespace

const std::vector<Matrix3d>& cubic_rotations() {
  static const std::vector<Matrix3d> rotations = make_cubic_rotations();
  return rotations;
}

const std::vector<CoincidenceLattice>& coincidence_lattices() {
  static const std::vector<CoincidenceLattice> lattices = make_coincidence_lattices();
  return lattices;
}

Disorientation disorientation(const Matrix3d& R_a_sample_from_crystal,
                              const Matrix3d& R_b_sample_from_crystal) {
  return disorientation_of(R_a_sample_from_crystal.transpose() * R_b_sample_from_crystal);
}

BoundaryCharacter boundary_character(const Matrix3d& R_a_sample_from_crystal,
                                     const Matrix3d& R_b_sample_from_crystal) {
  const Matrix3d rotation = R_a_sample_from_crystal.transpose() * R_b_sample_from_crystal;
  BoundaryCharacter character;
  character.disorientation = disorientation_of(rotation);
  character.deviation = character.disorientation.angle;
  if (character.disorientation.angle < low_angle_limit) {
    character.kind = BoundaryClass::low_angle;
    character.sigma = 1;
    return character;
  }
  double closest = 1.0;  // in units of Brandon's limit
  for (const CoincidenceLattice& lattice : coincidence_lattices()) {
    const double limit = low_angle_limit / std::sqrt(lattice.sigma);
    const double deviation = deviation_from(rotation, lattice.rotation);
    if (deviation > closest * limit) continue;
    closest = deviation / limit;
    character.kind = BoundaryClass::coincidence;
    character.sigma = lattice.sigma;
    character.deviation = deviation;
  }
  return character;
}

std::string text_of(const BoundaryCharacter& character) {
  if (character.kind == BoundaryClass::low_angle) return "low angle";
  if (character.kind == BoundaryClass::coincidence) return "Sigma " + std::to_string(character.sigma);
  return "random";
}

}  // namespace lauelith::models
