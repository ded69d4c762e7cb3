// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

namespace lauelith::solvers {

/// MPI and the libraries on it (p4est, PETSc) from construction to destruction, one thread a rank. Needed
/// around everything else in this folder; works without mpirun too (one rank).
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

 private:
  struct Libraries;
  std::unique_ptr<Libraries> libraries_;
};

}  // namespace lauelith::solvers
