// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace lauelith::forward {

/// Values every 10 eV from the lowest energy on, linear between them; the end values hold outside.
class EnergyTable {
 public:
  /// The energies to give values for: from the lowest to one step beyond the highest.
  static std::vector<double> energies(double min_keV, double max_keV) {
    std::vector<double> grid;
    for (double energy = min_keV; energy < max_keV + step_keV; energy += step_keV) grid.push_back(energy);
    return grid;
  }

  EnergyTable() = default;
  EnergyTable(double min_keV, std::vector<double> values) : min_keV_(min_keV), values_(std::move(values)) {}

  bool empty() const { return values_.empty(); }
  double at(double energy_keV) const {
    const double last = static_cast<double>(values_.size()) - 1.0;
    const double place = std::clamp((energy_keV - min_keV_) / step_keV, 0.0, last);
    const std::size_t i = std::min(static_cast<std::size_t>(place), values_.size() - 2);
    return values_[i] + (place - static_cast<double>(i)) * (values_[i + 1] - values_[i]);
  }

 private:
  static constexpr double step_keV = 0.010;
  double min_keV_ = 0.0;
  std::vector<double> values_;
};

}  // namespace lauelith::forward
