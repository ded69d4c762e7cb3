// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <complex>
#include <cstdint>
#include <vector>

#include "forward/spot_intensity.h"
#include "forward/structure_factor.h"

namespace lauelith::forward {

/// One order n of a direction: the reflection n·(primitive hkl), extinct neither by symmetry nor by special
/// positions.
struct ReflectionOrder {
  int multiple = 1;
  GeometricFactor factor;  ///< of the family's representative
};

/// Directions that the Laue group carries into one another share spacing, extinctions and |F|.
struct ReflectionFamily {
  Eigen::Vector3i primitive;  ///< representative, indices without a common divisor
  double g_1_A = 0.0;         ///< |G| of the primitive indices (which may themselves be extinct)
  double weight = 0.0;        ///< largest intensity a spot of this family can have on the detector
  std::vector<ReflectionOrder> orders;
};

/// Every reflection of a crystal up to a largest |G|, sorted into directions: hkl and its multiples fall on
/// the same spot of a white-beam pattern. One of ±hkl is kept (first non-zero index positive). Directions are
/// ordered by the weight of their family, strongest first, so that "the K strongest" is a prefix.
class ReflectionTable {
 public:
  /// Directions that can reflect photons of the band of `intensity` at any angle 2θ in the range given.
  ReflectionTable(const Crystal& crystal, const SpotIntensity& intensity, double two_theta_min_rad,
                  double two_theta_max_rad);

  const Crystal& crystal() const { return crystal_; }
  const Eigen::Matrix3d& B_1_A() const { return B_1_A_; }
  std::size_t n_directions() const { return family_.size(); }
  std::size_t n_families() const { return families_.size(); }
  const ReflectionFamily& family(std::size_t i) const { return families_[i]; }
  const ReflectionFamily& family_of(std::size_t direction) const { return families_[family_[direction]]; }
  std::uint32_t family_index(std::size_t direction) const { return family_[direction]; }
  Eigen::Vector3i primitive(std::size_t direction) const;

  /// For the projection loops: indices as floats, and the first and last order that is not extinct.
  const std::vector<float>& h() const { return h_; }
  const std::vector<float>& k() const { return k_; }
  const std::vector<float>& l() const { return l_; }
  const std::vector<float>& first_multiple() const { return first_multiple_; }
  const std::vector<float>& last_multiple() const { return last_multiple_; }

  /// |F|² of order `order` of a direction at an energy. `reversed`: −hkl of the stored indices diffracts,
  /// which matters in crystals without an inversion centre.
  double structure_factor_squared(std::size_t direction, const ReflectionOrder& order, double energy_keV,
                                  bool reversed) const;

 private:
  void add_families(double g_max_1_A);
  void add_orders(ReflectionFamily& family, double g_max_1_A) const;
  double largest_intensity(const ReflectionFamily& family, double theta_min, double theta_max) const;
  void expand_families();
  void add_members(std::size_t family, const std::vector<Eigen::Matrix3i>& point_group);

  Crystal crystal_;
  Eigen::Matrix3d B_1_A_;
  SpotIntensity intensity_;
  StructureFactors structure_factors_;
  std::vector<Eigen::Matrix3i> laue_group_;
  std::vector<ReflectionFamily> families_;
  std::vector<std::uint32_t> family_;
  std::vector<std::uint8_t> friedel_;  ///< the stored hkl is only the Friedel mate of a member of the orbit
  std::vector<float> h_, k_, l_, first_multiple_, last_multiple_;
};

}  // namespace lauelith::forward
