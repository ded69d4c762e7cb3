// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/sensitivity_options.h"
#include "solvers/effective_conduction.h"
#include "src/number_table.h"
#include "src/sobol_indices.h"
#include "src/study.h"

namespace lauelith::solvers {

/// Everything a sensitivity study works on. The options are completed; without a polycrystal the material is
/// homogeneous and its conductivity the law itself.
struct SensitivityCase {
  models::SensitivityOptions options;
  std::vector<UncertainParameter> uncertain;
  const PolycrystalConduction* polycrystal = nullptr;
  double shear_modulus_Pa = 0.0;
  std::vector<double> start;  ///< unknowns of the nominal potential along Y
};

/// The uncertain parameters of a study, or, if it names none, the ranges of the material's data file as
/// uniform priors. UsageError for a key that cannot be sampled.
std::vector<UncertainParameter> uncertain_parameters(const std::vector<UncertainParameter>& of_study,
                                                     const models::SensitivityOptions& options);
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

/// Answers that were found before, by evaluation; `has` false: not yet.
struct SampleStore {
  std::vector<SensitivityAnswer> answers;
  std::vector<char> has;
};
/// Evaluates what is missing, every n-th of it on each of n ranks, on `n_threads`; `done` hears of every new
/// answer of this rank (one call at a time).
void evaluate_samples(const SensitivityCase& study, const SobolDesign& design, int n_threads,
                      SampleStore& store,
                      const std::function<void(std::size_t, const SensitivityAnswer&)>& done);

/// Every rank gets what any rank has (collective).
void share_answers(SampleStore& store);
void wait_for_all();
bool on_any_rank(bool is_true);

/// Parameters and answers of every sample; percentiles; variance shares.
NumberTable samples_table(const SensitivityCase& study, const SobolDesign& design, const SampleStore& store);
NumberTable bands_table(const SobolDesign& design, const SampleStore& store);
NumberTable sobol_table(const SensitivityCase& study, const SobolDesign& design, const SampleStore& store);

/// Value below which a share of the values lies (linear between neighbours).
double percentile(std::vector<double> values, double share);

}  // namespace lauelith::solvers
