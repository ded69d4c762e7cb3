// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_designs.h"

#include <algorithm>
#include <cstdio>

#include "apps/laue_input.h"
#include "src/parallel.h"

namespace lauelith {
namespace {

std::string in_words(double value, const char* unit) {
  char text[64];
  std::snprintf(text, sizeof text, "%g %s", value, unit);
  return text;
}

inverse::ScanCost cost_of(const StudyTables& tables, const PlanDesign& design) {
  const auto camera = forward::make_camera(tables.camera);
  const double shorter = tables.scan.step_um[0] / design.step_um;
  inverse::ScanCostInput input;
  input.n_frames = tables.scan.points[0] * tables.scan.points[1] * shorter * shorter;
  input.n_scans = 1 + tables.plan.later_scans;
  input.exposure_s = design.exposure_s;
  input.overhead_s = tables.scan.overhead_s;
  const double bytes_per_pixel = camera.stored == forward::StoredPixel::u16 ? 2.0 : 4.0;
  input.bytes_per_frame = bytes_per_pixel * camera.file.detector.rows * camera.file.detector.cols;
  input.flux_photons_s = tables.beam.flux_1_s;
  input.step_x_um = input.step_y_um = design.step_um;
  return inverse::scan_cost(input);
}

/// Mean ln B of the truth over simulated experiments: positive when the best hypothesis is the right one.
double mean_log_bayes(const inverse::ComparisonModel& model, const inverse::Changes& truth,
                      inverse::Hypothesis right, int n, const CommonOptions& common) {
  std::vector<double> values(static_cast<std::size_t>(n), 0.0);
  for_each_index(values.size(), common.n_threads, [&](std::size_t i) {
    const auto changes =
        inverse::simulated_changes(model, truth, {}, static_cast<std::uint32_t>(common.seed), i);
    const inverse::Verdict verdict = inverse::simulated_verdict(model, changes);
    const double ln_B = 0.5 * verdict.twice_log_bayes;
    values[i] = verdict.best == right ? ln_B : -ln_B;
  });
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / n;
}

class DesignRating {
 public:
  DesignRating(const StudyTables& tables, const InfluenceBasis& basis, const CommonOptions& common)
      : tables_(tables), basis_(basis), common_(common) {}

  /// `contrast`: factor on the signal of penetration.
  RatedDesign rate(const std::string& name, const std::string& detail, const PlanDesign& design,
                   double current_uA_cm2, double contrast = 1.0) const {
    const auto errors = plan_errors(tables_, basis_.frame, design.exposure_s);
    const inverse::ComparisonModel model(plan_setting(tables_, basis_, errors, design), common_.n_threads);
    const auto& pixels = model.pixels();
    const double penetration =
        mean_log_bayes(model, contrast * penetration_changes(tables_, basis_, pixels, current_uA_cm2),
                       inverse::Hypothesis::M1, tables_.plan.design_simulations, common_);
    const double transport =
        mean_log_bayes(model, transport_changes(tables_, basis_, pixels, current_uA_cm2),
                       inverse::Hypothesis::M2, tables_.plan.design_simulations, common_);
    const inverse::ScanCost cost = cost_of(tables_, design);
    const double limit = tables_.plan.dose_limit_photons_um2;
    return {name,
            detail,
            cost.hours,
            cost.gigabytes,
            cost.photons_per_um2,
            contrast > 1.0 ? penetration : std::min(penetration, transport),
            limit <= 0.0 || cost.photons_per_um2 <= limit};
  }

 private:
  const StudyTables& tables_;
  const InfluenceBasis& basis_;
  const CommonOptions& common_;
};

}  // namespace

std::vector<RatedDesign> rated_designs(const StudyTables& tables, const InfluenceBasis& basis,
                                       double current_uA_cm2, const CommonOptions& common) {
  const DesignRating rating(tables, basis, common);
  const PlanDesign base{tables.scan.exposure_s, tables.scan.step_um[0], 1.0};
  std::vector<RatedDesign> designs{rating.rate("study", "as the study says", base, current_uA_cm2)};
  for (const double exposure : tables.plan.exposures_s)
    designs.push_back(rating.rate("exposure", in_words(exposure, "s a frame"), {exposure, base.step_um, 1.0},
                                  current_uA_cm2));
  for (const double step : tables.plan.steps_um)
    designs.push_back(rating.rate("step", in_words(step, "µm between points"), {base.exposure_s, step, 1.0},
                                  current_uA_cm2));
  designs.push_back(rating.rate("more current", in_words(3.0 * current_uA_cm2, "µA/cm² instead"), base,
                                3.0 * current_uA_cm2));
  RatedDesign both = designs.front();
  both.name = "both interfaces";
  both.detail = "the same map at the other electrode as well";
  for (double* value : {&both.hours, &both.gigabytes, &both.log_evidence}) *value *= 2.0;
  designs.push_back(both);
  RatedDesign reversed =
      rating.rate("reversed current", "one more scan, with the current reversed", base, current_uA_cm2, 2.0);
  const double more = (2.0 + tables.plan.later_scans) / (1.0 + tables.plan.later_scans);
  reversed.hours *= more;
  reversed.gigabytes *= more;
  designs.push_back(reversed);
  designs.push_back(rating.rate("reference crystal", "geometry calibrated between scans",
                                {base.exposure_s, base.step_um, 0.1}, current_uA_cm2));
  std::stable_sort(designs.begin(), designs.end(),
                   [](const auto& a, const auto& b) { return a.per_hour() > b.per_hour(); });
  return designs;
}

}  // namespace lauelith
