// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/numerics_options.h"

namespace lauelith::solvers {

void describe(ParameterVisitor& visit, NumericsOptions& options) {
  visit.text(
      {"solver",
       "direct: one stored factorisation for all right-hand sides; multigrid: conjugate gradients with "
       "the hierarchy of meshes, no matrix; amg: the same with algebraic multigrid; auto: direct in "
       "2-D, multigrid in 3-D",
       {},
       {},
       {"auto", "direct", "multigrid", "amg"}},
      options.solver);
  visit.number({"tolerance", "multigrid, amg: residual over right-hand side at which the iteration stops",
                1e-14, 1e-4},
               options.tolerance);
  visit.integer({"max_iterations", "multigrid, amg: iterations after which the run gives up", 1, 100000},
                options.max_iterations);
  visit.integer({"degree", "polynomial degree of the displacement", 1, 2}, options.degree);
  visit.text({"mesh",
              "boxes: upright cells, each of the grain at its centre; conforming: quadrilaterals whose edges "
              "follow the grain boundaries (2-D, tessellated grains, solver direct or amg)",
              {},
              {},
              {"boxes", "conforming"}},
             options.mesh);
  visit.number({"cell_window_um", "size of the cells in the scanned window", 0.05, 1000},
               options.cell_window_um);
  visit.number(
      {"cell_boundary_um", "size of the cells at grain boundaries and at the plating interface", 0.05, 1000},
      options.cell_boundary_um);
  visit.number({"cell_flaw_um", "size of the cells at flaws", 0.02, 1000}, options.cell_flaw_um);
  visit.number({"cell_far_um", "largest cells, outside of the window", 0.1, 5000}, options.cell_far_um);
  visit.integer({"block_size", "direct: right-hand sides solved at once", 1, 1024}, options.block_size);
  visit.number({"voxel_um", "spacing of the voxels of fields.h5 and basis.h5", 0.05, 1000}, options.voxel_um);
  visit.number({"flaw_piece_um", "longest piece of a flaw that is one source of strain", 0.05, 1000},
               options.flaw_piece_um);
  visit.number({"memory_limit_GB", "a mesh that needs more is refused; 0: what the machine has free", 0, 1e6},
               options.memory_limit_GB);
}

}  // namespace lauelith::solvers
