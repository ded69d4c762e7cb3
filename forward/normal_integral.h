// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

namespace lauelith::forward {

/// Φ(z), the share of a normal distribution below z standard deviations, where thousands are wanted per
/// frame: exact at steps of 1/64, between them the cubic with the right slope φ at both ends (Hermite). Error
/// h⁴/384·max|φ'''| = 2.2e-10; 0 and 1 beyond ±8. Pinned by: SpotShape.NormalIntegral.
class NormalIntegral {
 public:
  NormalIntegral();
  double below(double z) const {
    const double place = (z < reach ? (z > -reach ? z : -reach) : reach) * steps + reach * steps;
    const auto i = static_cast<std::size_t>(place);
    const double t = place - static_cast<double>(i);
    const Node& a = nodes_[i];
    const Node& b = nodes_[i + 1];
    const double rise = b.value - a.value;
    return a.value +
           t * (a.slope + t * (3.0 * rise - 2.0 * a.slope - b.slope + t * (a.slope + b.slope - 2.0 * rise)));
  }

 private:
  static constexpr double reach = 8.0;
  static constexpr double steps = 64.0;
  struct Node {
    double value = 0.0;
    double slope = 0.0;  ///< per step
  };
  std::array<Node, 1026> nodes_;  ///< the last only to have one beyond the end
};

const NormalIntegral& normal_integral();

}  // namespace lauelith::forward
