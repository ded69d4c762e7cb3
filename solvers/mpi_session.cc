// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/mpi_session.h"

#include <deal.II/base/mpi.h>

namespace lauelith::solvers {

struct MpiSession::Libraries {
  Libraries(int& argc, char**& argv) : mpi(argc, argv, 1) {}
  dealii::Utilities::MPI::MPI_InitFinalize mpi;
};

MpiSession::MpiSession(int& argc, char**& argv) : libraries_(std::make_unique<Libraries>(argc, argv)) {}
MpiSession::~MpiSession() = default;

}  // namespace lauelith::solvers
