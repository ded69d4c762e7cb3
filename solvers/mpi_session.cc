// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/mpi_session.h"

#include <deal.II/base/mpi.h>

#include <cstdlib>

namespace lauelith::solvers {
namespace {

/// A rank that waits spins on its core unless told to yield it: on a machine that does other work two ranks
/// took 1.5 to 9 times as long for it. What the user has set stands.
void yield_while_waiting() { setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0); }

}  // namespace

struct MpiSession::Libraries {
  Libraries(int& argc, char**& argv) : mpi((yield_while_waiting(), argc), argv, 1) {}
  dealii::Utilities::MPI::MPI_InitFinalize mpi;
};

MpiSession::MpiSession(int& argc, char**& argv) : libraries_(std::make_unique<Libraries>(argc, argv)) {}
MpiSession::~MpiSession() = default;

}  // namespace lauelith::solvers
