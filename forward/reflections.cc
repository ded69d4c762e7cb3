// SPDX-License-Identifier: BSD-3-Clause
#include "forward/reflections.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "src/constants.h"
#include "src/crystal_symmetry.h"

namespace lauelith::forward {

using Eigen::Matrix3i;
using Eigen::Vector3i;

namespace {

using Indices = std::tuple<int, int, int>;

Indices as_tuple(const Vector3i& hkl) { return {hkl.x(), hkl.y(), hkl.z()}; }

/// First non-zero index positive: one of ±hkl.
bool in_half_space(const Vector3i& hkl) { return as_tuple(hkl) > Indices(0, 0, 0); }

bool is_primitive(const Vector3i& hkl) { return std::gcd(std::gcd(hkl.x(), hkl.y()), hkl.z()) == 1; }

/// No equivalent of hkl has larger indices in lexicographic order.
bool is_representative(const Vector3i& hkl, const std::vector<Matrix3i>& laue_group) {
  return std::none_of(laue_group.begin(), laue_group.end(),
                      [&hkl](const Matrix3i& W) { return as_tuple(transformed(hkl, W)) > as_tuple(hkl); });
}

/// The atoms cancel in every element, as special positions make them (222 of diamond): as good as an absence.
bool vanishes(const GeometricFactor& factor) {
  return std::all_of(factor.S_of_element.begin(), factor.S_of_element.end(),
                     [](const auto& S) { return std::abs(S) < 1e-6; });  // atoms
}

}  // namespace

ReflectionTable::ReflectionTable(const Crystal& crystal, const SpotIntensity& intensity,
                                 double two_theta_min_rad, double two_theta_max_rad)
    : crystal_(crystal),
      B_1_A_(reciprocal_matrix_1_A(crystal.cell)),
      intensity_(intensity),
      structure_factors_(crystal, intensity.energy_min_keV(), intensity.energy_max_keV()),
      laue_group_(laue_group(crystal)) {
  const double g_max =
      2.0 * std::sin(two_theta_max_rad / 2.0) * intensity.energy_max_keV() / constants::hc_keV_A;
  add_families(g_max);
  for (ReflectionFamily& family : families_) {
    family.weight = largest_intensity(family, two_theta_min_rad / 2.0, two_theta_max_rad / 2.0);
  }
  std::stable_sort(families_.begin(), families_.end(),
                   [](const auto& a, const auto& b) { return a.weight > b.weight; });
  expand_families();
}

void ReflectionTable::add_families(double g_max_1_A) {
  // |h| ≤ |G|·|a| because h = G·a.
  const Eigen::Matrix3d A = direct_matrix_A(crystal_.cell);
  const Vector3i limit = (g_max_1_A * A.colwise().norm().transpose()).array().floor().matrix().cast<int>();
  Vector3i hkl;
  for (hkl.x() = 0; hkl.x() <= limit.x(); ++hkl.x()) {
    for (hkl.y() = -limit.y(); hkl.y() <= limit.y(); ++hkl.y()) {
      for (hkl.z() = -limit.z(); hkl.z() <= limit.z(); ++hkl.z()) {
        if (!in_half_space(hkl) || !is_primitive(hkl) || !is_representative(hkl, laue_group_)) continue;
        ReflectionFamily family;
        family.primitive = hkl;
        family.g_1_A = (B_1_A_ * hkl.cast<double>()).norm();
        add_orders(family, g_max_1_A);
        if (!family.orders.empty()) families_.push_back(std::move(family));
      }
    }
  }
}

void ReflectionTable::add_orders(ReflectionFamily& family, double g_max_1_A) const {
  for (int n = 1; n * family.g_1_A <= g_max_1_A; ++n) {
    const Vector3i hkl = n * family.primitive;
    if (is_systematically_absent(crystal_, hkl)) continue;
    const GeometricFactor factor = structure_factors_.geometric(hkl);
    if (!vanishes(factor)) family.orders.push_back({n, factor});
  }
}

double ReflectionTable::largest_intensity(const ReflectionFamily& family, double theta_min,
                                          double theta_max) const {
  constexpr int n_angles = 12;
  double largest = 0.0;
  for (int i = 0; i < n_angles; ++i) {
    const double sine = std::sin(theta_min + (theta_max - theta_min) * (i + 0.5) / n_angles);
    double sum = 0.0;
    for (const ReflectionOrder& order : family.orders) {
      const double energy = constants::hc_keV_A * order.multiple * family.g_1_A / (2.0 * sine);
      const double weight = intensity_.at_energy(energy);
      if (weight > 0.0) sum += weight * std::norm(structure_factors_.value(order.factor, energy));
    }
    largest = std::max(largest, sum / (2.0 * sine * sine));
  }
  return largest;
}

void ReflectionTable::expand_families() {
  const std::vector<Matrix3i> group = point_group(crystal_);
  for (std::size_t i = 0; i < families_.size(); ++i) add_members(i, group);
}

void ReflectionTable::add_members(std::size_t family, const std::vector<Matrix3i>& point_group_operations) {
  std::map<Indices, bool>
      only_friedel_mate;  // ordered, so that the table does not depend on the operators' order
  for (const Matrix3i& W : point_group_operations) {
    const Vector3i image = transformed(families_[family].primitive, W);
    const bool stored_as_is = in_half_space(image);
    const auto [place, fresh] =
        only_friedel_mate.emplace(as_tuple(stored_as_is ? image : Vector3i(-image)), true);
    place->second = place->second && !stored_as_is;
  }
  const auto& orders = families_[family].orders;
  for (const auto& [hkl, friedel] : only_friedel_mate) {
    family_.push_back(static_cast<std::uint32_t>(family));
    friedel_.push_back(friedel ? 1 : 0);
    h_.push_back(static_cast<float>(std::get<0>(hkl)));
    k_.push_back(static_cast<float>(std::get<1>(hkl)));
    l_.push_back(static_cast<float>(std::get<2>(hkl)));
    first_multiple_.push_back(static_cast<float>(orders.front().multiple));
    last_multiple_.push_back(static_cast<float>(orders.back().multiple));
  }
}

Vector3i ReflectionTable::primitive(std::size_t direction) const {
  return {static_cast<int>(h_[direction]), static_cast<int>(k_[direction]), static_cast<int>(l_[direction])};
}

double ReflectionTable::structure_factor_squared(std::size_t direction, const ReflectionOrder& order,
                                                 double energy_keV, bool reversed) const {
  if ((friedel_[direction] != 0) == reversed) {
    return std::norm(structure_factors_.value(order.factor, energy_keV));
  }
  return std::norm(structure_factors_.friedel_value(order.factor, energy_keV));
}

}  // namespace lauelith::forward
