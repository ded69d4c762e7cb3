// SPDX-License-Identifier: BSD-3-Clause
#include "apps/verdict_json.h"

#include <nlohmann/json.hpp>

#include "apps/compare_pictures.h"
#include "src/provenance.h"

namespace lauelith {
namespace {

using Json = nlohmann::ordered_json;
using inverse::hypothesis_names;
using inverse::n_hypotheses;

constexpr const char* window_statement =
    "This holds for the scanned window at one interface alone. No trend with the distance from the interface "
    "inside "
    "it does not exclude a trend through the thickness.";

Json log_evidence(const inverse::Evidence& evidence) {
  Json json = Json::object();
  for (std::size_t h = 0; h < n_hypotheses; ++h) {
    const auto& one = evidence[h];
    json[hypothesis_names[h]] =
        one.is_tested ? Json{{"value", one.log_z}, {"sd", one.log_z_sd}} : Json(nullptr);
  }
  return json;
}

Json posterior(const inverse::ComparisonResult& result) {
  Json models = Json::object();
  for (std::size_t h = 0; h < n_hypotheses; ++h) models[hypothesis_names[h]] = result.verdict.posterior[h];
  Json parameters = Json::object();
  for (const auto& one : result.parameters) {
    parameters[one.name] = {{"median", one.median},
                            {"interval_50", {one.half[0], one.half[1]}},
                            {"interval_80", {one.most[0], one.most[1]}},
                            {"interval_95", {one.all[0], one.all[1]}},
                            {"informed", one.informed()}};
  }
  return {{"models", models},
          {"parameters", parameters},
          {"penetration_share",
           {{"median", result.mixture[1]}, {"interval_95", {result.mixture[0], result.mixture[2]}}}}};
}

Json checks_of(const inverse::Verdict& verdict) {
  Json checks = Json::array();
  for (const auto& one : verdict.checks) {
    checks.push_back({{"name", one.name},
                      {"passed", one.passed},
                      {"value", one.value},
                      {"limit", one.limit},
                      {"sentence", one.sentence}});
  }
  return checks;
}

Json power_of(const inverse::PowerEstimate& power) {
  if (power.n_simulated == 0) return nullptr;
  return {{"value", power.share},
          {"interval", {power.low, power.high}},
          {"simulations", power.n_simulated},
          {"decisive_wrong", power.n_decisive_wrong}};
}

Json prior_table(const inverse::HypothesisPriors& priors) {
  Json weights = Json::object();
  for (std::size_t h = 0; h < n_hypotheses; ++h) weights[hypothesis_names[h]] = priors.probability[h];
  return {{"weights", weights},
          {"discrepancy_sd", priors.discrepancy_sd},
          {"relative_discrepancy", priors.relative_discrepancy},
          {"discrepancy_length_um", priors.length_um},
          {"signal_rms_range", {priors.least_scale, priors.largest_scale}},
          {"other_sd_range", {priors.other_grid.front(), priors.other_grid.back()}}};
}

Json sweep_of(const inverse::ComparisonResult& result) {
  Json sweep = Json::array();
  constexpr double factors[] = {2.0, 0.5};
  for (std::size_t i = 0; i < result.input.sweeps.size() && i < 2; ++i)
    sweep.push_back(
        {{"signal_prior_times", factors[i]}, {"log_evidence", log_evidence(result.input.sweeps[i])}});
  return sweep;
}

Json held_out(const inverse::ComparisonResult& result) {
  Json scores = Json::object();
  for (std::size_t h = 0; h < n_hypotheses; ++h)
    if (result.input.evidence[h].is_tested) scores[hypothesis_names[h]] = result.held_out[h];
  return scores;
}

Json descriptors_of(const inverse::DescriptorEvidence& descriptors) {
  if (descriptors.n_simulated == 0) return nullptr;
  Json observed = Json::object();
  for (std::size_t i = 0; i < inverse::n_descriptors; ++i)
    observed[inverse::descriptor_names[i]] = descriptors.observed[static_cast<Eigen::Index>(i)];
  Json evidence = Json::object();
  for (std::size_t h = 0; h < n_hypotheses; ++h)
    if (descriptors.log_z[h] != inverse::not_tested) evidence[hypothesis_names[h]] = descriptors.log_z[h];
  return {{"observed", observed}, {"log_evidence", evidence}, {"simulations", descriptors.n_simulated}};
}

Json profile_of(const ChangeProfile& profile, const std::vector<std::string>& names) {
  Json json{{"distance_um", profile.distance_um}, {"measured", profile.measured}, {"error", profile.error}};
  for (std::size_t i = 0; i < names.size(); ++i) json["fit_" + names[i]] = profile.expected[i];
  return json;
}

Json profiles_of(const PreparedComparison& prepared, const inverse::ComparisonResult& result) {
  if (!prepared.model) return nullptr;
  const ChangeProfiles profiles = change_profiles(prepared, result);
  Json json{{"quantity", "mean of change^T covariance^-1 change - 5, last scan"},
            {"depth", profile_of(profiles.depth, profiles.hypotheses)}};
  if (!profiles.boundary.measured.empty())
    json["boundary"] = profile_of(profiles.boundary, profiles.hypotheses);
  return json;
}

Json plan_lock_of(const CompareJob& job) {
  if (job.lock_path.empty()) return "No plan was locked before the data were seen.";
  std::string text = job.departures.empty() ? "As locked." : "Departs from the locked plan:";
  for (const std::string& departure : job.departures) text += " " + departure;
  return text;
}

Json inputs_of(const CompareJob& job) {
  Json inputs = Json::array();
  std::vector<std::string> paths{job.study_path};
  paths.insert(paths.end(), job.maps.begin(), job.maps.end());
  for (const std::string& path : paths) {
    const FileHash hash = hash_of_file(path);
    inputs.push_back({{"file", path}, {"bytes", hash.n_bytes}, {"sha256", hash.sha256}});
  }
  return inputs;
}

Json data_of(const PreparedComparison& prepared, const inverse::ComparisonResult& result) {
  Json scans = Json::array();
  for (const auto& scan : prepared.matched.scans)
    scans.push_back({{"usable_share", scan.usable_share},
                     {"shift_um", {scan.shift_um.x(), scan.shift_um.y()}},
                     {"registration_error_steps", scan.error_px}});
  return {{"points", {prepared.matched.pixels.ny, prepared.matched.pixels.nx}},
          {"common_pixels", prepared.matched.pixels.pixels.size()},
          {"grains", prepared.matched.pixels.n_grains},
          {"boundary_pieces", prepared.model ? prepared.model->setting().traces.size() : 0},
          {"changes_from", prepared.matched.from_change ? "spots" : "difference of maps"},
          {"variance_factor", prepared.matched.noise_factor},
          {"down_weighted_share", result.down_weighted_share},
          {"n_eff", result.n_eff},
          {"scans", scans}};
}

}  // namespace

std::string verdict_json(const CompareJob& job, const PreparedComparison& prepared,
                         const inverse::ComparisonResult& result) {
  Json json;
  json["type"] = "lauelith.verdict";
  json["verdict"] = inverse::word_of(result.verdict.word);
  json["best"] = hypothesis_names[inverse::index_of(result.verdict.best)];
  json["twice_log_bayes"] = result.verdict.twice_log_bayes;
  json["log_evidence"] = log_evidence(result.input.evidence);
  json["posterior"] = posterior(result);
  json["checks"] = checks_of(result.verdict);
  json["power"] = {{"at_fitted", power_of(result.input.at_fitted)},
                   {"at_smallest_effect", power_of(result.input.at_smallest_effect)},
                   {"smallest_effect", job.tables.compare.smallest_effect}};
  json["window"] = window_statement;
  json["plan_lock"] = plan_lock_of(job);
  json["held_out_last_scan"] = held_out(result);
  json["descriptors"] = descriptors_of(result.descriptors);
  json["priors"] =
      prior_table(prepared.model ? prepared.model->setting().priors : inverse::HypothesisPriors());
  json["prior_sweep"] = sweep_of(result);
  json["profiles"] = profiles_of(prepared, result);
  json["data"] = data_of(prepared, result);
  const Provenance provenance = begun_provenance({});
  json["provenance"] = {{"version", provenance.version},
                        {"git_hash", provenance.git_hash},
                        {"seed", job.common.seed},
                        {"study", resolved_text(job.study)},
                        {"inputs", inputs_of(job)}};
  return json.dump(2) + "\n";
}

}  // namespace lauelith
