// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>

#include "solvers/influence_fields.h"
#include "solvers/plating_run.h"
#include "solvers/plating_simulation.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {

/// A cell with its influence basis and reduced system, ready to be cycled.
struct CoupledCell {
  solvers::CellStudy study;
  solvers::CellModel model;
  std::vector<solvers::CellSource> sources;
  InfluenceBasis basis;
  Eigen::VectorXd scan0;
  solvers::PlatingSystem system;
};

inline CoupledCell coupled_cell(const solvers::CellStudy& study, MPI_Comm communicator = MPI_COMM_SELF) {
  using namespace solvers;
  CoupledCell cell{study, make_cell_model(study), {}, {}, {}, {}};
  cell.sources = cell_sources(study, cell.model);
  const FieldFrame frame = voxel_frame(study, cell.model);
  const auto mechanics = make_mechanics(elastic_problem(study, cell.model), study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  cell.basis =
      influence_fields(*mechanics, cell.sources, study.flaws.open, frame, 32, [](const InfluenceProgress&) {
      }).basis;
  cell.scan0 = scan0_amplitudes(cell.sources, cell.basis.pressure, study.flaws.open);
  cell.system = plating_system_of(study, cell.model, cell.basis, cell.scan0, communicator);
  return cell;
}

/// Both mechanisms on, in a small cell that is solved in seconds.
inline solvers::CellStudy small_mixed_cell() {
  solvers::CellStudy study = small_cell();
  study.model.level = "L2";
  study.numerics.degree = 1;
  study.numerics.cell_far_um = 10.0;
  study.fracture.path_um = 5.0;
  study.deposition.exchange_current_ratio = 1e-4;
  study.electro.conductivity_electronic_S_cm = 1e-7;
  study.electro.boundary_conductivity_ratio = 1e4;
  return study;
}

/// The reduced system without solving for elasticity: openings that do not feel each other, of one stiffness.
inline solvers::PlatingSystem stiff_system(const solvers::CellStudy& study, const solvers::CellModel& model,
                                           double stiffness_Pa_m, double residual_Pa = 0.0,
                                           const solvers::PressureAt& pressure = {}) {
  using namespace solvers;
  std::vector<BasisSource> openings;
  for (const CellSource& source : cell_sources(study, model)) {
    if (source.source.is_opening()) openings.push_back(source.source);
  }
  const auto n = static_cast<Eigen::Index>(openings.size());
  OpeningElasticity elasticity;
  elasticity.A = stiffness_Pa_m * Eigen::MatrixXd::Identity(n, n);
  elasticity.residual_Pa = Eigen::VectorXd::Constant(n, residual_Pa);
  elasticity.measure.resize(n);
  for (Eigen::Index k = 0; k < n; ++k) elasticity.measure[k] = openings[static_cast<std::size_t>(k)].measure;
  return make_plating_system(study, model, openings, elasticity, pressure);
}

/// φ_i − φ_e at the deposits of a state.
inline Eigen::VectorXd supersaturation(const solvers::PlatingSystem& system,
                                       const solvers::PlatingState& state) {
  const auto maps = step_maps(system, state);
  const Eigen::VectorXd phi_i = (state.phi_0 - (system.transport.Z * state.J).array()).matrix();
  const Eigen::VectorXd E = electron_currents(system, maps, state);
  const Eigen::VectorXd phi_e = state.counter_V * system.transport.psi + system.transport.Y * E;
  Eigen::VectorXd U(static_cast<Eigen::Index>(system.boundaries.size()));
  for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
    const int opening = system.boundaries[k];
    U[static_cast<Eigen::Index>(k)] =
        phi_i[static_cast<Eigen::Index>(system.port_of_opening(opening))] - phi_e[opening];
  }
  return U;
}

/// A narrow strip through the whole thickness of the paper's cell, with deposits that hardly react.
inline solvers::CellStudy narrow_cell() {
  solvers::CellStudy study;
  study.cell.width_um = 40.0;
  study.cell.window_um = {40.0, 1110.0};
  study.grains.source = "laguerre";
  study.grains.size_um = 80.0;
  study.cell.stack_pressure_MPa = 0.0;
  study.flaws.density_per_mm = 0.0;
  study.interface.resistance_ohm_cm2 = 130.0;
  study.deposition.exchange_current_ratio = 1e-9;
  study.numerics.cell_window_um = study.numerics.cell_boundary_um = 10.0;
  return study;
}

/// One boundary straight through the cell.
inline solvers::CellModel bicrystal(const solvers::CellStudy& study, int n_pieces) {
  solvers::CellModel model = solvers::make_cell_model(study);
  std::vector<models::BoundaryPiece> pieces;
  const double x = model.domain.centre()[0], step = model.domain.size()[1] / n_pieces;
  for (int k = 0; k < n_pieces; ++k) {
    models::BoundaryPiece piece;
    piece.grain_a = 0;
    piece.grain_b = 1;
    piece.normal = solvers::Point::UnitX();
    piece.measure = step;
    piece.corners = {solvers::Point(x, k * step, 0), solvers::Point(x, (k + 1) * step, 0)};
    piece.centre = 0.5 * (piece.corners[0] + piece.corners[1]);
    pieces.push_back(piece);
  }
  model.boundaries = models::BoundaryNetwork(pieces, model.microstructure.grains(), model.domain, 2);
  return model;
}

/// One step under constant current.
inline solvers::PlatingState stepped(const solvers::PlatingSystem& system, const solvers::PlatingState& from,
                                     double current, double duration) {
  const solvers::StepResult step =
      implicit_step(system, step_maps(system, from), from, {false, current}, duration);
  EXPECT_TRUE(step.converged);
  return step.state;
}

}  // namespace lauelith::verification
