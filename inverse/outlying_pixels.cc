// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/comparison.h"
#include "inverse/nuisance_columns.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// χ² of the changes of each pixel over all scans.
VectorXd chi_squared(const ComparedPixels& data, const Changes& changes) {
  const MatrixXd S_inverse = data.scan_covariance.inverse();
  VectorXd chi(static_cast<Index>(data.pixels.size()));
  for (Index p = 0; p < chi.size(); ++p) {
    const MatrixXd d = changes.middleRows<5>(5 * p);
    chi[p] = (data.pixels[static_cast<std::size_t>(p)].covariance.inverse() * d * S_inverse * d.transpose())
                 .trace();
  }
  return chi;
}

}  // namespace

VectorXd student_weights(const ComparisonModel& model, const Changes& changes) {
  const CellData data = model.cells().data_of(changes);
  const Evidence evidence = model.evidence().evaluate(data);
  Hypothesis best = Hypothesis::M_other;
  for (const Hypothesis h : {Hypothesis::M12, Hypothesis::M1, Hypothesis::M2})
    if (evidence[index_of(h)].log_z > evidence[index_of(best)].log_z) best = h;
  const FittedParts parts = fitted_parts(model, changes, best, evidence, data);
  const VectorXd chi = chi_squared(model.pixels(), changes - parts.signal - parts.drift - parts.discrepancy);
  const double d = 5.0 * static_cast<double>(changes.cols());
  return ((4.0 + d) / (4.0 + chi.array())).min(1.0).matrix();
}

VectorXd lone_outliers(const ComparedPixels& data, const Changes& changes) {
  constexpr double wild = 12.0;  // per degree of freedom
  const VectorXd chi = chi_squared(data, changes - neighbour_means(data, changes));
  MatrixXd spread(changes.rows(), 1);
  for (Index p = 0; p < chi.size(); ++p) spread.middleRows<5>(5 * p).setConstant(chi[p]);
  const MatrixXd around = neighbour_means(data, spread);
  const double d = 5.0 * static_cast<double>(changes.cols());
  VectorXd weight = VectorXd::Ones(chi.size());
  // A lone pixel lends each of about 13 neighbours a tenth of its own deviation at most.
  for (Index p = 0; p < chi.size(); ++p)
    if (chi[p] > wild * d && around(5 * p, 0) < 0.25 * chi[p]) weight[p] = 0.0;
  return weight;
}

std::vector<VerdictCheck> quality_checks(const MatchedMaps& matched, double down_weighted_share) {
  std::vector<VerdictCheck> checks;
  char text[300];
  for (std::size_t k = 0; k < matched.scans.size(); ++k) {
    const ScanMatch& scan = matched.scans[k];
    const std::string name = "Scan " + std::to_string(k + 1);
    const bool placed = scan.is_registered && scan.error_px <= 0.5;
    std::snprintf(text, sizeof text,
                  "%s lies on Scan 0 to %.2f steps (shift %.2f, %.2f um); 0.5 are allowed.%s%s", name.c_str(),
                  scan.error_px, scan.shift_um.x(), scan.shift_um.y(), scan.message.empty() ? "" : " ",
                  scan.message.c_str());
    checks.push_back({"registration", placed, scan.error_px, 0.5, text});
    std::snprintf(text, sizeof text,
                  "%s shows %.0f %% of the points of Scan 0 in the same grain; 70 %% are needed.",
                  name.c_str(), 100.0 * scan.usable_share);
    checks.push_back({"usable_pixels", scan.usable_share >= 0.7, scan.usable_share, 0.7, text});
  }
  std::snprintf(text, sizeof text,
                "Neighbouring pixels scatter as if variances were %.2f times those stated; 10 is the limit.",
                matched.noise_factor);
  checks.push_back({"stated_errors", matched.noise_factor <= 10.0, matched.noise_factor, 10.0, text});
  std::snprintf(text, sizeof text, "%.1f %% of the pixels are far from any explanation; 5 %% are allowed.",
                100.0 * down_weighted_share);
  checks.push_back({"outlying_pixels", down_weighted_share <= 0.05, down_weighted_share, 0.05, text});
  return checks;
}

}  // namespace lauelith::inverse
