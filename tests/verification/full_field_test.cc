// SPDX-License-Identifier: BSD-3-Clause
// The reduced system against the coupled solution on the meshes, both mechanisms on.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/full_field.h"
#include "solvers/plating_events.h"
#include "src/electrochemical_units.h"
#include "src/units.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

/// The paper's three grains with a notch and wetted boundaries, plated one way at 1 mA/cm²: pressure,
/// thickness and voltage within 1 %.
TEST(FullField, ReducedSystemAgrees) {
  CellStudy study = small_mixed_cell();
  study.cell.thickness_mm = 0.2;
  study.cell.width_um = 160.0;
  study.cell.window_um = {120.0, 120.0};
  study.grains.boundary_piece_um = 10.0;
  study.flaws.place_um = {80.0};
  study.flaws.place_depth_um = {10.0};
  study.flaws.place_angle_deg = {0.0};
  study.deposition.site_density_per_mm = 1e4;
  study.electro.electron_contact = "pinned";
  const CoupledCell cell = coupled_cell(study);
  const auto mechanics = make_mechanics(elastic_problem(study, cell.model), study.numerics);
  const StepMaps maps = step_maps(cell.system, initial_state(cell.system));
  ASSERT_GT(maps.n_flaw, 2);
  ASSERT_GT(maps.n_deposit, 10);
  PlatingState reduced = initial_state(cell.system), full = reduced;
  for (const double duration : {20.0, 600.0}) {
    const PlatingControl control{false, 10.0};
    const StepResult step = implicit_step(cell.system, maps, reduced, control, duration);
    ASSERT_TRUE(step.converged);
    const FullFieldResult mesh =
        full_field_step(cell.system, maps, *mechanics, cell.sources, cell.scan0, full, control, duration);
    ASSERT_TRUE(mesh.converged) << mesh.iterations;
    reduced = step.state;
    full = mesh.state;
    EXPECT_LT(mesh.pressure_error_Pa, 1e-6 * full.pressure_Pa[0] + 1.0);
    EXPECT_NEAR(reduced.counter_V, full.counter_V, 0.01 * full.counter_V);
    EXPECT_NEAR(reduced.pressure_Pa[0], full.pressure_Pa[0], 0.01 * full.pressure_Pa[0]);
    EXPECT_NEAR(reduced.h.maxCoeff(), full.h.maxCoeff(), 0.01 * full.h.maxCoeff());
    EXPECT_NEAR(reduced.h.sum(), full.h.sum(), 0.01 * full.h.sum());
  }
  EXPECT_GT(full.pressure_Pa[0], 30 * units::MPa);
  EXPECT_GT(full.h.maxCoeff(), 0.1 * units::nm);
  RecordProperty("pressure_MPa", std::to_string(full.pressure_Pa[0] / units::MPa));
}

}  // namespace
}  // namespace lauelith::verification
