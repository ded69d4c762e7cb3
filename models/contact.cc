// SPDX-License-Identifier: BSD-3-Clause
#include "models/contact.h"

#include <algorithm>
#include <cmath>

#include "models/random_streams.h"
#include "src/electrochemical_units.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

/// Scales values so that their mean, none above 1, is the wanted one (at most 1).
void scale_to_mean(std::vector<double>& values, double wanted) {
  const auto mean_at = [&](double factor) {
    double sum = 0.0;
    for (const double value : values) sum += std::min(1.0, factor * value);
    return sum / static_cast<double>(values.size());
  };
  double low = 0.0, high = 1.0;
  while (mean_at(high) < wanted && high < 1e12) high *= 2.0;
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    (mean_at(middle) < wanted ? low : high) = middle;
  }
  for (double& value : values) value = std::min(1.0, high * value);
}

}  // namespace

void describe(ParameterVisitor& visit, ContactOptions& options) {
  visit.number({"fraction", "mean share of the interface that lithium touches (prior 0.05 to 1)", 1e-3, 1.0},
               options.fraction);
  visit.number({"patch_um", "size of the patches of equal contact (prior 5 to 100)", 0.1, 1e4},
               options.patch_um);
  visit.number({"patch_log_sd", "standard deviation of the logarithm of their contact", 0.0, 3.0},
               options.patch_log_sd);
  visit.flag({"evolve", "stripping opens contact and pressure closes it"}, options.evolve);
  visit.number({"opening_rate_1_h", "at opening_current_mA_cm2", 0.0, 1e6}, options.opening_rate_1_h);
  visit.number({"opening_current_mA_cm2", "stripping current that opening_rate_1_h belongs to", 1e-6, 1e3},
               options.opening_current_mA_cm2);
  visit.number({"closing_rate_1_h", "at closing_pressure_MPa", 0.0, 1e6}, options.closing_rate_1_h);
  visit.number({"closing_pressure_MPa", "stack pressure that closing_rate_1_h belongs to", 1e-3, 1e3},
               options.closing_pressure_MPa);
  visit.number({"closing_exponent", "of creep", 1.0, 10.0}, options.closing_exponent);
  visit.integer({"seed", "of the patches", 0, 2147483647.0}, options.seed);
}

std::vector<double> contact_map(const ContactOptions& options, const std::vector<double>& middle_m,
                                const std::vector<double>& depth_m, unsigned surface) {
  std::vector<double> values(middle_m.size(), 1.0);
  if (options.fraction >= 1.0 || values.empty()) return values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double patch = options.patch_um * units::um;
    const auto column = static_cast<std::uint64_t>(middle_m[i] / patch);
    const auto row = static_cast<std::uint64_t>(depth_m[i] / patch);
    RandomSequence random(static_cast<unsigned>(options.seed), stream_of(RandomStream::contact), column,
                          surface + 2 * row);
    values[i] = std::exp(options.patch_log_sd * random.normal());
  }
  scale_to_mean(values, options.fraction);
  return values;
}

ContactLaw::Step ContactLaw::after(double fraction, double current_A_m2, double duration_s) const {
  if (!evolves) return {fraction, 0.0};
  const double opening = duration_s * opening_1_s * std::max(0.0, -current_A_m2) / opening_current_A_m2;
  const double closing = duration_s * closing_1_s;
  const double whole = 1.0 + opening + closing;
  const double next = (fraction + closing) / whole;
  const double by_opening = -next / whole;
  const double slope = current_A_m2 < 0.0 ? -duration_s * opening_1_s / opening_current_A_m2 : 0.0;
  return {next, by_opening * slope};
}

ContactLaw contact_law_of(const ContactOptions& options, double stack_pressure_Pa) {
  const double ratio = stack_pressure_Pa / (options.closing_pressure_MPa * units::MPa);
  return {options.evolve, options.opening_rate_1_h / units::hour,
          options.opening_current_mA_cm2 * units::mA_per_cm2,
          options.closing_rate_1_h / units::hour * std::pow(std::max(0.0, ratio), options.closing_exponent)};
}

}  // namespace lauelith::models
