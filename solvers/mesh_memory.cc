// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/mesh_memory.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

#include "src/failure.h"

namespace lauelith::solvers {
namespace {

constexpr double bytes_in_GB = 1e9;

std::string GB(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", bytes / bytes_in_GB);
  return text;
}

}  // namespace

double estimated_memory(int dimension, std::size_t n_unknowns, const NumericsOptions& numerics) {
  constexpr double program = 0.2e9;  // libraries and a field file
  const bool is_linear = numerics.degree == 1;
  const auto n = static_cast<double>(n_unknowns);
  if (numerics.solver == "multigrid") return program + (is_linear ? 500.0 : 300.0) * n;
  const double row = dimension == 2 ? (is_linear ? 27.0 : 50.0) : (is_linear ? 81.0 : 190.0);
  const double matrix = 12.0 * row * n;  // bytes: a number and its column
  if (numerics.solver == "amg") return program + 3.0 * matrix + 900.0 * n;
  // Fill of nested dissection: n log n in the plane, n^(4/3) in space.
  const double fill = dimension == 2 ? 78.0 * n * std::log2(n + 2.0) : 218.0 * std::pow(n, 4.0 / 3.0);
  return program + 1.5 * matrix + fill + 3.0 * 8.0 * n * numerics.block_size;
}

std::string solver_of(const NumericsOptions& numerics, int dimension, const MeshPlan& plan) {
  constexpr double most_coarse_unknowns = 20000.0;
  if (numerics.solver != "auto") return numerics.solver;
  if (dimension == 2) return "direct";
  double n_coarse = 3.0;
  for (const int n : plan.n) n_coarse *= n * numerics.degree + 1;
  return n_coarse <= most_coarse_unknowns ? "multigrid" : "amg";
}

double available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  double kB = 0.0;
  while (file >> key >> kB) {
    if (key == "MemAvailable:") return 1024.0 * kB;
    file.ignore(256, '\n');
  }
  return std::numeric_limits<double>::max();
}

void require_memory(double estimate, double limit_GB) {
  const double limit = limit_GB > 0.0 ? limit_GB * bytes_in_GB : available_memory();
  if (estimate <= limit) return;
  throw LimitError({"[numerics]",
                    {},
                    "a mesh that fits into " + GB(limit),
                    "one that needs " + GB(estimate),
                    "larger numerics.cell_*_um, degree = 1, solver = \"amg\", or more memory"});
}

}  // namespace lauelith::solvers
