// SPDX-License-Identifier: BSD-3-Clause
// What follows from a draw of the fit: pressures, openings, and, where the cell's history is known, focusing,
// toughness and electronic conductivity.
#include <cmath>

#include "inverse/fit_model.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double molar_volume_m3_mol = 13.0e-6;  ///< of lithium
constexpr double edge_crack_factor = 1.12;       ///< of a shallow crack at a free edge

using Quantities = std::vector<std::pair<std::string, double>>;

/// p = F φ i R/V_Li up to the pressure from which flaws grow, K = 1.12 p √(π a) (physics as in
/// models/expected_loads.h, read backwards). `pressure`: of the scan under the largest current.
void add_of_current(const FitModel& model, const VectorXd& theta, double pressure, double crack_length_m,
                    Quantities& found) {
  const double onset = model.value(theta, FitPart::growth_onset, 1.0);
  const double unlimited = pressure / std::min(1.0, onset);
  const double R = model.value(theta, FitPart::interface_resistance, 0.0) * units::cm2;
  const double current = model.cell().history.current_A_m2.maxCoeff();
  found.emplace_back("focusing", unlimited * molar_volume_m3_mol / (constants::faraday_C_mol * current * R));
  if (!model.has(FitPart::growth_onset) || crack_length_m <= 0.0) return;
  const double growing = pressure * std::max(1.0, onset);
  const double intensity = edge_crack_factor * growing * std::sqrt(constants::pi * crack_length_m);
  found.emplace_back("toughness_MPa_sqrt_m", intensity / units::MPa);
}

/// The leak that brings the deposits: openings h over the boundary area from V_Li/F · σ_e/L · ∫U dt with
/// U = i (n R + L/σ). Deposits held back by pressure would need more: a lower bound where they are.
void add_of_charge(const FitModel& model, const VectorXd& theta, double opening_m, Quantities& found) {
  const CellKnowledge& cell = model.cell();
  if (!cell.history.has_charge()) return;
  const double charge =
      depositing_charge_C_m2(cell.history, model.value(theta, FitPart::retained_share, 1.0));
  const double R = model.value(theta, FitPart::interface_resistance, 0.0) * units::cm2;
  const double resistance = cell.n_interfaces * R + cell.bulk_resistance_ohm_m2;
  const double conductivity = opening_m * constants::faraday_C_mol * cell.thickness_m *
                              cell.boundary_area_ratio / (molar_volume_m3_mol * resistance * charge);
  found.emplace_back("electronic_conductivity_S_cm", conductivity / units::S_per_cm);
}

}  // namespace

Quantities FitModel::physical(const VectorXd& theta) const {
  const double share = value(theta, FitPart::penetration_share, cells_->n_first() > 0 ? 1.0 : 0.0);
  const double size = value(theta, FitPart::signal_rms, 0.0);
  const VectorXd shares = crack_shares(theta);
  double pressure2 = 0.0, log_length = 0.0;
  for (Index d = 0; d < shares.size(); ++d) {
    const auto i = static_cast<std::size_t>(d);
    pressure2 += shares[d] * crack_pressure_Pa_[i] * crack_pressure_Pa_[i];
    log_length += shares[d] * std::log(crack_length_m_[i]);
  }
  const double crack_length_m = shares.size() > 0 ? std::exp(log_length) : 0.0;
  const double pressure = size * std::sqrt(share * penetration_crack_share * pressure2);
  const double opening = size * std::sqrt(1.0 - share) * opening_per_rms_m_;
  const double overpotential = pressure * molar_volume_m3_mol / constants::faraday_C_mol;
  Quantities found{{"flaw_pressure_sd_MPa", pressure / units::MPa},
                   {"boundary_opening_sd_nm", opening / units::nm},
                   {"overpotential_mV", overpotential / 1e-3}};
  if (has(FitPart::interface_resistance)) {
    add_of_current(*this, theta, pressure, crack_length_m, found);
    add_of_charge(*this, theta, opening, found);
  }
  return found;
}

FitModel::Derived FitModel::derived(const MatrixXd& draws) const {
  Derived result;
  for (const FitParameter& one : parameters_) result.names.push_back(one.name);
  const auto n = static_cast<Index>(parameters_.size());
  for (Index i = 0; i < draws.rows(); ++i) {
    const VectorXd theta = draws.row(i).transpose();
    const Quantities more = physical(theta);
    if (i == 0) {
      for (const auto& [name, unused] : more) result.names.push_back(name);
      result.values.resize(draws.rows(), static_cast<Index>(result.names.size()));
    }
    for (Index k = 0; k < n; ++k)
      result.values(i, k) = value(theta, parameters_[static_cast<std::size_t>(k)].part, 0.0);
    for (std::size_t k = 0; k < more.size(); ++k)
      result.values(i, n + static_cast<Index>(k)) = more[k].second;
  }
  return result;
}

}  // namespace lauelith::inverse
