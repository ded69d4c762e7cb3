// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace lauelith {

/// The points at which a function of k uncertain parameters is evaluated for its variance shares: rows of two
/// independent matrices A and B of uniform numbers, and for each parameter i the matrix AB_i, which is A with
/// column i from B. Evaluation number (matrix, row) = row·(k + 2) + matrix, matrix 0: A, 1: B, 2 + i: AB_i.
/// Every row depends on seed and row alone (Philox), whatever is computed where.
class SobolDesign {
 public:
  SobolDesign(std::size_t n_parameters, std::size_t n_rows, std::uint32_t seed)
      : n_parameters_(n_parameters), n_rows_(n_rows), seed_(seed) {}

  std::size_t n_evaluations() const { return n_rows_ * (n_parameters_ + 2); }
  std::size_t n_rows() const { return n_rows_; }
  std::size_t n_parameters() const { return n_parameters_; }
  /// Uniform numbers in (0, 1), one per parameter.
  std::vector<double> point(std::size_t evaluation) const;

 private:
  std::size_t n_parameters_;
  std::size_t n_rows_;
  std::uint32_t seed_;
};

/// Shares of the variance of f, with standard errors from ten blocks of rows.
///   first_i = E[f_B (f_AB_i − f_A)]/V     A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259
///   total_i = E[(f_A − f_AB_i)²]/(2 V)    M. Jansen, Comput. Phys. Commun. 117 (1999) 35
/// V the variance of all f_A and f_B, their mean taken off first. Pinned by SobolIndices.IshigamiFunction.
struct SobolIndices {
  std::vector<double> first, first_error;
  std::vector<double> total, total_error;
  double mean = 0.0;
  double variance = 0.0;
};
SobolIndices sobol_indices(const SobolDesign& design, const std::vector<double>& values);

}  // namespace lauelith
