// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/distributed/tria.h>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// The quadrilaterals of a plan as the coarse cells of a forest: material ids are grains, boundary numbers
/// those of the box. All ranks take the mesh that the first one made, to the last bit.
void make_quad_forest(const MeshPlan& plan, dealii::parallel::distributed::Triangulation<2>& mesh);

}  // namespace lauelith::solvers
