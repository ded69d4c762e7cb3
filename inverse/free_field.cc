// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/free_field.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "src/constants.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Values on the grid of sizes of one length.
struct FieldTable {
  std::vector<double> log_size;
  std::vector<double> log_determinant;
  std::vector<MatrixXd> data_data;
};

FieldTable table_of(const EvidenceCells& cells, const CellData& data, std::size_t length, Index K) {
  FieldTable table;
  const std::size_t n = cells.n_field_sizes();
  for (std::size_t i = 0; i < n; ++i) {
    const EvidenceCell& cell = cells.field_cells()[length * n + i];
    table.log_size.push_back(std::log(cell.s));
    table.log_determinant.push_back(cell.log_determinant);
    table.data_data.push_back(data.field_data_data[length * n + i].topLeftCorner(K, K));
  }
  return table;
}

/// Weights of four neighbouring grid values.
struct Interpolation {
  std::size_t first = 0;
  std::array<double, 4> weight{};
};

Interpolation interpolation_at(const std::vector<double>& x, double at) {
  const double position = (at - x.front()) / (x[1] - x[0]);
  const double last = static_cast<double>(x.size()) - 4.0;
  Interpolation result;
  result.first = static_cast<std::size_t>(std::clamp(std::floor(position) - 1.0, 0.0, last));
  const double u = position - static_cast<double>(result.first);
  result.weight = {-(u - 1) * (u - 2) * (u - 3) / 6, u * (u - 2) * (u - 3) / 2, -u * (u - 1) * (u - 3) / 2,
                   u * (u - 1) * (u - 2) / 6};
  return result;
}

/// −½ (quadratic form of a scan mode + ln|Σ_N|) at a size.
double log_mode(const FieldTable& table, const VectorXd& mode, double size) {
  const Interpolation at = interpolation_at(table.log_size, std::log(size));
  double sum = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t k = at.first + i;
    sum += at.weight[i] * (mode.dot(table.data_data[k] * mode) + table.log_determinant[k]);
  }
  return -0.5 * sum;
}

}  // namespace

std::vector<EvidenceSetting> free_field_settings(const EvidenceCells& cells, const CellData& data,
                                                 const MatrixXd& S, const std::vector<ScanModes>& modes,
                                                 const HypothesisPriors& priors, double widening) {
  const Index K = S.rows();
  const double n_rows = static_cast<double>(cells.algebra().n_rows());
  const double constant =
      -0.5 * n_rows * (std::log(S.determinant()) + static_cast<double>(K) * std::log(2.0 * constants::pi));
  const auto log_s = log_discrepancy_prior(priors);
  const auto log_length = log_length_prior(priors);
  const double log_even = std::log(static_cast<double>(modes.size() * priors.other_grid.size()));
  std::vector<EvidenceSetting> settings;
  for (std::size_t length = 0; length < log_length.size(); ++length) {
    const FieldTable table = table_of(cells, data, length, K);
    for (std::size_t t = 0; t < modes.size(); ++t) {
      for (std::size_t i = 0; i < log_s.size(); ++i) {
        const double s = priors.discrepancy_grid[i];
        for (const double field_sd : priors.other_grid) {
          double sum = constant + log_length[length] + log_s[i] - log_even;
          for (Index m = 0; m < K; ++m) {
            const double size = std::hypot(s, std::sqrt(modes[t].tau[m]) * widening * field_sd);
            sum += log_mode(table, modes[t].to_modes.col(m), size);
          }
          const std::size_t cell = length * log_s.size() + i;
          settings.push_back({cell, cell, 0, t, widening * field_sd, sum});
        }
      }
    }
  }
  return settings;
}

}  // namespace lauelith::inverse
