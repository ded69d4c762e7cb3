// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_designs.h"

#include <algorithm>
#include <cstdio>

#include "apps/laue_input.h"

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

/// What simulated experiments with one truth bring.
struct Outcome {
  double log_evidence = 0.0;  ///< mean ln B against the other mechanism
  double power = 0.0;
};

Outcome outcome_of(const inverse::ComparisonModel& model, const inverse::Changes& truth, bool is_penetration,
                   int n, const CommonOptions& common) {
  const auto expected = is_penetration ? inverse::VerdictWord::penetration : inverse::VerdictWord::transport;
  Outcome outcome;
  for (const inverse::VerdictInput& input : inverse::simulated_inputs(
           model, truth, {}, n, static_cast<std::uint32_t>(common.seed), common.n_threads)) {
    const double difference =
        inverse::log_penetration(input.evidence) - input.evidence[index_of(inverse::Hypothesis::M2)].log_z;
    outcome.log_evidence += (is_penetration ? difference : -difference) / n;
    outcome.power += inverse::verdict_of(input).word == expected ? 1.0 / n : 0.0;
  }
  return outcome;
}

/// What is done with the maps, beside exposure and step.
struct Circumstances {
  double current_uA_cm2 = 0.0;
  double contrast = 1.0;  ///< factor on the signal of penetration
};

class DesignRating {
 public:
  DesignRating(const StudyTables& tables, const InfluenceBasis& basis, const CommonOptions& common)
      : tables_(tables), basis_(basis), common_(common) {}

  RatedDesign rate(const std::string& name, const std::string& detail, const PlanDesign& design,
                   const Circumstances& at) const {
    const auto errors = plan_errors(tables_, basis_.frame, design.exposure_s);
    const inverse::ComparisonModel model(plan_setting(tables_, basis_, errors, design), common_.n_threads);
    RatedDesign rated = rate_cell(name, detail, tables_, model, at);
    const inverse::ScanCost cost = cost_of(tables_, design);
    const double limit = tables_.plan.dose_limit_photons_um2;
    rated.hours = cost.hours;
    rated.gigabytes = cost.gigabytes;
    rated.photons_per_um2 = cost.photons_per_um2;
    rated.is_allowed = limit <= 0.0 || cost.photons_per_um2 <= limit;
    return rated;
  }

  /// `cell`: what makes the signal.
  RatedDesign rate_cell(const std::string& name, const std::string& detail, const StudyTables& cell,
                        const inverse::ComparisonModel& model, const Circumstances& at) const {
    const auto& pixels = model.pixels();
    const int n = tables_.plan.design_simulations;
    const auto cracks = penetration_changes(cell, basis_, pixels, at.current_uA_cm2);
    const auto deposits = transport_changes(cell, basis_, pixels, at.current_uA_cm2);
    const Outcome penetration = outcome_of(model, at.contrast * cracks, true, n, common_);
    const Outcome transport = outcome_of(model, deposits, false, n, common_);
    RatedDesign rated;
    rated.name = name;
    rated.detail = detail;
    rated.log_evidence = 0.5 * (penetration.log_evidence + transport.log_evidence);
    rated.power_penetration = penetration.power;
    rated.power_transport = transport.power;
    return rated;
  }

 private:
  const StudyTables& tables_;
  const InfluenceBasis& basis_;
  const CommonOptions& common_;
};

/// Longer cycling leaves more at boundaries; the maps cost the same.
std::vector<RatedDesign> longer_cycling(const StudyTables& tables, const InfluenceBasis& basis,
                                        const PlanDesign& base, double current_uA_cm2,
                                        const CommonOptions& common) {
  std::vector<RatedDesign> designs;
  for (const double minutes : tables.plan.chargings_min) {
    StudyTables longer = tables;
    longer.plan.charging_min = minutes;
    designs.push_back(
        DesignRating(longer, basis, common)
            .rate("cycling", in_words(minutes, "min in one direction"), base, {current_uA_cm2}));
  }
  return designs;
}

/// The study's design with more scans or maps.
RatedDesign with_more(RatedDesign design, const char* name, const char* detail, double cost,
                      double evidence) {
  design.name = name;
  design.detail = detail;
  design.hours *= cost;
  design.gigabytes *= cost;
  design.log_evidence *= evidence;
  return design;
}

