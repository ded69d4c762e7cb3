// SPDX-License-Identifier: BSD-3-Clause
#include "forward/order_strength.h"

#include <algorithm>
#include <cmath>

namespace lauelith::forward {
namespace {

constexpr double step_keV = 0.010;        // of all those tables
constexpr std::size_t few_stretches = 3;  // fewer exact values than both ends of one or two cells

}  // namespace

void OrderStrengths::begin(std::size_t direction, bool reversed, std::size_t n_stretches) {
  direction_ = direction;
  reversed_ = reversed;
  is_joined_ = n_stretches > few_stretches;
  if (is_joined_) cells_.assign(setup_.table.family_of(direction).orders.size(), Cell());
}

double OrderStrengths::F_squared(std::size_t order, double energy_keV) const {
  const ReflectionOrder& reflection = setup_.table.family_of(direction_).orders[order];
  return setup_.table.structure_factor_squared(direction_, reflection, energy_keV, reversed_);
}

double OrderStrengths::flux(double energy_keV, double panel_cosine) const {
  return setup_.intensity.power(energy_keV) * settings_.efficiency(energy_keV, panel_cosine);
}

double OrderStrengths::attenuation_1_m(double energy_keV) const {
  return setup_.intensity.attenuation(energy_keV) * settings_.relative_density;
}

void OrderStrengths::open(std::size_t order, double energy_keV, double panel_cosine) {
  const double first_keV = setup_.intensity.energy_min_keV();
  const double last_keV = setup_.intensity.energy_max_keV();
  const double n = std::floor((energy_keV - first_keV) / step_keV);
  const double begin = std::min(first_keV + n * step_keV, energy_keV);
  const double end = std::max(std::min(first_keV + (n + 1.0) * step_keV, last_keV), energy_keV);
  cells_[order] = {begin,
                   end,
                   {F_squared(order, begin), F_squared(order, 0.5 * (begin + end)), F_squared(order, end)},
                   {flux(begin, panel_cosine), flux(end, panel_cosine)},
                   {attenuation_1_m(begin), attenuation_1_m(end)}};
}

OrderStrength OrderStrengths::at(std::size_t order, double energy_keV, double panel_cosine) {
  if (!is_joined_) {
    return {flux(energy_keV, panel_cosine) * F_squared(order, energy_keV), attenuation_1_m(energy_keV)};
  }
  const Cell& cell = cells_[order];
  if (!(energy_keV >= cell.begin_keV && energy_keV <= cell.end_keV)) open(order, energy_keV, panel_cosine);
  const double width = cell.end_keV - cell.begin_keV;
  const double t = width > 0.0 ? (energy_keV - cell.begin_keV) / width : 0.0;
  const auto join = [t](const std::array<double, 2>& ends) { return ends[0] + t * (ends[1] - ends[0]); };
  const auto& [begin, middle, end] = cell.F_squared;
  const double parabola =
      begin + t * (4.0 * middle - 3.0 * begin - end + t * 2.0 * (begin - 2.0 * middle + end));
  return {join(cell.flux) * parabola, join(cell.attenuation_1_m)};
}

}  // namespace lauelith::forward
