// SPDX-License-Identifier: BSD-3-Clause
// Simulation-based calibration of `lauelith fit` (S. Talts et al., arXiv 1804.06788): parameters drawn from
// the prior, data simulated with them, ranks of the truth among thinned draws of the posterior. `make
// studies` writes results/fit_calibration.md.
//   lauelith_fit_studies FOLDER [REPLICATES] [POINTS] [RANKS]
// Hours of work: every data set's ranks go to RANKS (build/fit_ranks.csv) at once, and a study that finds the
// file does only what is missing in it. Delete the file when the model has changed.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "apps/comparison_setup.h"
#include "inverse/mechanism_fit.h"
#include "src/electrochemical_units.h"
#include "src/parallel.h"
#include "src/text_file.h"
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

using Ranks = std::map<std::size_t, std::vector<int>>;

/// Ranks of the data sets that an interrupted study has left in `file`: a line of comma-separated whole
/// numbers each, the number of the data set first. Lines cut short are left out.
Ranks ranks_in(const std::filesystem::path& file, std::size_t n_parameters) {
  Ranks ranks;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::vector<int> numbers;
    for (std::string field; std::getline(fields, field, ',');) numbers.push_back(std::atoi(field.c_str()));
    if (numbers.size() != n_parameters + 1) continue;
    ranks[static_cast<std::size_t>(numbers[0])] = {numbers.begin() + 1, numbers.end()};
  }
  return ranks;
}

/// What is missing of `n` data sets, each written to `file` as soon as it is known.
Ranks completed(const inverse::FitModel& model, const std::filesystem::path& file, int n) {
  Ranks ranks = ranks_in(file, model.parameters().size());
  std::ofstream stream(file, std::ios::app);
  std::mutex guard;
  for_each_index(static_cast<std::size_t>(n), 0, [&](std::size_t number) {
    {
      const std::lock_guard<std::mutex> lock(guard);
      if (ranks.count(number) != 0) return;
    }
    std::vector<int> found = ranks_of(model, number);
    const std::lock_guard<std::mutex> lock(guard);
    stream << number;
    for (const int rank : found) stream << ',' << rank;
    stream << ",\n" << std::flush;
    ranks[number] = std::move(found);
    std::fprintf(stderr, "data set %zu of %d\n", ranks.size(), n);
  });
  return ranks;
}

/// A line of the table: parameter i, its χ², shares inside three central intervals, ranks in ten bins.
std::string row_of(const std::string& name, const Ranks& ranks, std::size_t i) {
  std::array<double, n_bins> bins{};
  std::array<double, 3> inside{};
  constexpr std::array<double, 3> widths = {0.5, 0.8, 0.95};
  for (const auto& [number, one] : ranks) {
    ++bins[static_cast<std::size_t>(std::min(n_bins - 1, one[i] * n_bins / (n_thinned + 1)))];
    for (std::size_t k = 0; k < widths.size(); ++k)
      inside[k] += std::abs((one[i] + 0.5) / (n_thinned + 1) - 0.5) < 0.5 * widths[k] ? 1 : 0;
  }
  const double n = static_cast<double>(ranks.size());
  double chi = 0.0;
  for (const double bin : bins) chi += (bin - n / n_bins) * (bin - n / n_bins) / (n / n_bins);
  std::string text = "| " + name + " | " + fixed_text(chi, 1);
  for (const double count : inside) text += " | " + fixed_text(100 * count / n, 0) + " %";
  text += " | ";
  for (std::size_t k = 0; k < n_bins; k += 2) text += fixed_text(bins[k] + bins[k + 1], 0) + " ";
  return text + "|\n";
}

std::string table_of(const inverse::FitModel& fit, const Ranks& ranks, int n_points) {
  const std::string side = std::to_string(n_points);
  std::string text =
      "# Calibration of the fitted parameters\n\nRanks of the truth among 99 thinned draws, " +
      std::to_string(ranks.size()) + " simulated data sets of " + side + " × " + side +
      " points with parameters from the prior.\nχ² of 20 bins (limit at p = 0.01: 36.19); share of truths "
      "inside the central intervals; histogram of the ranks in ten bins.\nMade by `make studies`.\n\n"
      "| parameter | χ²₁₉ | inside 50 % | 80 % | 95 % | ranks |\n|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < fit.parameters().size(); ++i)
    text += row_of(fit.parameters()[i].name, ranks, i);
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
  const std::filesystem::path folder = argv[1];
  const std::filesystem::path file = argc > 4 ? argv[4] : "build/fit_ranks.csv";
  const std::string text = table_of(model, completed(model, file, n), n_points);
  std::ofstream(folder / "fit_calibration.md") << text;
  std::cout << text;
  return 0;
}
