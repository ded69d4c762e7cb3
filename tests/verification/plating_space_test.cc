// SPDX-License-Identifier: BSD-3-Clause
// The coupled model in space: a cell that is the same at every Z gives what the plane one gives, and what is
// there is conserved.
#include <gtest/gtest.h>

#include <cmath>

#include "models/cubic_elasticity.h"
#include "src/electrochemical_units.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

/// Cells of one size, an isotropic body without residual strain, all that plates switched on.
CellStudy block_study(int dimension) {
  CellStudy study = small_mixed_cell();
  study.model.dimension = dimension == 3 ? "3d" : "2.5d";
  study.model.plane_mode = "plane_strain";
  study.model.slab_depth_um = 60.0;
  study.cell.thickness_mm = 0.06;
  study.cell.width_um = 60.0;
  study.cell.window_um = {60.0, 60.0};
  study.grains.source = "laguerre";
  study.grains.size_um = 80.0;
  study.residual.layer_strain = study.residual.grain_strain_sd = study.residual.field_strain_sd = 0.0;
  study.flaws.shape = "through";
  study.flaws.place_um = {18.0};
  study.flaws.place_depth_um = {15.0};
  study.flaws.place_angle_deg = {0.0};
  study.flaws.width_nm = 5.0;
  study.fracture.path_um = 7.5;
  study.numerics.flaw_piece_um = 7.5;
  study.numerics.solver = "direct";
  study.numerics.cell_far_um = study.numerics.cell_window_um = 7.5;
  study.numerics.cell_boundary_um = study.numerics.cell_flaw_um = 7.5;
  study.numerics.voxel_um = 7.5;
  study.contact.fraction = 0.5;
  study.contact.patch_um = 60.0;
  study.deposition.site_density_per_mm = 1e4;
  study.deposition.surface_bleed_um = 0.0;
  study.electro.boundary_resistance_ohm_cm2 = 5.0;
  study.time.electrode_piece_um = 15.0;
  return study;
}

/// One boundary straight through, in lines or in faces from the lower side to the scanned one.
CellModel block(const CellStudy& study) {
  CellModel model = bicrystal(study, 8);
  if (model.dimension == 2) return model;
  const double low = model.domain.low[2], high = model.domain.high[2];
  std::vector<models::BoundaryPiece> pieces;
  for (models::BoundaryPiece piece : model.boundaries.pieces()) {
    const Point a = piece.corners[0], b = piece.corners[1];
    piece.corners = {Point(a[0], a[1], low), Point(b[0], b[1], low), Point(b[0], b[1], high),
                     Point(a[0], a[1], high)};
    piece.centre = models::middle_of(piece.corners);
    piece.measure = (b - a).norm() * (high - low);
    pieces.push_back(piece);
  }
  model.boundaries = models::BoundaryNetwork(pieces, model.microstructure.grains(), model.domain, 3);
  return model;
}