/// One scan's points at so many energies, after the white scans.
RatedDesign energy_scan(const StudyTables& tables, const RatedDesign& study) {
  constexpr double usual_energies = 40.0;
  const auto planned = static_cast<double>(tables.scan.energies_keV.size());
  const double frames = planned > 0.0 ? planned : usual_energies;
  const double more = 1.0 + frames / (1.0 + tables.plan.later_scans);
  RatedDesign scan = with_more(study, "energy scan", "", more, 1.0);
  scan.detail = "the points at " + in_words(frames, "energies as well, for the trace");
  return scan;
}

}  // namespace

std::vector<RatedDesign> rated_designs(const StudyTables& tables, const InfluenceBasis& basis,
                                       double current_uA_cm2, const CommonOptions& common) {
  const DesignRating rating(tables, basis, common);
  const PlanDesign base{tables.scan.exposure_s, tables.scan.step_um[0], 1.0};
  const Circumstances at{current_uA_cm2};
  std::vector<RatedDesign> designs{rating.rate("study", "as the study says", base, at)};
  const RatedDesign study = designs.front();
  for (const double exposure : tables.plan.exposures_s)
    designs.push_back(
        rating.rate("exposure", in_words(exposure, "s a frame"), {exposure, base.step_um, 1.0}, at));
  for (const double step : tables.plan.steps_um)
    designs.push_back(
        rating.rate("step", in_words(step, "µm between points"), {base.exposure_s, step, 1.0}, at));
  for (RatedDesign& one : longer_cycling(tables, basis, base, current_uA_cm2, common))
    designs.push_back(std::move(one));
  designs.push_back(rating.rate("more current", in_words(3.0 * current_uA_cm2, "µA/cm² instead"), base,
                                {3.0 * current_uA_cm2}));
  designs.push_back(
      with_more(study, "both interfaces", "the same map at the other electrode as well", 2.0, 2.0));
  const double n_scans = 1.0 + tables.plan.later_scans;
  designs.push_back(with_more(rating.rate("", "", base, {current_uA_cm2, 2.0}), "reversed current",
                              "one more scan, with the current reversed", (n_scans + 1.0) / n_scans, 1.0));
  designs.push_back(rating.rate("reference crystal", "geometry calibrated between scans",
                                {base.exposure_s, base.step_um, 0.1}, at));
  designs.push_back(energy_scan(tables, study));
  std::stable_sort(designs.begin(), designs.end(),
                   [](const auto& a, const auto& b) { return a.per_hour() > b.per_hour(); });
  return designs;
}

std::vector<RatedDesign> other_cells(const StudyTables& tables, const InfluenceBasis& basis,
                                     double current_uA_cm2, const CommonOptions& common) {
  const DesignRating rating(tables, basis, common);
  const auto errors = plan_errors(tables, basis.frame, tables.scan.exposure_s);
  const PlanDesign base{tables.scan.exposure_s, tables.scan.step_um[0], 1.0};
  const inverse::ComparisonModel model(plan_setting(tables, basis, errors, base), common.n_threads);
  std::vector<RatedDesign> cells;
  const auto add = [&](const char* name, double value, const char* unit, auto change) {
    StudyTables cell = tables;
    change(cell);
    cells.push_back(rating.rate_cell(name, in_words(value, unit), cell, model, {current_uA_cm2}));
  };
  for (const double factor : {0.1, 10.0}) {
    const double R = factor * tables.mechanics.interface.resistance_ohm_cm2;
    add("interface resistance", R, "Ω·cm²",
        [&](StudyTables& cell) { cell.mechanics.interface.resistance_ohm_cm2 = R; });
  }
  for (const double focusing : {3.0, 10.0})
    add("current focusing", focusing, "times",
        [&](StudyTables& cell) { cell.mechanics.contact.fraction = 1.0 / focusing; });
  for (const double factor : {10.0, 100.0, 1000.0}) {
    const double sigma = factor * tables.plan.deposition_electronic_S_cm;
    add("electronic conductivity", sigma, "S/cm",
        [&](StudyTables& cell) { cell.plan.deposition_electronic_S_cm = sigma; });
  }
  return cells;
}

}  // namespace lauelith
