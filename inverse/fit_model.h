// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>
#include <vector>

#include "inverse/cell_history.h"
#include "inverse/comparison_model.h"
#include "inverse/course_likelihood.h"
#include "inverse/mechanism_columns.h"

namespace lauelith::inverse {

/// A recorded voltage: current density, cell voltage and its error.
struct VoltagePoint {
  double current_A_m2 = 0.0;
  double voltage_V = 0.0;
  double sigma_V = 0.0;
};

/// What ties the strain to the cell, beyond the maps; SI.
struct CellKnowledge {
  CellHistory history;
  int n_interfaces = 2;                 ///< that a current crosses, each with the resistance R_int
  double bulk_resistance_ohm_m2 = 0.0;  ///< of the pellet
  double thickness_m = 1e-3;
  double boundary_area_ratio = 17.0;  ///< area of grain boundaries per electrode area
};

/// A parameter of the fit; its prior is uniform in [low, high] of what is sampled (of the logarithm where
/// `is_log`), except for the discrepancy.
enum class FitPart {
  signal_rms,
  penetration_share,
  individuality,
  discrepancy_sd,
  crack_length,
  growth_exponent,
  growth_onset,
  kept_at_rest,
  retained_share,
  interface_resistance
};
struct FitParameter {
  FitPart part = FitPart::signal_rms;
  std::string name;
  double low = 0.0;
  double high = 1.0;
  bool is_log = false;
};

/// What `fit` knows before it sees a change. Sampled are
///   signal_rms              rms σ of all signal over the map, log-uniform
///   penetration_share       w: its variance that is penetration; the rest is transport
///   individuality           1 − ρ of the courses of single sources
///   discrepancy_sd          s, half-normal; the likelihood is that of the nearest grid point, summed over ℓ
///   crack_length            a: cracks of length a_d share their variance as exp(−½ (ln(a_d/a)/0.4)²)
/// and, of several later scans,
///   growth_exponent         amplitudes go as (k/K)^g, as far as the cell's history is not known; where it
///   is, growth_onset            c: pressures follow the current up to c times the largest one, kept_at_rest
///   retained_share          r of the deposits, which follow the charge; see cell_history.h
/// and, where a current is known, interface_resistance R: U = i (n R + L/σ). All else is marginalised.
class FitModel {
 public:
  FitModel(const ComparisonSetting& setting, const Eigen::VectorXd& down_weight, CellKnowledge cell,
           int n_threads);

  const std::vector<FitParameter>& parameters() const { return parameters_; }
  bool has(FitPart part) const { return place(part) >= 0; }
  /// In its own unit; `otherwise` where it is not sampled.
  double value(const Eigen::VectorXd& theta, FitPart part, double otherwise) const;
  Eigen::VectorXd prior_draw(std::uint32_t seed, std::uint64_t number) const;
  double log_prior(const Eigen::VectorXd& theta) const;  ///< −∞ outside
  /// Likelihood of recorded voltages.
  double log_of_voltage(const Eigen::VectorXd& theta, const std::vector<VoltagePoint>& voltage) const;

  MechanismPrior penetration(const Eigen::VectorXd& theta) const;
  MechanismPrior transport(const Eigen::VectorXd& theta) const;
  /// Of the evidence cells: those of the nearest s, one per length, with the logarithm of its prior.
  std::vector<std::pair<std::size_t, double>> cells_of(const Eigen::VectorXd& theta) const;

  const EvidenceCells& cells() const { return *cells_; }
  const ComparedPixels& pixels() const { return pixels_; }
  const CellKnowledge& cell() const { return cell_; }
  /// Changes as the model itself would draw them.
  Changes simulated(const Eigen::VectorXd& theta, std::uint32_t seed, std::uint64_t number) const;

  /// Sampled parameters in their own units and what follows from them.
  struct Derived {
    std::vector<std::string> names;
    Eigen::MatrixXd values;  ///< draws × names
  };
  Derived derived(const Eigen::MatrixXd& draws) const;

 private:
  Eigen::Index place(FitPart part) const;
  void add_parameters();
  Eigen::VectorXd crack_shares(const Eigen::VectorXd& theta) const;
  std::vector<std::pair<std::string, double>> physical(const Eigen::VectorXd& theta) const;

  ComparedPixels pixels_;
  HypothesisPriors priors_;
  CellKnowledge cell_;
  std::vector<double> crack_length_m_, crack_pressure_Pa_;
  std::vector<Eigen::Index> crack_columns_;
  double opening_per_rms_m_ = 0.0;
  std::unique_ptr<EvidenceCells> cells_;
  std::vector<FitParameter> parameters_;
};

}  // namespace lauelith::inverse
