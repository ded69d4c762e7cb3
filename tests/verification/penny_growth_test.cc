// SPDX-License-Identifier: BSD-3-Clause
// Half pennies of the coupled model grow where Griffith says: K = 2 p √(a/π) of a penny in a large body (I.
// N. Sneddon, Proc. R. Soc. A 187 (1946) 229), and more under a free surface.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/plating_events.h"
#include "src/constants.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

constexpr double a_um = 8.0;
constexpr double toughness_MPa_sqrt_m = 0.5;
constexpr std::size_t n_path = 3;  ///< rings that may break

/// How finely a penny is divided, in cells of 1 um.
struct Division {
  int degree = 1;
  double ring_um = 1.0;
};

CellStudy penny_study(const Division& division) {
  CellStudy study;
  study.model.dimension = "3d";
  study.model.slab_depth_um = 64.0;
  study.cell.thickness_mm = 0.064;
  study.cell.width_um = 128.0;
  study.cell.window_um = {16.0, 16.0};
  study.cell.stack_pressure_MPa = 0.0;
  study.grains.source = "single";
  study.mechanics.stiffness_GPa = {182.69, 57.69, 62.5};  // E = 155 GPa, ν = 0.24
  study.residual.layer_strain = study.residual.grain_strain_sd = study.residual.field_strain_sd = 0.0;
  study.deposition.exchange_current_ratio = 0.0;
  study.flaws.place_um = {64.0};
  study.flaws.place_depth_um = {a_um};
  study.flaws.place_angle_deg = {0.0};
  study.fracture.path_um = static_cast<double>(n_path) * division.ring_um;
  study.fracture.toughness_MPa_sqrt_m = toughness_MPa_sqrt_m;
  study.numerics.degree = division.degree;
  study.numerics.tolerance = 1e-8;
  study.numerics.flaw_piece_um = division.ring_um;
  study.numerics.cell_flaw_um = 1.0;
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = study.numerics.cell_far_um = 32.0;
  study.numerics.voxel_um = 16.0;
  study.time.electrode_piece_um = 64.0;
  return study;
}

/// The flaw moved into the mirror plane under the slab: half of the half penny does for the whole. With a
/// mirror at the interface too it is a quarter of a penny in a large body.
CoupledCell penny_cell(const Division& division, bool has_free_surface) {
  const CellStudy study = penny_study(division);
  CoupledCell cell{study, make_cell_model(study), {}, {}, {}, {}};
  for (auto* flaws : {&cell.model.flaws, &cell.model.paths}) {
    for (auto& point : flaws->front().path) point[2] = cell.model.domain.low[2];
  }
  cell.sources = cell_sources(study, cell.model);
  const FieldFrame frame = voxel_frame(study, cell.model);
  ElasticProblem problem = elastic_problem(study, cell.model);
  if (!has_free_surface) problem.supports.push_back({boundary::y_low, {false, true, false}, {}});
  const auto mechanics = make_mechanics(problem, study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  cell.basis =
      influence_fields(*mechanics, cell.sources, true, frame, 32, [](const InfluenceProgress&) {}).basis;
  cell.scan0 = scan0_amplitudes(cell.sources, cell.basis.pressure, true);
  cell.system = plating_system_of(study, cell.model, cell.basis, cell.scan0);
  return cell;
}

/// Volume of the open rings; lithium that fills them is as much.
double open_volume(const PlatingSystem& system, const PlatingState& state) {
  const FlawMechanics mechanics = step_maps(system, state).mechanics;
  return mechanics.openings(state.pressure_Pa, pushing(system, state.h))
      .dot(system.elasticity.measure(mechanics.pieces));
}

/// A step under a current that would press harder than any ring bears, so short that pressure rises little.
PlatingState pressed(const PlatingSystem& system, const PlatingState& from, double& duration_s) {
  constexpr double current = 100.0, most_rise = 0.003;
  for (;; duration_s *= 0.5) {
    const PlatingState state = stepped(system, from, current, duration_s);
    const double rise = state.pressure_Pa[0] - from.pressure_Pa[0];
    if (rise > most_rise * std::max(1e6, from.pressure_Pa[0])) continue;
    duration_s *= 1.3;
    return state;
  }
}

/// Pressures at which the rings break, one after the other.
std::vector<double> onsets(const PlatingSystem& system) {
  std::vector<double> onset;
  PlatingState state = initial_state(system);
  const int n_flaw = state.n_open[0];
  double duration_s = 1.0;
  for (int step = 0; step < 5000 && onset.size() < n_path; ++step) {
    state = pressed(system, state, duration_s);
    const PlatingState before = state;
    if (!grow_flaws(system, state, 0.0)) continue;
    EXPECT_EQ(state.n_open[0], before.n_open[0] + 1) << "a ring at a time: lithium stays, pressure falls";
    EXPECT_EQ(state.volume, before.volume);
    EXPECT_NEAR(open_volume(system, state), state.volume[0], 1e-12 * state.volume[0]);
    EXPECT_LT(lithium_error(system, state), 1e-12);
    EXPECT_LT(state.pressure_Pa[0], before.pressure_Pa[0]);
    onset.push_back(before.pressure_Pa[0]);
  }
  for (int step = 0; step < 500; ++step) state = pressed(system, state, duration_s);
  EXPECT_GT(state.pressure_Pa[0], 1.2 * onset.back());
  EXPECT_FALSE(grow_flaws(system, state, 0.0)) << "the way is at its end";
  EXPECT_EQ(state.n_open[0], n_flaw + static_cast<int>(n_path));
  return onset;
}

/// K = 2 p √(a/π), √`gain` as much of a half penny under a free surface.
void expect_griffith(const std::vector<double>& onset, const Division& division, double gain,
                     double tolerance) {
  ASSERT_EQ(onset.size(), n_path);
  for (std::size_t k = 0; k < n_path; ++k) {
    const double radius = (a_um + static_cast<double>(k) * division.ring_um) * units::um;
    const double exact = 0.5 * toughness_MPa_sqrt_m * 1e6 * std::sqrt(constants::pi / radius / gain);
    EXPECT_NEAR(onset[k], exact, tolerance * exact) << division.degree << " " << division.ring_um << " " << k;
  }
}

/// A quarter of a penny between three planes of symmetry; rings of one cell and of two.
TEST(PennyGrowth, RingsBreakAtSneddonsPressure) {
  for (const Division& division : {Division{1, 1.0}, Division{1, 2.0}, Division{2, 1.0}}) {
    const CoupledCell cell = penny_cell(division, false);
    for (const double width : cell.system.flaws[0].extent_m)
      EXPECT_NEAR(width, division.ring_um * units::um, 1e-12) << "that the mirror has cut it changes nothing";
    expect_griffith(onsets(cell.system), division, 1.0, 0.02);
  }
}

/// A half penny grows by the mean of G along its rim, <F²> = 1.132 as in Penny.HalfPennyAtAFreeSurface.
TEST(PennyGrowth, HalfPennyBreaksEarlierUnderAFreeSurface) {
  const Division division{1, 1.0};
  expect_griffith(onsets(penny_cell(division, true).system), division, 1.132, 0.025);
}

}  // namespace
}  // namespace lauelith::verification
