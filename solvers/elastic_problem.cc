// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_problem.h"

#include <cmath>

#include "src/constants.h"

namespace lauelith::solvers {

double Opening::measure() const { return 2.0 * half_length; }

double band_density(const Opening& opening, const Point& x, int dimension) {
  const Point d = x - opening.centre;
  const double distance = std::abs(d.dot(opening.normal));
  const double half_width = 0.5 * opening.band_width;
  if (distance >= half_width) return 0.0;
  const double in_plane = dimension == 2
                              ? std::abs(d.dot(opening.along))
                              : (d - d.dot(opening.normal) * opening.normal).norm();
  if (in_plane > opening.half_length) return 0.0;
  return (1.0 - distance / half_width) / half_width;
}

void describe(ParameterVisitor& visit, NumericsOptions& options) {
  visit.text({"solver", "direct: one stored factorisation for all right-hand sides; amg: conjugate gradients "
              "with algebraic multigrid; auto: direct in 2-D, amg in 3-D", {}, {},
              {"auto", "direct", "amg"}}, options.solver);
  visit.number({"tolerance", "amg: residual over right-hand side at which the iteration stops", 1e-14, 1e-4},
               options.tolerance);
  visit.integer({"max_iterations", "amg: iterations after which the run gives up", 1, 100000},
                options.max_iterations);
  visit.integer({"degree", "polynomial degree of the displacement", 1, 2}, options.degree);
  visit.number({"cell_window_um", "size of the cells in the scanned window", 0.05, 1000},
               options.cell_window_um);
  visit.number({"cell_boundary_um", "size of the cells at grain boundaries and at the plating interface", 0.05,
                1000}, options.cell_boundary_um);
  visit.number({"cell_flaw_um", "size of the cells at flaws", 0.02, 1000}, options.cell_flaw_um);
  visit.number({"cell_far_um", "largest cells, outside of the window", 0.1, 5000}, options.cell_far_um);
  visit.integer({"block_size", "direct: right-hand sides solved at once", 1, 1024}, options.block_size);
  visit.number({"memory_limit_GB", "a mesh that needs more is refused; 0: what the machine has free", 0, 1e6},
               options.memory_limit_GB);
}

}  // namespace lauelith::solvers
