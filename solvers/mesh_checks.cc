// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/mesh_checks.h"

#include "src/failure.h"

namespace lauelith::solvers {

void require_meshable(const CellStudy& study) {
  if (study.numerics.mesh != "conforming") return;
  const std::string hint = "or numerics.mesh = \"boxes\"";
  if (study.model.space_dimension() != 2)
    throw UsageError({"[model]", "dimension", "2d for cells that follow the grains", "3d", hint});
  if (study.grains.source == "file")
    throw UsageError({"[grains]", "source",
                      "three-grain, laguerre or single for cells that follow the grains", "file", hint});
  if (study.grains.explicit_pores && study.cell.relative_density < 1.0)
    throw UsageError({"[grains]", "explicit_pores", "false for cells that follow the grains", "true", hint});
  if (study.numerics.solver == "multigrid")
    throw UsageError(
        {"[numerics]", "solver", "direct, amg or auto for cells that follow the grains", "multigrid", hint});
}

}  // namespace lauelith::solvers
