// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/control_regions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lauelith::inverse {

namespace {

constexpr double strong_twice_log = 6.0;  // "strong" (R. E. Kass & A. E. Raftery 1995)
// Deposits act within a few of their half-widths of about 5 µm, notches within about their depth of 5 to 35
// µm.
constexpr double boundary_reach_um = 12.0;
constexpr double interface_reach_um = 40.0;

double largest_depth_um(const ComparedPixels& data) {
  double depth = 0.0;
  for (std::size_t p = 0; p < data.pixels.size(); ++p) depth = std::max(depth, data.depth_um(p));
  return depth;
}

VerdictCheck seen(const char* name, double twice, const char* what, const char* where) {
  char text[200];
  std::snprintf(text, sizeof text,
                "%s, evidence for %s against anything else known: 2 ln B = %.1f; a mixture needs %.0f.",
                where, what, twice, strong_twice_log);
  return {name, twice > strong_twice_log, twice, strong_twice_log, text};
}

}  // namespace

ControlRegions::ControlRegions(const ComparisonModel& model, int n_threads) {
  const ComparedPixels& data = model.pixels();
  const double reach = std::max(boundary_reach_um, 1.5 * data.step_um.cwiseAbs().maxCoeff());
  const double depth = std::min(interface_reach_um, largest_depth_um(data) / 3.0);
  const auto& traces = model.setting().traces;
  const auto is_off_boundaries = [&](std::size_t p) {
    return nearest_piece(traces, data.pixels[p].place_um).distance_um > reach;
  };
  const auto is_off_interface = [&](std::size_t p) { return data.depth_um(p) > depth; };
  off_boundaries_ = region_of(model, is_off_boundaries, n_threads);
  off_interface_ = region_of(model, is_off_interface, n_threads);
}

std::vector<VerdictCheck> ControlRegions::checks(const Changes& changes) const {
  const Evidence near = off_boundaries_.evidence_of(changes);
  const Evidence far = off_interface_.evidence_of(changes);
  const auto log_z = [](const Evidence& evidence, Hypothesis h) { return evidence[index_of(h)].log_z; };
  const double penetration =
      log_penetration(near) - std::max(log_z(near, Hypothesis::M0), log_z(near, Hypothesis::M2));
  // Long cracks strain the whole map, also where they do not reach: there transport need not be alone.
  const double transport = std::max(log_z(far, Hypothesis::M2), log_z(far, Hypothesis::M12)) -
                           std::max(log_z(far, Hypothesis::M0), log_penetration(far));
  return {seen("penetration_apart", 2.0 * penetration, "penetration", "Away from the grain boundaries"),
          seen("transport_apart", 2.0 * transport, "transport", "Away from the interface")};
}

}  // namespace lauelith::inverse
