// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/quad_forest.h"

#include <deal.II/grid/grid_tools.h>
#include <mpi.h>

#include <cassert>
#include <cmath>

namespace lauelith::solvers {
namespace {

template <typename Value>
void take_from_first(std::vector<Value>& values, MPI_Comm communicator) {
  auto n = static_cast<unsigned long>(values.size());
  MPI_Bcast(&n, 1, MPI_UNSIGNED_LONG, 0, communicator);
  values.resize(n);
  MPI_Bcast(values.data(), static_cast<int>(n * sizeof(Value)), MPI_BYTE, 0, communicator);
}

/// The side of the box that a face lies on.
unsigned side_of(const MeshPlan& plan, const dealii::Point<2>& x) {
  unsigned nearest = 0;
  double least = INFINITY;
  for (unsigned k = 0; k < 2; ++k) {
    const double size = plan.high[k] - plan.low[k];
    const double off[] = {std::abs(x[k] - plan.low[k]) / size, std::abs(x[k] - plan.high[k]) / size};
    for (unsigned end = 0; end < 2; ++end) {
      if (off[end] >= least) continue;
      least = off[end];
      nearest = 2 * k + end;
    }
  }
  assert(least < 1e-6);
  return nearest;
}

}  // namespace

void make_quad_forest(const MeshPlan& plan, dealii::parallel::distributed::Triangulation<2>& mesh) {
  QuadMesh quads = plan.quads();
  const MPI_Comm communicator = mesh.get_communicator();
  take_from_first(quads.vertices, communicator);
  take_from_first(quads.cells, communicator);
  take_from_first(quads.grain, communicator);
  std::vector<dealii::Point<2>> vertices;
  for (const Point& x : quads.vertices) vertices.emplace_back(x[0], x[1]);
  std::vector<dealii::CellData<2>> cells;
  for (std::size_t i = 0; i < quads.cells.size(); ++i) {
    const auto& corner = quads.cells[i];
    auto& cell = cells.emplace_back(4);
    cell.vertices = {corner[0], corner[1], corner[3], corner[2]};  // deal.II's order: X fastest
    cell.material_id = static_cast<dealii::types::material_id>(quads.grain[i]);
  }
  dealii::GridTools::consistently_order_cells(cells);
  mesh.create_triangulation(vertices, cells, dealii::SubCellData());
  for (const auto& cell : mesh.cell_iterators_on_level(0)) {
    for (const auto& face : cell->face_iterators()) {
      if (face->at_boundary()) face->set_all_boundary_ids(side_of(plan, face->center()));
    }
  }
}

}  // namespace lauelith::solvers
