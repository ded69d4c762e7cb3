// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/cell_history.h"

#include <algorithm>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// Of a scan in which nothing is left at all, so that no course has an exact zero.
constexpr double least = 1e-3;

VectorXd scaled(const VectorXd& course) { return (course / course.maxCoeff()).cwiseMax(least); }

}  // namespace

bool CellHistory::has_rest_and_current() const {
  const auto n = std::count(is_under_current.begin(), is_under_current.end(), true);
  return n > 0 && n < static_cast<std::ptrdiff_t>(is_under_current.size());
}

VectorXd pressure_course(const CellHistory& history, double onset, double kept_at_rest) {
  VectorXd course = (history.current_A_m2 / history.current_A_m2.maxCoeff()).cwiseMin(onset);
  if (history.has_rest_and_current())
    for (Index k = 0; k < course.size(); ++k)
      if (!history.is_under_current[static_cast<std::size_t>(k)]) course[k] *= kept_at_rest;
  return scaled(course.cwiseMax(1e-12));
}

VectorXd deposit_course(const CellHistory& history, double retained) {
  return scaled(retained * history.charge_C_m2 + (1.0 - retained) * history.half_cycle_C_m2);
}

double depositing_charge_C_m2(const CellHistory& history, double retained) {
  const Index last = history.n_scans() - 1;
  return retained * history.charge_C_m2[last] + (1.0 - retained) * history.half_cycle_C_m2[last];
}

}  // namespace lauelith::inverse
