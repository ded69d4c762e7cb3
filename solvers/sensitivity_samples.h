// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/sensitivity_priors.h"
#include "solvers/effective_conduction.h"
#include "solvers/found_rows.h"
#include "src/number_table.h"
#include "src/sobol_indices.h"

namespace lauelith::solvers {

/// Everything a sensitivity study works on. The options are completed; without a polycrystal the material is
/// homogeneous and its conductivity the law itself.
struct SensitivityCase {
  models::SensitivityOptions options;
  std::vector<UncertainParameter> uncertain;
  const PolycrystalConduction* polycrystal = nullptr;
  double shear_modulus_Pa = 0.0;
  std::vector<double> start;            ///< unknowns of the nominal potential along Y
  const Conduction* reduced = nullptr;  ///< for samples, along Y; nullptr: the full problem
};

/// The options with the uncertain parameters at shares u of their probability.
models::SensitivityOptions options_at(const SensitivityCase& study, const std::vector<double>& u);

/// What is asked of a set of parameters.
struct SensitivityAnswer {
  double conductivity_mS_cm = 0.0;  ///< effective, along Y, under the stack pressure
  double change_percent = 0.0;      ///< by the stack pressure
  double critical_flaw_um = 0.0;    ///< under the stack pressure
  static constexpr std::size_t n = 3;
};
SensitivityAnswer answer_of(const SensitivityCase& study, const models::SensitivityOptions& options);
/// Pressures that a stack pressure causes: in the bulk, and on the faces of a flaw along Y.
struct StackEffect {
  double hydrostatic_Pa = 0.0;
  double closing_Pa = 0.0;
};
StackEffect stack_effect(const SensitivityCase& study, const models::SensitivityOptions& options,
                         double stack_pressure_MPa);
double conductivity_of(const SensitivityCase& study, const models::SensitivityOptions& options,
                       double added_pressure_Pa);

/// The answer of one evaluation of the design, in the order of SensitivityAnswer.
std::vector<double> sample_row(const SensitivityCase& study, const SobolDesign& design,
                               std::size_t evaluation);

/// Parameters and answers of every sample; percentiles; variance shares.
NumberTable samples_table(const SensitivityCase& study, const SobolDesign& design, const FoundRows& samples);
NumberTable bands_table(const SobolDesign& design, const FoundRows& samples);
NumberTable sobol_table(const SensitivityCase& study, const SobolDesign& design, const FoundRows& samples);

/// Value below which a share of the values lies (linear between neighbours).
double percentile(std::vector<double> values, double share);

}  // namespace lauelith::solvers
