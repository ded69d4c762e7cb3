// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace lauelith::inverse {

/// What was done to the cell until each later scan; SI, one entry per later scan. Empty vectors: not known.
struct CellHistory {
  Eigen::VectorXd current_A_m2;        ///< magnitude, in the cycling before the scan
  Eigen::VectorXd charge_C_m2;         ///< passed in both directions since Scan 0
  Eigen::VectorXd half_cycle_C_m2;     ///< passed in one direction, in the half-cycle before the scan
  std::vector<bool> is_under_current;  ///< the scan itself

  bool has_current() const { return current_A_m2.size() > 0 && current_A_m2.maxCoeff() > 0.0; }
  bool has_charge() const { return charge_C_m2.size() > 0 && charge_C_m2.maxCoeff() > 0.0; }
  Eigen::Index n_scans() const { return current_A_m2.size(); }
  bool has_rest_and_current() const;
};

/// How the pressure in flaws goes from scan to scan, largest value 1: proportional to the current, as long as
/// no flaw grows; from `onset` times the largest current on they grow and carry no more. Of a scan at rest
/// the share `kept_at_rest` is left.
Eigen::VectorXd pressure_course(const CellHistory& history, double onset, double kept_at_rest);

/// How deposits grow, largest value 1: the retained share of all charge that leaked, and the rest of what the
/// last half-cycle leaked, which the next one would dissolve; the leak is in proportion to the charge passed.
Eigen::VectorXd deposit_course(const CellHistory& history, double retained);

/// Charge of the last scan that deposits come from: retained · all + (1 − retained) · half-cycle.
double depositing_charge_C_m2(const CellHistory& history, double retained);

}  // namespace lauelith::inverse
