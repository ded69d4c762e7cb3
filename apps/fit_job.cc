// SPDX-License-Identifier: BSD-3-Clause
#include "apps/fit_job.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/cell_record.h"
#include "inverse/mechanism_fit.h"
#include "solvers/cycler_file.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/hdf5_writer.h"
#include "src/line_plot.h"
#include "src/png_file.h"
#include "src/provenance.h"
#include "src/safe_file.h"
#include "src/study_file.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Json = nlohmann::ordered_json;

namespace {

constexpr double not_informed = 0.8;

double at(const std::vector<double>& sorted, double u) {
  return sorted[static_cast<std::size_t>(u * static_cast<double>(sorted.size() - 1))];
}

std::vector<double> sorted_column(const MatrixXd& values, Index column) {
  std::vector<double> sorted(static_cast<std::size_t>(values.rows()));
  for (Index i = 0; i < values.rows(); ++i) sorted[static_cast<std::size_t>(i)] = values(i, column);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

/// Width of the 80 % interval, of logarithms where values span decades.
double width_of(const std::vector<double>& sorted, bool is_log) {
  const double low = at(sorted, 0.1), high = at(sorted, 0.9);
  return is_log ? std::log(std::max(high, 1e-30) / std::max(low, 1e-30)) : high - low;
}

struct Summary {
  Json parameters = Json::object();
  std::vector<std::string> warnings;
};

double correlation(const MatrixXd& draws, Index a, Index b) {
  const VectorXd x = draws.col(a).array() - draws.col(a).mean(),
                 y = draws.col(b).array() - draws.col(b).mean();
  return x.dot(y) / std::max(1e-300, x.norm() * y.norm());
}

Summary summarised(const inverse::FitModel& fit, const inverse::ChainResult& chains, const MatrixXd& prior) {
  Summary summary;
  const auto posterior = fit.derived(chains.draws());
  const auto before = fit.derived(prior);
  for (Index i = 0; i < posterior.values.cols(); ++i) {
    const std::string& name = posterior.names[static_cast<std::size_t>(i)];
    const auto sorted = sorted_column(posterior.values, i), sorted_prior = sorted_column(before.values, i);
    const bool sampled = i < chains.r_hat.size();
    const bool is_log = !sampled || fit.parameters()[static_cast<std::size_t>(i)].is_log;
    const double ratio = width_of(sorted, is_log) / std::max(1e-300, width_of(sorted_prior, is_log));
    Json one{{"median", at(sorted, 0.5)},
             {"interval_50", {at(sorted, 0.25), at(sorted, 0.75)}},
             {"interval_80", {at(sorted, 0.1), at(sorted, 0.9)}},
             {"interval_95", {at(sorted, 0.025), at(sorted, 0.975)}},
             {"prior_interval_80", {at(sorted_prior, 0.1), at(sorted_prior, 0.9)}},
             {"posterior_over_prior_width", ratio},
             {"informed", ratio < not_informed}};
    if (sampled) {
      one["r_hat"] = chains.r_hat[i];
      one["effective_size"] = chains.effective_size[i];
    }
    if (ratio >= not_informed) summary.warnings.push_back(name + " is not informed by these data.");
    summary.parameters[name] = one;
  }
  const MatrixXd draws = chains.draws();
  for (Index a = 0; a < draws.cols(); ++a)
    for (Index b = 0; b < a; ++b)
      if (std::abs(correlation(draws, a, b)) > 0.9)
        summary.warnings.push_back(fit.parameters()[static_cast<std::size_t>(b)].name + " and " +
                                   fit.parameters()[static_cast<std::size_t>(a)].name +
                                   " are degenerate: only a combination of them is known.");
  return summary;
}

void write_draws(const std::string& path, const FitJob& job, const inverse::FitModel& fit,
                 const inverse::ChainResult& chains) {
  const auto derived = fit.derived(chains.draws());
  Hdf5Writer writer(path);
  writer.attribute("/", "type", "lauelith.fit");
  writer.attribute("/", "version", std::vector<int>{1, 0});
  writer.group("/draws", "NXcollection");
  const auto n = static_cast<std::size_t>(derived.values.rows());
  for (std::size_t i = 0; i < derived.names.size(); ++i) {
    const VectorXd column = derived.values.col(static_cast<Index>(i));
    writer.dataset("/draws/" + derived.names[i],
                   {"1", "draws of all chains, one after the other; unit in the name"},
                   std::vector<double>(column.begin(), column.end()), {n});
  }
  Provenance provenance = begun_provenance({"lauelith", "fit", job.study_path});
  provenance.study_text = resolved_text(job.study);
  provenance.seeds = {static_cast<std::int64_t>(job.common.seed)};
  for (const std::string& input : job.maps) provenance.inputs.push_back(hash_of_file(input));
  write_provenance(writer, provenance);
  writer.finish();
}

/// Cumulative shares of prior and posterior.
void write_plots(const std::string& folder, const inverse::FitModel& fit, const inverse::ChainResult& chains,
                 const MatrixXd& prior) {
  std::filesystem::create_directories(folder);
  const auto posterior = fit.derived(chains.draws());
  const auto before = fit.derived(prior);
  for (Index i = 0; i < posterior.values.cols(); ++i) {
    const std::string& name = posterior.names[static_cast<std::size_t>(i)];
    LinePlot plot{"Posterior of " + name, name, "share below", {"Dashed: prior."}, {}, true};
    for (const auto* values : {&posterior.values, &before.values}) {
      const auto sorted = sorted_column(*values, i);
      PlotCurve curve{
          values == &before.values ? "prior" : "posterior", {}, {}, {}, {}, values == &before.values};
      for (int k = 1; k < 100; ++k) {
        curve.x.push_back(at(sorted, k / 100.0));
        curve.y.push_back(k / 100.0);
      }
      plot.curves.push_back(std::move(curve));
    }
    write_png(line_plot(plot), (std::filesystem::path(folder) / ("posterior_" + name + ".png")).string());
  }
}

/// As given, else thickness over conductivity of the study.
double bulk_resistance_ohm_m2(const FitJob& job) {
  if (job.bulk_resistance_ohm_cm2 > 0.0) return job.bulk_resistance_ohm_cm2 * units::cm2;
  const auto& cell = job.tables.mechanics;
  return cell.cell.thickness_mm * units::mm / (cell.electro.conductivity_ionic_mS_cm * units::mS_per_cm);
}

/// From [protocol] where the study has that table, else from the currents of [compare].
inverse::CellHistory known_history(const FitJob& job) {
  const std::size_t n_later = job.maps.size() - 1;
  const auto& currents = job.tables.compare.current_uA_cm2;
  if (!job.study.was_given("protocol")) {
    std::vector<double> in_A_m2;
    for (const double current : currents) in_A_m2.push_back(current * units::uA_per_cm2);
    return history_of(in_A_m2);
  }
  models::ProtocolOptions options = job.tables.mechanics.protocol;
  std::vector<models::CyclerRow> record;
  if (!options.cycler_file.empty()) {
    const std::filesystem::path file(options.cycler_file);
    const auto folder = std::filesystem::path(job.study_path).parent_path();
    record = solvers::read_cycler_file((file.is_relative() ? folder / file : file).string());
  }
  const models::Protocol protocol = models::protocol_of(options, record);
  if (protocol.scans.size() != n_later + 1)
    throw UsageError({job.study_path, "[protocol]",
                      "a scan for each of the " + std::to_string(n_later + 1) + " maps",
                      std::to_string(protocol.scans.size()),
                      "describe the cycling between these maps, or leave the table out"});
  return history_of(protocol);
}

inverse::CellKnowledge knowledge_of(const FitJob& job) {
  const auto& cell = job.tables.mechanics;
  inverse::CellKnowledge known;
  known.history = known_history(job);
  known.bulk_resistance_ohm_m2 = bulk_resistance_ohm_m2(job);
  known.thickness_m = cell.cell.thickness_mm * units::mm;
  known.boundary_area_ratio = 2.0 * known.thickness_m / (cell.grains.size_um * units::um);
  return known;
}

std::vector<inverse::VoltagePoint> recorded_voltage(const FitJob& job, const inverse::CellKnowledge& known) {
  if (job.voltage.empty()) return {};
  const std::string& type = job.tables.mechanics.cell.type;
  if (type != "symmetric")
    throw UsageError({"--voltage", "[cell] type", "symmetric", type,
                      "the voltage of a full cell holds that of its counter electrode"});
  if (!known.history.has_current())
    throw UsageError({"--voltage", "[protocol] or [compare] current_uA_cm2",
                      "the current before each later scan", "none",
                      "without it the voltage says nothing about the strain"});
  return read_voltage_record(job.voltage, job.voltage_error_mV * 1e-3);
}

MatrixXd prior_draws(const inverse::FitModel& model, std::uint32_t seed) {
  MatrixXd prior(2000, static_cast<Index>(model.parameters().size()));
  for (Index i = 0; i < prior.rows(); ++i)
    prior.row(i) = model.prior_draw(seed, static_cast<std::uint64_t>(i)).transpose();
  return prior;
}

}  // namespace

void run_fit(FitJob& job) {
  read_study_file(job.study, job.study_path);
  const std::string draws_path = std::filesystem::path(job.output).replace_extension(".h5").string();
  refuse_existing(job.output, job.common.force);
  refuse_existing(draws_path, job.common.force);
  const inverse::CellKnowledge cell = knowledge_of(job);
  const auto voltage = recorded_voltage(job, cell);
  const PreparedComparison prepared = prepare_comparison(job.maps, job.tables.compare, job.common.n_threads);
  if (!prepared.model)
    throw InputError({job.maps.front(), "", "points that all scans show", "too few", "see lauelith compare"});
  const inverse::FitModel model(prepared.model->setting(), prepared.model->down_weight(), cell,
                                job.common.n_threads);
  const inverse::MechanismFit fit(model, prepared.matched.changes, voltage, job.common.n_threads);
  const auto seed = static_cast<std::uint32_t>(job.common.seed);
  const inverse::ChainResult chains = inverse::sampled(fit, seed, job.common.n_threads, job.n_draws);
  const MatrixXd prior = prior_draws(model, seed + 1);
  Summary summary = summarised(model, chains, prior);
  if (!chains.converged())
    summary.warnings.insert(summary.warnings.begin(),
                            "The chains have not converged: do not use these numbers.");
  Json json{{"type", "lauelith.fit"}, {"converged", chains.converged()},  {"acceptance", chains.acceptance},
            {"draws", draws_path},    {"parameters", summary.parameters}, {"warnings", summary.warnings}};
  write_draws(draws_path, job, model, chains);
  if (!job.plot_folder.empty()) write_plots(job.plot_folder, model, chains, prior);
  write_whole_file(job.output, json.dump(2) + "\n");
  for (const std::string& warning : summary.warnings) std::cerr << "lauelith: note: " << warning << "\n";
  std::cout << job.output << " and " << draws_path << ": written\n";
}

}  // namespace lauelith
