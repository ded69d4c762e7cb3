// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/influence_fields.h"
#include "solvers/plating_state.h"

namespace lauelith::solvers {

/// The coupled step on the meshes themselves, against which the reduced system is checked: kinetics at every
/// quadrature point of electrodes, flaws and boundaries in the nonlinear potential problem, and elasticity
/// solved under all openings at once. Defect correction about the reduced step: with the voltage and the
/// pressures of that step the potentials are solved pointwise, and what they give beyond the reduced laws is
/// added to those, until nothing changes. Filling only (the shares of stripping are not looked at).
/// Pinned by FullField.* (tests/verification/full_field_test.cc).
struct FullFieldResult {
  bool converged = false;
  int iterations = 0;
  PlatingState state;
  double pressure_error_Pa = 0.0;  ///< largest difference of pressures to those of the elastic solution
};
FullFieldResult full_field_step(const PlatingSystem& system, const StepMaps& maps, Mechanics& mechanics,
                                const std::vector<CellSource>& sources, const Eigen::VectorXd& scan0,
                                const PlatingState& from, const PlatingControl& control, double duration_s);

}  // namespace lauelith::solvers
