// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace lauelith::verification {

/// A table that lies in tests/verification/tables. With LAUELITH_WRITE_TABLES=1 in the environment `check`
/// writes it, else it compares: same heading and labels, every number within the relative tolerance or below
/// the absolute one in both. Numbers are made by the test that calls it, and asserted there against theory.
class ConvergenceTable {
 public:
  ConvergenceTable(std::string name, std::string heading)
      : name_(std::move(name)), heading_(std::move(heading)) {}
  void add(const std::string& label, const std::vector<double>& numbers);
  void check(double relative, double negligible = 1e-14) const;

 private:
  struct Row {
    std::string label;
    std::vector<double> numbers;
  };
  std::string name_, heading_;
  std::vector<Row> rows_;
};

/// Order of convergence between two meshes of which the second is twice as fine.
double observed_order(double coarse_error, double fine_error);

}  // namespace lauelith::verification
