// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "solvers/elastic_problem.h"
#include "solvers/insitu_options.h"
#include "solvers/shown_cells.h"

namespace lauelith::solvers {

/// Looks at fields while a simulation runs. Collective over MPI_COMM_WORLD.
class Insitu {
 public:
  virtual ~Insitu() = default;
  virtual bool is_watching() const { return true; }
  /// Failure if the picture or the extract could not be made.
  virtual void show(const ShownCells& cells, double time, long step, bool is_last) = 0;
};

/// Nothing for backend "none". For "catalyst" the library beside this program (or LAUELITH_CATALYST) is
/// loaded; UsageError if this build has none, if ParaView does not load, or if there is nothing to draw on.
std::unique_ptr<Insitu> make_insitu(const InsituOptions& options, const Point& low, const Point& high);

}  // namespace lauelith::solvers
