// SPDX-License-Identifier: BSD-3-Clause
#include "tests/verification/convergence_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "solvers/mechanics.h"

namespace lauelith::verification {
namespace {

std::string text_of(double number) {
  char text[32];
  std::snprintf(text, sizeof text, " %20.13e", number);
  return text;
}

}  // namespace

void ConvergenceTable::add(const std::string& label, const std::vector<double>& numbers) {
  rows_.push_back({label, numbers});
}

void ConvergenceTable::check(double relative, double negligible) const {
  if (solvers::mpi_rank() != 0) return;
  const std::string path = std::string(LAUELITH_TABLES) + "/" + name_ + ".txt";
  if (std::getenv("LAUELITH_WRITE_TABLES") != nullptr) {
    std::ofstream file(path);
    file << "# " << heading_ << "\n";
    for (const Row& row : rows_) {
      file << row.label;
      for (const double number : row.numbers) file << text_of(number);
      file << "\n";
    }
    return;
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "# " + heading_) << path;
  for (const Row& row : rows_) {
    ASSERT_TRUE(std::getline(file, line)) << path << " ends before " << row.label;
    ASSERT_EQ(line.rfind(row.label, 0), 0u) << line;
    std::istringstream numbers(line.substr(row.label.size()));
    for (const double number : row.numbers) {
      double stored = 0.0;
      ASSERT_TRUE(numbers >> stored) << line;
      if (std::abs(number) < negligible && std::abs(stored) < negligible) continue;
      EXPECT_NEAR(number, stored, relative * std::abs(stored)) << path << ": " << row.label;
    }
  }
}

double observed_order(double coarse_error, double fine_error) { return std::log2(coarse_error / fine_error); }

}  // namespace lauelith::verification
