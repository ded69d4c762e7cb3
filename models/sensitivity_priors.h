// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/sensitivity_options.h"
#include "src/study.h"

namespace lauelith::models {

/// The parameters of a study that `sensitivity` samples: those of [sensitivity] with a prior, or, if there is
/// none, the ranges of the material's data file as uniform priors; and those that [sensitivity] takes from
/// other tables ([cell] temperature_K, ...) if they have a prior there. All are named as in [sensitivity].
/// UsageError for a key that cannot be sampled and for a prior that reaches beyond the parameter's range
/// (0.1 to 99.9 %).
std::vector<UncertainParameter> sensitivity_priors(const std::vector<UncertainParameter>& of_study,
                                                   const SensitivityOptions& given);

/// The value behind a key that can be sampled; our own mistake for another key.
double& sampled_value(SensitivityOptions& options, const std::string& key);

}  // namespace lauelith::models
