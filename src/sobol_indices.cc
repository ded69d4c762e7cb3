// SPDX-License-Identifier: BSD-3-Clause
#include "src/sobol_indices.h"

#include <cassert>
#include <cmath>

#include "src/random.h"

namespace lauelith {
namespace {

constexpr std::uint32_t stream = 7;  // of this use of random numbers
constexpr std::size_t n_blocks = 10;

/// Values of a run, seen by matrix and row.
struct Evaluations {
  const SobolDesign& design;
  const std::vector<double>& values;
  double shift;  ///< taken off every value

  double at(std::size_t matrix, std::size_t row) const {
    return values[row * (design.n_parameters() + 2) + matrix] - shift;
  }
};

struct Shares {
  double first = 0.0;
  double total = 0.0;
};

Shares shares_of(const Evaluations& f, std::size_t parameter, std::size_t first_row, std::size_t end_row,
                 double variance) {
  Shares shares;
  for (std::size_t row = first_row; row < end_row; ++row) {
    const double a = f.at(0, row);
    const double changed = f.at(2 + parameter, row);
    shares.first += f.at(1, row) * (changed - a);
    shares.total += 0.5 * (a - changed) * (a - changed);
  }
  const double scale = variance > 0.0 ? 1.0 / (variance * static_cast<double>(end_row - first_row)) : 0.0;
  return {shares.first * scale, shares.total * scale};
}

/// Standard error of the mean of the blocks.
double error_of(const std::vector<double>& blocks) {
  double mean = 0.0, square = 0.0;
  for (const double value : blocks) mean += value / static_cast<double>(blocks.size());
  for (const double value : blocks) square += (value - mean) * (value - mean);
  const auto n = static_cast<double>(blocks.size());
  return std::sqrt(square / (n * (n - 1.0)));
}

}  // namespace

std::vector<double> SobolDesign::point(std::size_t evaluation) const {
  assert(evaluation < n_evaluations());
  const std::size_t row = evaluation / (n_parameters_ + 2);
  const std::size_t matrix = evaluation % (n_parameters_ + 2);
  std::vector<double> u(n_parameters_);
  for (std::size_t i = 0; i < n_parameters_; ++i) {
    RandomSequence random(seed_, stream, row, static_cast<std::uint32_t>(i));
    const double of_A = random.uniform();
    const double of_B = random.uniform();
    u[i] = matrix == 1 || matrix == 2 + i ? of_B : of_A;
  }
  return u;
}

SobolIndices sobol_indices(const SobolDesign& design, const std::vector<double>& values) {
  assert(values.size() == design.n_evaluations());
  const std::size_t n = design.n_rows();
  SobolIndices indices;
  Evaluations f{design, values, 0.0};
  for (std::size_t row = 0; row < n; ++row)
    indices.mean += (f.at(0, row) + f.at(1, row)) / (2.0 * static_cast<double>(n));
  f.shift = indices.mean;
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t matrix : {0, 1}) indices.variance += f.at(matrix, row) * f.at(matrix, row);
  }
  indices.variance /= 2.0 * static_cast<double>(n) - 1.0;
  for (std::size_t i = 0; i < design.n_parameters(); ++i) {
    const Shares all = shares_of(f, i, 0, n, indices.variance);
    std::vector<double> first, total;
    for (std::size_t block = 0; block < n_blocks && n >= n_blocks; ++block) {
      const Shares part = shares_of(f, i, block * n / n_blocks, (block + 1) * n / n_blocks, indices.variance);
      first.push_back(part.first);
      total.push_back(part.total);
    }
    indices.first.push_back(all.first);
    indices.total.push_back(all.total);
    indices.first_error.push_back(first.empty() ? std::nan("") : error_of(first));
    indices.total_error.push_back(total.empty() ? std::nan("") : error_of(total));
  }
  return indices;
}

}  // namespace lauelith
