// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "inverse/comparison_model.h"
#include "models/orientation_map.h"
#include "src/parameter.h"

namespace lauelith {

/// [compare]: from maps to a verdict.
struct CompareOptions {
  std::vector<double> interface_point_um = {0.0, 0.0};
  std::vector<double> interface_normal = {0.0, 1.0};
  std::string grains = "maps";
  std::string basis;
  double smallest_effect = 3e-5;
  int power = 100;
  bool sweep = true;
  std::vector<double> current_uA_cm2;
  double discrepancy = 3e-5;
  double relative_discrepancy = 0.3;
  double drift = 1e-4;
};
void describe(ParameterVisitor& visit, CompareOptions& options);
/// UsageError about what ranges alone cannot say.
void check_compare(const CompareOptions& options, int n_later_scans);

/// Pixels, boundaries traced from the Scan 0 map in pieces of about 10 µm, closed-form influence fields.
inverse::ComparisonSetting comparison_setting(inverse::ComparedPixels pixels,
                                              const models::OrientationMap& map,
                                              const CompareOptions& options, int n_threads);

/// The same with the influence fields of a file (basis.h5); `model_hash`: that of the study's grains and
/// elasticity, empty: any.
inverse::ComparisonSetting comparison_setting(inverse::ComparedPixels pixels, InfluenceBasis basis,
                                              const CompareOptions& options);

}  // namespace lauelith
