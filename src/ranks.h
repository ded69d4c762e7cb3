// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith {

/// Which of the processes that a launcher (mpirun, srun) started together this one is. The diffraction half
/// exchanges no messages: ranks share a folder, so the environment says all they need and MPI is not linked.
/// Read from OMPI_COMM_WORLD_*, PMI_*, or SLURM_*; alone without them.
struct Ranks {
  int rank = 0;
  int n = 1;
  int n_here = 1;  ///< on this machine
};
Ranks ranks_of_launcher();

}  // namespace lauelith
