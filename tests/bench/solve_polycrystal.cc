// SPDX-License-Identifier: BSD-3-Clause
// A cube of Voronoi grains, one face held, under its weight: what compare_polycrystal.py runs beside the same
// body in solve_polycrystal_dolfinx.py, and on several ranks.
//   solve_polycrystal DEGREE CELLS_A_SIDE GRAINS.txt [SOLVER]
// One line of JSON: processor seconds of the slowest rank, from the mesh on, memory is the sum over the
// ranks.
#include <mpi.h>
#include <sys/resource.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

#include "models/cubic_elasticity.h"
#include "solvers/mechanics.h"
#include "solvers/mpi_session.h"
#include "src/rotation.h"

namespace lauelith {
namespace {

using namespace solvers;

constexpr double edge = 1e-4;  // m
constexpr models::CubicStiffness stiffness{169.8e9, 63.9e9, 69.8e9};

struct Grains {
  std::vector<Point> site;
  std::vector<Matrix6d> C;
  int nearest(const Point& x) const {
    std::size_t best = 0;
    for (std::size_t g = 1; g < site.size(); ++g) {
      if ((x - site[g]).squaredNorm() < (x - site[best]).squaredNorm()) best = g;
    }
    return static_cast<int>(best);
  }
};

Grains read_grains(const char* path) {
  std::ifstream file(path);
  std::string heading;
  std::getline(file, heading);
  Grains grains;
  Point site, rotation;
  while (file >> site[0] >> site[1] >> site[2] >> rotation[0] >> rotation[1] >> rotation[2]) {
    grains.site.push_back(edge * site);
    grains.C.push_back(models::voigt_stiffness(stiffness, rotation_from_vector(rotation)));
  }
  return grains;
}

/// As many halvings as leave an even number of coarse cells or an odd one of at most 7.
ElasticProblem cube(int degree, int n_cells, const Grains& grains) {
  ElasticProblem problem;
  problem.dimension = 3;
  problem.degree = degree;
  problem.mesh.high = Point::Constant(edge);
  int n = n_cells;
  while (n % 2 == 0 && n > 4) n /= 2;
  problem.mesh.n = {n, n, n};
  problem.mesh.size_wanted = [n_cells](const Point&, double) { return edge / n_cells; };
  problem.mesh.material_at = [grains](const Point& x) { return grains.nearest(x); };
  problem.stiffness = grains.C;
  problem.supports = {{boundary::x_low, {true, true, true}, {}}};
  return problem;
}

double largest(double value) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return value;
}

double memory_MB() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double sum = static_cast<double>(usage.ru_maxrss) / 1024.0;
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  return sum;
}

double processor_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void solve(int degree, int n_cells, const char* grains_path, const char* solver) {
  NumericsOptions numerics;
  numerics.solver = solver;
  numerics.tolerance = 1e-8;
  ElasticLoad weight;
  weight.body_force = [](const Point&) { return Point(0.0, 2e9, -1e9); };
  const ElasticProblem problem = cube(degree, n_cells, read_grains(grains_path));
  MPI_Barrier(MPI_COMM_WORLD);
  const double start = processor_s(), wall_start = MPI_Wtime();
  const auto mechanics = make_mechanics(problem, numerics);
  const auto loads = mechanics->loads({weight});
  const double set_up = largest(processor_s() - start);
  const auto states = mechanics->solve(loads);
  const double total = largest(processor_s() - start), wall = largest(MPI_Wtime() - wall_start);
  const double memory = memory_MB(), energy = 0.5 * work(loads.front(), states.front());
  if (mpi_rank() != 0) return;
  std::printf(
      "{\"code\": \"lauelith %s\", \"degree\": %d, \"ranks\": %d, \"unknowns\": %zu, \"set_up_s\": %.3f, "
      "\"solve_s\": %.3f, \"total_s\": %.3f, \"wall_s\": %.3f, \"memory_MB\": %.0f, \"energy_J\": %.8e}\n",
      solver, degree, mpi_size(), mechanics->n_unknowns(), set_up, total - set_up, total, wall, memory,
      energy);
}

}  // namespace
}  // namespace lauelith

int main(int argc, char** argv) {
  const lauelith::solvers::MpiSession mpi(argc, argv);
  if (argc < 4) return 2;
  lauelith::solve(std::stoi(argv[1]), std::stoi(argv[2]), argv[3], argc > 4 ? argv[4] : "auto");
}
