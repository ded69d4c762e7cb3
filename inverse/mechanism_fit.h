// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "inverse/comparison_model.h"
#include "inverse/parameter_chain.h"

namespace lauelith::inverse {

/// A recorded voltage: current density, cell voltage and its error.
struct VoltagePoint {
  double current_A_m2 = 0.0;
  double voltage_V = 0.0;
  double sigma_V = 0.0;
};

/// What ties the strain to the cell, beyond the maps.
struct CellKnowledge {
  std::vector<VoltagePoint> voltage;
  double last_current_A_m2 = 0.0;       ///< before the last scan; 0: not known, no overpotential is inferred
  double bulk_resistance_ohm_m2 = 0.0;  ///< of the pellet
  double pressure_per_rms_Pa = 0.0;     ///< sd of the flaw pressures of a penetration signal of rms 1
  double opening_per_rms_m = 0.0;       ///< sd of the boundary openings of a transport signal of rms 1
};

/// Finer grids of discrepancy and share than a verdict needs: between their points ln Z is interpolated.
HypothesisPriors finer_priors(HypothesisPriors priors);

CellKnowledge with_unit_sizes(const ComparisonModel& model, CellKnowledge cell);

/// A parameter of the fit with its prior, uniform in [low, high] of what is sampled (a logarithm where
/// `is_log`).
struct FitParameter {
  std::string name;
  double low = 0.0;
  double high = 1.0;
  bool is_log = false;
};

/// Sampled: ln rms of the signal, share w of penetration, growth exponent g (amplitudes go as (k/K)^g),
/// individuality 1 − ρ of the courses, ln s of the discrepancy (half-normal on top), and with voltage data or
/// a current ln R_int; everything linear is marginalised as in evidence.h, the length of the discrepancy
/// summed. Between grid points ln Z is interpolated, in w by straight lines (it falls steeply towards 0 and
/// 1), in ln s by parabolas. R_int: pressure = F·(i·R_int·φ)/V_Li with the focusing φ left over (φ < 1 is not
/// excluded); the voltage gives
///   U = i (R_int,total + L/σ) + error. Without it R_int and φ are one number.
class MechanismFit {
 public:
  MechanismFit(const ComparisonModel& model, const Changes& changes, CellKnowledge cell);
  const std::vector<FitParameter>& parameters() const { return parameters_; }
  double log_density(const Eigen::VectorXd& theta) const;
  Eigen::VectorXd prior_draw(std::uint32_t seed, std::uint64_t number) const;

  /// Sampled parameters in their own units and what follows from them (pressure_MPa, opening_nm, …).
  struct Derived {
    std::vector<std::string> names;
    Eigen::MatrixXd values;  ///< draws × names
  };
  Derived derived(const Eigen::MatrixXd& draws) const;

 private:
  double log_evidence(double scale, double w, double growth, double individuality, double s) const;
  double log_cell(std::size_t cell, std::size_t form, double scale, const ScanModes& modes) const;

  const ComparisonModel& model_;
  CellKnowledge cell_;
  std::vector<FitParameter> parameters_;
  std::vector<double> log_null_;                         ///< per cell
  std::vector<std::vector<Eigen::MatrixXd>> form_data_;  ///< per cell and form: Vᵀ Φᵀ Σ⁻¹ Y
  std::vector<std::size_t> form_order_;                  ///< forms by rising w
};

/// Chains as `fit` runs them, each from the most probable of 400 draws from the prior.
ChainResult sampled(const MechanismFit& fit, std::uint32_t seed, int n_threads);

}  // namespace lauelith::inverse