CoupledCell coupled_block(int dimension, MPI_Comm communicator = MPI_COMM_SELF) {
  const CellStudy study = block_study(dimension);
  CoupledCell cell{study, block(study), {}, {}, {}, {}};
  cell.model.stiffness = models::isotropic_stiffness(155e9, 0.24);
  cell.sources = cell_sources(study, cell.model);
  const FieldFrame frame = voxel_frame(study, cell.model);
  ElasticProblem problem = elastic_problem(study, cell.model);
  if (dimension == 3) problem.supports.push_back({boundary::z_high, {false, false, true}, {}});
  const auto mechanics = make_mechanics(problem, study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  cell.basis =
      influence_fields(*mechanics, cell.sources, true, frame, 32, [](const InfluenceProgress&) {}).basis;
  cell.scan0 = scan0_amplitudes(cell.sources, cell.basis.pressure, true);
  cell.system = plating_system_of(study, cell.model, cell.basis, cell.scan0, communicator);
  return cell;
}

PlatingHistory cycled(const CoupledCell& cell) {
  PlatingHistory history;
  history.state = initial_state(cell.system);
  const auto nothing = [](const PlatingHistory&) {};
  run_protocol(cell.system, models::protocol_of(cell.study.protocol), {cell.study.time, false, 200}, history,
               nothing, nothing);
  return history;
}

/// The same voltages, deposits, pressures and crack at every step, and nothing from nowhere.
TEST(PlatingInSpace, ExtrudedCellGivesThePlaneResult) {
  const CoupledCell plane = coupled_block(2), space = coupled_block(3);
  ASSERT_EQ(plane.system.boundaries.size(), space.system.boundaries.size());
  const auto& A = plane.system.elasticity.A;
  EXPECT_LT((A - space.system.elasticity.A).norm(), 1e-9 * A.norm());
  const PlatingHistory flat = cycled(plane), deep = cycled(space);
  ASSERT_EQ(flat.rows.size(), deep.rows.size());
  for (std::size_t k = 0; k < flat.rows.size(); ++k) {
    const PlatingRow &one = flat.rows[k], &other = deep.rows[k];
    ASSERT_NEAR(one.voltage_V, other.voltage_V, 1e-9 * (1e-4 + std::abs(one.voltage_V))) << k;
    ASSERT_NEAR(one.deposit_max_m, other.deposit_max_m, 1e-8 * (1e-12 + one.deposit_max_m)) << k;
    ASSERT_NEAR(one.pressure_max_Pa, other.pressure_max_Pa, 1e-8 * (1.0 + one.pressure_max_Pa)) << k;
    ASSERT_NEAR(one.lithium_stored_m, other.lithium_stored_m, 1e-8 * (1e-12 + one.lithium_stored_m)) << k;
    ASSERT_NEAR(one.crack_length_m, other.crack_length_m, 1e-12) << k;
    ASSERT_NEAR(one.leak_fraction, other.leak_fraction, 1e-8) << k;
    EXPECT_LT(other.charge_error, 1e-10);
    EXPECT_LT(other.lithium_error, 1e-10);
  }
  EXPECT_GT(flat.rows.back().deposit_max_m, 0.0);
}

/// A slab of a few grains with two half pennies, residual strain and deposits.
CellStudy slab_study(double tolerance) {
  CellStudy study = small_mixed_cell();
  study.model.dimension = "3d";
  study.model.slab_depth_um = 30.0;
  study.cell.thickness_mm = 0.06;
  study.cell.width_um = 60.0;
  study.cell.window_um = {30.0, 30.0};
  study.grains.source = "laguerre";
  study.grains.size_um = 40.0;
  study.flaws.place_um = {20.0, 40.0};
  study.flaws.place_depth_um = {5.0, 7.5};
  study.flaws.place_angle_deg = {0.0, 10.0};
  study.fracture.path_um = 2.5;
  study.fracture.toughness_MPa_sqrt_m = 0.1;
  study.numerics.solver = "multigrid";
  study.numerics.tolerance = tolerance;
  study.numerics.cell_far_um = study.numerics.cell_window_um = study.numerics.cell_boundary_um = 7.5;
  study.numerics.cell_flaw_um = 1.875;
  study.numerics.voxel_um = 7.5;
  study.time.electrode_piece_um = 15.0;
  return study;
}

/// Responses, and where the protocol ends.
ConvergenceTable digest(const std::string& table_name, const CoupledCell& cell,
                        const PlatingHistory& history) {
  ConvergenceTable table(table_name,
                         "what | |Z|, |Y|, |A| | voltage (V), deposit, stored (m), pressure (Pa)");
  table.add("responses",
            {cell.system.transport.Z.norm(), cell.system.transport.Y.norm(), cell.basis.pressure.norm()});
  const PlatingRow& last = history.rows.back();
  table.add("last step", {last.voltage_V, last.deposit_max_m, last.lithium_stored_m, last.pressure_max_Pa});
  return table;
}

/// Run on 1, 2 and 4 ranks against one table: elasticity on a mesh that is cut, potentials on ports that are
/// shared out.
TEST(RankIndependence, PlatingInSpace) {
  const CoupledCell cell = coupled_block(3, MPI_COMM_WORLD);
  digest("ranks_plating", cell, cycled(cell)).check(1e-9);
}

/// The iterative solver leaves a residual that is another one on other ranks; ten times what it may leave
/// passes through the whole protocol. A flaw grows on the way.
TEST(RankIndependence, MultigridPlatingInSpace) {
  constexpr double tolerance = 1e-10;
  const CoupledCell cell = coupled_cell(slab_study(tolerance), MPI_COMM_WORLD);
  const PlatingHistory history = cycled(cell);
  const double growth = history.rows.back().crack_length_m - history.rows.front().crack_length_m;
  EXPECT_NEAR(growth, 2.5 * units::um, 1e-15) << "one ring";
  for (const PlatingRow& row : history.rows) {
    EXPECT_LT(row.charge_error, 1e-10);
    EXPECT_LT(row.lithium_error, 1e-10);
  }
  digest("ranks_plating_multigrid", cell, history).check(10.0 * tolerance);
}

}  // namespace
}  // namespace lauelith::verification
