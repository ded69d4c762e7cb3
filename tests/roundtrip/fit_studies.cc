// SPDX-License-Identifier: BSD-3-Clause
// Simulation-based calibration of `lauelith fit` (S. Talts et al., arXiv 1804.06788): parameters drawn from
// the prior, data simulated with them, ranks of the truth among thinned draws of the posterior. `make
// studies` writes results/fit_calibration.md.
//   lauelith_fit_studies FOLDER [REPLICATES] [POINTS]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "apps/comparison_setup.h"
#include "inverse/mechanism_fit.h"
#include "src/electrochemical_units.h"
#include "src/parallel.h"
#include "tests/roundtrip/mechanism_truth.h"

namespace lauelith {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int n_thinned = 99;
constexpr int n_bins = 20;

/// The cell behind the data: two currents, one scan of three at rest; voltages of both currents.
inverse::CellKnowledge cell_knowledge() {
  inverse::CellKnowledge cell;
  cell.history.current_A_m2 = Eigen::Vector3d(2.0, 2.0, 6.0);
  cell.history.charge_C_m2 = Eigen::Vector3d(2e4, 8e4, 2e5);
  cell.history.half_cycle_C_m2 = Eigen::Vector3d(4e3, 4e3, 1.2e4);
  cell.history.is_under_current = {true, false, true};
  cell.bulk_resistance_ohm_m2 = 0.028;
  return cell;
}

/// What a cell of the drawn interface resistance would show, with an error of 2 %.
std::vector<inverse::VoltagePoint> simulated_voltage(const inverse::FitModel& model, const VectorXd& theta,
                                                     std::uint64_t number) {
  RandomSequence random(23, 3, number, 0);
  const double R = model.value(theta, inverse::FitPart::interface_resistance, 0.0) * units::cm2;
  std::vector<inverse::VoltagePoint> points;
  for (const double current : {2.0, 6.0}) {
    const double voltage = current * (2.0 * R + model.cell().bulk_resistance_ohm_m2);
    points.push_back({current, voltage * (1.0 + 0.02 * random.normal()), 0.02 * voltage});
  }
  return points;
}

std::vector<int> ranks_of(const inverse::FitModel& model, std::uint64_t number) {
  const VectorXd truth = model.prior_draw(31, number);
  const inverse::Changes changes = model.simulated(truth, 21, number);
  const inverse::MechanismFit fit(model, changes, simulated_voltage(model, truth, number));
  const MatrixXd draws = sampled(fit, static_cast<std::uint32_t>(number + 1), 1, 500).draws();
  std::vector<int> ranks;
  for (Index i = 0; i < truth.size(); ++i) {
    int rank = 0;
    for (int k = 0; k < n_thinned; ++k) rank += draws(k * draws.rows() / n_thinned, i) < truth[i] ? 1 : 0;
    ranks.push_back(rank);
  }
  return ranks;
}

std::string table_of(const inverse::FitModel& fit, const std::vector<std::vector<int>>& ranks, int n_points) {
  std::string text = "# Calibration of the fitted parameters\n\nRanks of the truth among 99 thinned draws, " +
                     std::to_string(ranks.size()) + " simulated data sets of " + std::to_string(n_points) +
                     " × " + std::to_string(n_points) +
                     " points with parameters from the prior.\nχ² of 20 bins (limit at p = 0.01: 36.19); "
                     "share of truths inside "
                     "the central intervals.\nMade by `make studies`.\n\n| parameter | χ²₁₉ | inside 50 % | "
                     "80 % | 95 % |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < fit.parameters().size(); ++i) {
    std::vector<double> bins(n_bins, 0.0);
    double inside[3] = {0, 0, 0};
    constexpr double widths[3] = {0.5, 0.8, 0.95};
    for (const auto& one : ranks) {
      ++bins[static_cast<std::size_t>(std::min(n_bins - 1, one[i] * n_bins / (n_thinned + 1)))];
      for (int k = 0; k < 3; ++k)
        inside[k] += std::abs((one[i] + 0.5) / (n_thinned + 1) - 0.5) < 0.5 * widths[k] ? 1 : 0;
    }
    const double n = static_cast<double>(ranks.size());
    double chi = 0.0;
    for (const double bin : bins) chi += (bin - n / n_bins) * (bin - n / n_bins) / (n / n_bins);
    char line[200];
    std::snprintf(line, sizeof line, "| %s | %.1f | %.0f %% | %.0f %% | %.0f %% |\n",
                  fit.parameters()[i].name.c_str(), chi, 100 * inside[0] / n, 100 * inside[1] / n,
                  100 * inside[2] / n);
    text += line;
  }
  return text;
}

}  // namespace
}  // namespace lauelith

int main(int argc, char** argv) {
  using namespace lauelith;
  if (argc < 2) return 2;
  const int n = argc > 2 ? std::atoi(argv[2]) : 300;
  const int n_points = argc > 3 ? std::atoi(argv[3]) : 25;
  RandomSequence random(9, 1, 0, 0);
  const TruthScene scene = random_scene(n_points, 225.0 / (n_points - 1), 3, 1e-4, random);
  const inverse::ComparisonSetting setting = comparison_setting(scene.pixels, scene.map, {}, 0);
  const inverse::FitModel model(setting, {}, cell_knowledge(), 0);
  std::vector<std::vector<int>> ranks(static_cast<std::size_t>(n));
  for_each_index(ranks.size(), 0, [&](std::size_t i) { ranks[i] = ranks_of(model, i); });
  const std::string text = table_of(model, ranks, n_points);
  std::ofstream(std::filesystem::path(argv[1]) / "fit_calibration.md") << text;
  std::cout << text;
  return 0;
}
