// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "solvers/reduced_conduction.h"
#include "solvers/sensitivity_samples.h"

namespace lauelith::solvers {

/// What the samples of a study use instead of the full problem, and how well it does.
struct SensitivityBasis {
  std::unique_ptr<ReducedConduction> conduction;
  std::size_t n_solutions = 0;     ///< in the basis
  std::size_t n_checked = 0;       ///< full solutions that the basis of the time met
  double largest_deviation = 0.0;  ///< relative, of σ_eff, among the checks since the last addition
};

/// Grown until eight places in turn (the ends of the sweeps, at drawn parameters) have the σ_eff of their
/// full solution within 1e-8; what has not is added. No `conduction` if that does not come about, or if the
/// tables of the cells would take more than 1 GB. The same on every rank.
SensitivityBasis sensitivity_basis(const SensitivityCase& study, const SobolDesign& design);

}  // namespace lauelith::solvers
