// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/study.h"

namespace lauelith {

/// The value of an uncertain parameter at a share 0 < u < 1 of its probability: the inverse of its cumulative
/// distribution. uniform and log-uniform: range = lowest, highest; normal: mean, standard deviation;
/// log-normal: median, standard deviation of the logarithm. fixed has no such value: UsageError.
/// Pinned by Prior.* (tests/src/sobol_indices_test.cc).
double quantile(const UncertainParameter& parameter, double u);

/// Inverse of the standard normal distribution, to 1e-14 (Newton steps on erfc).
double normal_quantile(double u);

}  // namespace lauelith
