// SPDX-License-Identifier: BSD-3-Clause
// One MPI session around all tests of an executable; a failure on any rank is a failure of the run.
#include <gtest/gtest.h>
#include <mpi.h>

#include "solvers/mpi_session.h"

int main(int argc, char** argv) {
  const lauelith::solvers::MpiSession mpi(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  int failed = RUN_ALL_TESTS();
  MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return failed;
}
