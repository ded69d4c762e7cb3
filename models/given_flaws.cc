// SPDX-License-Identifier: BSD-3-Clause
#include "models/given_flaws.h"

#include <algorithm>
#include <cmath>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// Micrometres without the noise of their conversion.
double in_um(double length) { return std::round(length / units::um * 1e6) / 1e6; }

[[noreturn]] void refuse(const char* key, const std::string& expected, const std::string& found,
                         const std::string& advice = {}) {
  throw UsageError({"[flaws]", key, expected, found, advice});
}

void require_as_many(const FlawOptions& options) {
  const std::size_t n = options.place_um.size();
  if (options.place_depth_um.size() != n)
    refuse("place_depth_um", "one depth per place_um (and at most as many place_angle_deg)",
           std::to_string(options.place_depth_um.size()) + " depths for " + std::to_string(n) + " places");
  if (options.place_angle_deg.size() > n)
    refuse("place_angle_deg", "at most one angle per place_um",
           std::to_string(options.place_angle_deg.size()) + " angles for " + std::to_string(n) + " places");
}

void require_in_cell(const FlawOptions& options, std::size_t number, const Flaw& flaw,
                     const DomainBox& domain, int dimension) {
  const double width_um = in_um(domain.size()[0]), thickness_um = in_um(domain.size()[1]);
  if (!domain.contains(flaw.path.front(), dimension))
    refuse("place_um", "places between 0 and cell.width_um = " + toml_value(width_um),
           toml_value(options.place_um[number]));
  const Vector3d& tip = flaw.path.back();
  if (!domain.contains(tip, dimension))
    refuse("place_depth_um",
           "flaws inside the cell, " + toml_value(width_um) + " um wide and " + toml_value(thickness_um) +
               " um thick",
           toml_value(options.place_depth_um[number]) + ", with the tip at X = " + toml_value(in_um(tip[0])) +
               ", Y = " + toml_value(in_um(tip[1])) + " um");
  if (dimension == 2 || options.shape == "through") return;
  const double most = 0.5 * domain.size()[2];
  if (flaw.depth > most * (1.0 + 1e-9))
    refuse("place_depth_um",
           "half pennies inside the slab: at most half of model.slab_depth_um, " + toml_value(in_um(most)),
           toml_value(options.place_depth_um[number]),
           "a deeper slab, or flaws.shape = \"through\" for notches that reach through it");
}

/// Two flaws in one place: nothing says which of them opens.
bool coincide(const Flaw& one, const Flaw& other) {
  const Vector3d u = one.path.back() - one.path.front(), v = other.path.back() - other.path.front();
  const bool are_parallel = std::abs(u[0] * v[1] - u[1] * v[0]) <= 1e-9 * u.norm() * v.norm();
  return are_parallel && (other.path.front() - one.path.front()).norm() <= 1e-9 * u.norm();
}

}  // namespace

Flaw straight_flaw(const Vector3d& mouth, double depth, double angle) {
  Flaw flaw;
  const Vector3d direction(std::sin(angle), std::cos(angle), 0.0);
  flaw.path = {mouth, mouth + depth * direction};
  flaw.normal = {direction[1], -direction[0], 0.0};
  flaw.depth = depth;
  return flaw;
}

bool gives_flaws(const FlawOptions& options) {
  return !options.place_um.empty() || !options.place_depth_um.empty() || !options.place_angle_deg.empty();
}

std::vector<Flaw> given_flaws(const FlawOptions& options, const DomainBox& domain, int dimension) {
  require_as_many(options);
  std::vector<Flaw> flaws;
  for (std::size_t i = 0; i < options.place_um.size(); ++i) {
    const Vector3d mouth(options.place_um[i] * units::um, domain.low[1],
                         dimension == 3 ? domain.centre()[2] : 0.0);
    const double angle = i < options.place_angle_deg.size() ? options.place_angle_deg[i] * units::deg : 0.0;
    flaws.push_back(straight_flaw(mouth, options.place_depth_um[i] * units::um, angle));
    require_in_cell(options, i, flaws.back(), domain, dimension);
    for (std::size_t k = 0; k < i; ++k) {
      if (coincide(flaws[k], flaws[i]))
        refuse("place_um", "flaws that do not coincide", "two at " + toml_value(options.place_um[i]));
    }
  }
  return flaws;
}

}  // namespace lauelith::models
