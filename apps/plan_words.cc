// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "src/map_layers.h"

namespace lauelith {
namespace {

template <typename... Values>
std::string printed(const char* format, Values... values) {
  char text[400];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

nlohmann::ordered_json errors_json(const PlanResult& plan) {
  auto grains = nlohmann::ordered_json::array();
  for (std::size_t g = 0; g < plan.errors.size(); ++g) {
    if (!plan.errors[g]) continue;
    const auto& errors = *plan.errors[g];
    nlohmann::ordered_json one{{"grain", g}, {"n_spots", errors.n_spots}};
    for (int k = 0; k < 6; ++k)
      one["strain_sigma"][tensor_component_names[k]] = std::sqrt(errors.strain_covariance_sample(k, k));
    grains.push_back(one);
  }
  return grains;
}

nlohmann::ordered_json rung_json(const PlanRung& rung) {
  nlohmann::ordered_json json{{"current_uA_cm2", rung.current_uA_cm2},
                              {"mechanism", rung.mechanism},
                              {"pressure_MPa", rung.pressure_MPa},
                              {"opening_nm", rung.opening_nm},
                              {"flaws_grow", rung.grows},
                              {"strain_max", rung.map.strain_max},
                              {"strain_rms", rung.map.strain_rms},
                              {"snr_max", rung.map.snr_max},
                              {"detectable_area", rung.map.detectable_share}};
  json["power"] = {{"share", rung.power.share},
                   {"interval", {rung.power.low, rung.power.high}},
                   {"decisive_wrong", rung.power.n_decisive_wrong},
                   {"simulations", rung.power.n_simulated}};
  return json;
}

nlohmann::ordered_json design_json(const RatedDesign& design) {
  return {{"name", design.name},
          {"detail", design.detail},
          {"hours", design.hours},
          {"gigabytes", design.gigabytes},
          {"photons_per_um2", design.photons_per_um2},
          {"within_dose_limit", design.is_allowed},
          {"log_evidence", design.log_evidence},
          {"log_evidence_per_hour", design.per_hour()},
          {"power", {{"penetration", design.power_penetration}, {"transport", design.power_transport}}}};
}

nlohmann::ordered_json cell_json(const RatedDesign& cell) {
  return {{"name", cell.name},
          {"detail", cell.detail},
          {"log_evidence", cell.log_evidence},
          {"power", {{"penetration", cell.power_penetration}, {"transport", cell.power_transport}}}};
}

std::string errors_text(const PlanResult& plan) {
  std::string text = "standard errors of one scan, 1e-3 (grain: spots, xx yy zz yz xz xy)\n";
  for (std::size_t g = 0; g < plan.errors.size(); ++g) {
    if (!plan.errors[g]) continue;
    text += printed("  %3zu: %4d ", g, plan.errors[g]->n_spots);
    for (int k = 0; k < 6; ++k)
      text += printed(" %.4f", 1e3 * std::sqrt(plan.errors[g]->strain_covariance_sample(k, k)));
    text += "\n";
  }
  return text;
}

std::string current_sentence(const PlanResult& plan, const std::string& mechanism) {
  const double half = current_of_power(plan.ladder, mechanism, 0.5);
  const double most = current_of_power(plan.ladder, mechanism, 0.8);
  if (!std::isfinite(half)) {
    return "At none of the currents does " + mechanism +
           " reach a decisive correct verdict in half of the simulated experiments.";
  }
  std::string sentence = printed("%s passes a power of 0.5 at about %.3g uA/cm2", mechanism.c_str(), half);
  return sentence +
         (std::isfinite(most) ? printed(" and 0.8 at about %.3g uA/cm2.", most) : ", and 0.8 nowhere.");
}

std::string weakest_sentence(const PlanResult& plan) {
  double share = 0.0;
  double power = 0.0;
  for (const PlanRung& rung : plan.ladder) {
    if (rung.current_uA_cm2 != plan.paper_current_uA_cm2) continue;
    share = std::max(share, rung.map.detectable_share);
    power = std::max(power, rung.power.share);
  }
  if (share < 0.01 && power < 0.5) {
    return printed(
        "At %g uA/cm2 nothing will be seen: %.2f %% of the points would show a component above its "
        "limit, and the mechanism would be named in %.0f %% of the experiments.",
        plan.paper_current_uA_cm2, 100.0 * share, 100.0 * power);
  }
  return printed("At %g uA/cm2 up to %.1f %% of the points show a component above its limit.",
                 plan.paper_current_uA_cm2, 100.0 * share);
}

std::string recommendation(const PlanResult& plan) {
  const double penetration = current_of_power(plan.ladder, "penetration", 0.8);
  const double transport = current_of_power(plan.ladder, "transport", 0.8);
  const double both = std::max(penetration, transport);
  const auto allowed = std::find_if(plan.designs.begin(), plan.designs.end(),
                                    [](const RatedDesign& design) { return design.is_allowed; });
  const std::string best = allowed == plan.designs.end() ? "none of the designs keeps the dose limit"
                                                         : allowed->name + " (" + allowed->detail + ")";
  if (std::isfinite(penetration) && std::isfinite(transport))
    return printed("Recommended: scan under a current of at least %.3g uA/cm2; best per hour: %s.", both,
                   best.c_str());
  return "Recommended: with these parameters the two mechanisms cannot both be told apart at any of the "
         "currents; "
         "raise the current or the electronic conductivity planned for, or measure both interfaces. Best per "
         "hour: " +
         best + ".";
}

}  // namespace

std::vector<std::string> plan_statements(const PlanResult& plan) {
  return {weakest_sentence(plan), current_sentence(plan, "penetration"), current_sentence(plan, "transport"),
          recommendation(plan),
          "All of this holds for the scanned window; a trend with depth beyond it is not excluded."};
}

std::string plan_json(const PlanResult& plan) {
  nlohmann::ordered_json json{{"type", "lauelith.plan"},
                              {"statements", plan_statements(plan)},
                              {"points", plan.n_points},
                              {"errors", errors_json(plan)}};
  json["ladder"] = nlohmann::ordered_json::array();
  for (const PlanRung& rung : plan.ladder) json["ladder"].push_back(rung_json(rung));
  for (const char* mechanism : {"penetration", "transport"}) {
    for (const double share : {0.5, 0.8})
      json["current_of_power_uA_cm2"][mechanism][printed("%.1f", share)] =
          number_or_null(current_of_power(plan.ladder, mechanism, share));
  }
  json["designs"] = nlohmann::ordered_json::array();
  for (const RatedDesign& design : plan.designs) json["designs"].push_back(design_json(design));
  json["other_cells"] = nlohmann::ordered_json::array();
  for (const RatedDesign& cell : plan.cells) json["other_cells"].push_back(cell_json(cell));
  return json.dump(2) + "\n";
}

std::string ladder_csv(const std::vector<PlanRung>& ladder) {
  std::string text =
      "current_uA_cm2,mechanism,pressure_MPa,opening_nm,flaws_grow,strain_max,strain_rms,snr_max,"
      "detectable_area,power,power_low,power_high\n";
  for (const PlanRung& rung : ladder) {
    text += printed("%g,%s,%.6g,%.6g,%d,%.6g,%.6g,%.6g,%.6g,%.4f,%.4f,%.4f\n", rung.current_uA_cm2,
                    rung.mechanism.c_str(), rung.pressure_MPa, rung.opening_nm, rung.grows ? 1 : 0,
                    rung.map.strain_max, rung.map.strain_rms, rung.map.snr_max, rung.map.detectable_share,
                    rung.power.share, rung.power.low, rung.power.high);
  }
  return text;
}

std::string plan_text(const PlanResult& plan) {
  std::string text = errors_text(plan) +
                     "\ncurrent uA/cm2, mechanism, pressure MPa, opening nm, largest strain "
                     "1e-3, largest ratio, seen area %, power\n";
  for (const PlanRung& rung : plan.ladder) {
    text +=
        printed("  %8g  %-11s  %8.3g  %8.3g  %9.4f  %8.2f  %6.2f  %.2f [%.2f, %.2f]%s\n", rung.current_uA_cm2,
                rung.mechanism.c_str(), rung.pressure_MPa, rung.opening_nm, 1e3 * rung.map.strain_max,
                rung.map.snr_max, 100.0 * rung.map.detectable_share, rung.power.share, rung.power.low,
                rung.power.high, rung.grows ? "  flaws would grow" : "");
  }
  text += "\ndesign, hours, GB, photons/um2, ln B between the mechanisms, the same per hour, power of both\n";
  for (const RatedDesign& design : plan.designs) {
    text += printed("  %-17s %-46s %6.2f %7.1f %9.2g %8.1f %8.1f  %.2f %.2f%s\n", design.name.c_str(),
                    design.detail.c_str(), design.hours, design.gigabytes, design.photons_per_um2,
                    design.log_evidence, design.per_hour(), design.power_penetration, design.power_transport,
                    design.is_allowed ? "" : "  beyond the dose limit");
  }
  text += printed("\nthe design of the study, were the cell another: ln B, power of both\n");
  for (const RatedDesign& cell : plan.cells)
    text += printed("  %-24s %-14s %8.1f  %.2f %.2f\n", cell.name.c_str(), cell.detail.c_str(),
                    cell.log_evidence, cell.power_penetration, cell.power_transport);
  text += "\n";
  for (const std::string& statement : plan_statements(plan)) text += statement + "\n";
  return text;
}

}  // namespace lauelith
