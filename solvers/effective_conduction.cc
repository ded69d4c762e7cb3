// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/effective_conduction.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "src/failure.h"
#include "src/frames.h"

namespace lauelith::solvers {

using Eigen::Matrix3d;
using models::PressureConductivity;

namespace {

ConductionProblem problem_of(const models::StressMap& stress, ConductionProblem::Outside outside) {
  ConductionProblem problem;
  problem.dimension = stress.dimension();
  problem.n = stress.grid.n;
  problem.spacing_m = stress.grid.spacing_m;
  problem.conducts = stress.conducts;
  problem.outside = outside;
  return problem;
}

/// Current densities over their mean over what conducts.
struct Focusing {
  double largest = 0.0;
  double at_99 = 0.0;
};

Focusing focusing_of(std::vector<double> currents) {
  double mean = 0.0;
  for (const double current : currents) mean += current / static_cast<double>(currents.size());
  const double largest = *std::max_element(currents.begin(), currents.end());
  const auto at = static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(currents.size() - 1));
  std::nth_element(currents.begin(), currents.begin() + at, currents.end());
  return {largest / mean, currents[static_cast<std::size_t>(at)] / mean};
}

void add(PressureConductivity::Slopes& sum, const PressureConductivity::Slopes& one, double weight) {
  sum.pressure_1_Pa += weight * one.pressure_1_Pa;
  sum.temperature_1_K += weight * one.temperature_1_K;
  sum.activation_volume_1_m3 += weight * one.activation_volume_1_m3;
  sum.activation_energy_1_J += weight * one.activation_energy_1_J;
  sum.compressibility_Pa += weight * one.compressibility_Pa;
  sum.reference += weight * one.reference;
}

}  // namespace

PolycrystalConduction::PolycrystalConduction(models::StressMap stress, ConductionProblem::Outside outside)
    : stress_(std::move(stress)), outside_(outside) {
  faces_.resize(stress_.conducts.size());
  for (std::size_t voxel = 0; voxel < faces_.size(); ++voxel) faces_[voxel] = boundary_faces(voxel);
  conduction_ = make_conduction(problem_of(stress_, outside));
}

/// Faces of a voxel to another grain, by axis; around the box where it is periodic.
std::array<int, 3> PolycrystalConduction::boundary_faces(std::size_t voxel) const {
  const auto& n = stress_.grid.n;
  std::array<int, 3> faces{0, 0, 0};
  if (stress_.grain[voxel] < 0) return faces;
  std::size_t stride = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t place = voxel / stride % n[k];
    for (const int step : {-1, 1}) {
      const bool leaves = step < 0 ? place == 0 : place + 1 == n[k];
      if (leaves && outside_ == ConductionProblem::Outside::linear) continue;
      std::size_t other = voxel + static_cast<std::size_t>(step) * stride;
      if (leaves) other = step < 0 ? voxel + (n[k] - 1) * stride : voxel - (n[k] - 1) * stride;
      if (stress_.grain[other] >= 0 && stress_.grain[other] != stress_.grain[voxel]) ++faces[k];
    }
    stride *= n[k];
  }
  return faces;
}

PolycrystalConduction::CellLaw PolycrystalConduction::cell_law(const PressureConductivity& law,
                                                               const ConductionSetting& setting) const {
  const std::size_t n = stress_.conducts.size();
  CellLaw cells{std::vector<Matrix3d>(n, Matrix3d::Zero()), std::vector<Matrix3d>(n, Matrix3d::Zero())};
  const bool is_isotropic = law.axial_1_Pa == 0.0 && law.shear_1_Pa == 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (stress_.conducts[i] == 0) continue;
    const double sigma =
        law.conductivity_S_m(stress_.pressure_Pa[i] + setting.added_pressure_Pa, setting.temperature_K);
    Matrix3d tensor = sigma * Matrix3d::Identity();
    if (!is_isotropic) {
      tensor = sigma * law.anisotropy(stress_.stress_deviator_Pa[i], stress_.R_sample_from_crystal[i]);
      if (!(Eigen::SelfAdjointEigenSolver<Matrix3d>(tensor).eigenvalues().minCoeff() > 0.0)) {
        throw UsageError({"[sensitivity]", "axial_1_GPa, shear_1_GPa",
                          "a deviator that leaves conductivities positive", "a voxel where they are not",
                          "the tensor form is of first order: use smaller values"});
      }
    }
    Matrix3d extra = Matrix3d::Zero();
    for (int k = 0; k < 3; ++k) {
      extra(k, k) = faces_[i][static_cast<std::size_t>(k)] * 0.5 * setting.boundary_resistance_ohm_m2 /
                    stress_.grid.spacing_m[k];
    }
    cells.conductivity_S_m[i] = cells.by_log_sigma[i] = tensor;
    if (!(extra.diagonal().maxCoeff() > 0.0)) continue;
    const Matrix3d inverse = tensor.inverse();
    cells.conductivity_S_m[i] = (inverse + extra).inverse();
    cells.by_log_sigma[i] = cells.conductivity_S_m[i] * inverse * cells.conductivity_S_m[i];
  }
  return cells;
}

EffectiveDirection PolycrystalConduction::effective(const PressureConductivity& law,
                                                    const ConductionSetting& setting, int direction,
                                                    const std::vector<double>& start) const {
  return effective_by(*conduction_, law, setting, direction, start);
}

EffectiveDirection PolycrystalConduction::effective_by(const Conduction& solver,
                                                       const PressureConductivity& law,
                                                       const ConductionSetting& setting, int direction,
                                                       const std::vector<double>& start) const {
  const CellLaw cells = cell_law(law, setting);
  const ConductionState state = solver.solve(cells.conductivity_S_m, direction, start);
  EffectiveDirection result;
  result.conductivity_S_m = state.effective_S_m;
  result.unknowns = state.unknowns;
  std::vector<double> currents;
  for (std::size_t i = 0; i < cells.conductivity_S_m.size(); ++i) {
    if (stress_.conducts[i] == 0) continue;
    const double share =
        cells.by_log_sigma[i].cwiseProduct(tensor_of(state.energy[i])).sum() / state.effective_S_m;
    add(result.slopes, law.slopes(stress_.pressure_Pa[i] + setting.added_pressure_Pa, setting.temperature_K),
        share);
    currents.push_back((cells.conductivity_S_m[i] * state.mean_gradient[i]).norm());
  }
  const Focusing focusing = focusing_of(std::move(currents));
  result.focusing_largest = focusing.largest;
  result.focusing_99 = focusing.at_99;
  return result;
}

std::vector<double> PolycrystalConduction::local(const PressureConductivity& law,
                                                 const ConductionSetting& setting) const {
  std::vector<double> values(stress_.conducts.size(), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (stress_.conducts[i] == 0) continue;
    values[i] =
        law.conductivity_S_m(stress_.pressure_Pa[i] + setting.added_pressure_Pa, setting.temperature_K);
  }
  return values;
}

models::ConductionBounds PolycrystalConduction::bounds(const PressureConductivity& law,
                                                       const ConductionSetting& setting) const {
  return models::conduction_bounds(local(law, setting), stress_.dimension());
}

}  // namespace lauelith::solvers
