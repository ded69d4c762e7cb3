// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <map>
#include <vector>

#include "inverse/evidence_cells.h"
#include "inverse/time_courses.h"

namespace lauelith::inverse {

/// Everything that is marginalised, at one point of its grid.
struct EvidenceSetting {
  std::size_t cell = 0;         ///< of cells(); M_other: of field_cells() without the size
  std::size_t signal_cell = 0;  ///< with the discrepancy of the scan mode in which the signal is strongest
  std::size_t form = 0;
  std::size_t course = 0;
  double scale = 0.0;       ///< rms of the signal; M_other: sd of the free field
  double log_weight = 0.0;  ///< ln(prior × likelihood)
};

/// Of a hypothesis that was left out, or of which the map shows nothing.
inline constexpr double not_tested = -1e300;

struct HypothesisEvidence {
  bool is_tested = false;
  double log_z = not_tested;
  double log_z_sd = 0.0;              ///< of the quadrature: against one with half of the scales
  double log_z_visible = not_tested;  ///< with the prior cut to signals of at least the smallest effect
  EvidenceSetting best;
  std::vector<EvidenceSetting> settings;  ///< those within 14 of the best
};

/// A setting in proportion to its weight; 0 < u < 1.
const EvidenceSetting& drawn_setting(const HypothesisEvidence& evidence, double u);

using Evidence = std::array<HypothesisEvidence, n_hypotheses>;

/// ln Z of penetration, M1 and M1c in equal parts.
double log_penetration(const Evidence& evidence);

/// Linear-Gaussian evidence of the six hypotheses,
///   Y ~ N(0, S ⊗ Σ_N + T ⊗ σ² (Φ Φᵀ + f² U K Uᵀ)),   Σ_N = D + s² U K Uᵀ + N Nᵀ,
/// S the covariance between changes (scans share Scan 0), T a time course, Φ the columns of a form, f the
/// relative discrepancy. Both pairs (S, T) and (Σ_N, ΦΦᵀ) are made diagonal, so that with y the data in scan
/// modes and z those in both sets of modes
///   ln Z = Σ_m { ln N(y_m; 0, Σ_m) + ½ Σ_j [ z²_jm σ²τ_m/(1 + σ²τ_m γ_jm) − ln(1 + σ²τ_m γ_jm) ] },
/// where Σ_m is Σ_N with s² + τ_m f²σ² in place of s², the nearest of the grid; s, ℓ, σ, T and the mixture
/// weight are summed over their grids.
/// M_other: N(0, S ⊗ Σ_N + T ⊗ s_o² U K Uᵀ), mode by mode a Σ_N with s² + τ_m s_o².
/// Pinned by: Evidence.* (tests/inverse/evidence_test.cc): brute-force integration, a dense Kronecker oracle,
/// Savage-Dickey.
class EvidenceModel {
 public:
  EvidenceModel(const EvidenceCells& cells, const Eigen::MatrixXd& scan_covariance,
                const std::vector<double>& currents, const HypothesisPriors& priors,
                double least_visible_scale = 0.0);

  /// Of the first `n_scans` later scans (0: all). `widening`: multiplies the scales of all priors of signals.
  Evidence evaluate(const CellData& data, int n_scans = 0, double widening = 1.0) const;
  const std::vector<TimeCourse>& courses() const { return courses_; }
  const EvidenceCells& cells() const { return cells_; }
  const HypothesisPriors& priors() const { return priors_; }
  const Eigen::MatrixXd& scan_covariance() const { return S_; }
  ScanModes modes_of(std::size_t course, int n_scans) const;

  /// Posterior mean of the amplitudes (columns of both mechanisms × scans) at a setting, and a draw.
  Eigen::MatrixXd amplitudes(const CellData& data, const EvidenceSetting& setting) const;
  Eigen::MatrixXd drawn_amplitudes(const CellData& data, const EvidenceSetting& setting, std::uint32_t seed,
                                   std::uint64_t number) const;
  Eigen::MatrixXd prior_amplitudes(const EvidenceSetting& setting, std::uint32_t seed,
                                   std::uint64_t number) const;

 private:
  struct Signal {
    std::size_t length = 0;
    std::size_t form = 0;
    std::size_t course = 0;
  };
  class ModeTable;
  bool is_weakened(std::size_t course) const { return course >= n_plain_; }
  /// Every signal that a hypothesis allows, in the order of log_terms().
  template <typename Visit>
  void for_each_signal(Visit visit) const;
  /// ½ Σ ln(1 + σ²τγ) of every signal, size of the discrepancy, scan mode and scale, in this order.
  std::vector<double> log_terms(int n_scans, double widening) const;
  /// Which size of the grid a mode's discrepancy has.
  std::size_t size_in_mode(std::size_t i_s, double scale, double tau) const;
  /// ln|S| and the 2π, once per row.
  double log_constant(int n_scans) const;
  void fill(ModeTable& table, const CellData& data, const Signal& signal, const ScanModes& modes,
            double widening, std::vector<double>::const_iterator& term) const;
  void add_signals(const CellData& data, const std::vector<ScanModes>& modes, int n_scans, double widening,
                   std::array<std::vector<EvidenceSetting>, n_hypotheses>& settings) const;

  const EvidenceCells& cells_;
  Eigen::MatrixXd S_;
  HypothesisPriors priors_;
  std::vector<TimeCourse> courses_;  ///< plain ones, then those of M1c
  std::size_t n_plain_ = 0;
  double least_visible_scale_ = 0.0;
  /// Of the scans and widenings that verdicts ask for: they are the same for every data set.
  std::map<std::pair<int, double>, std::vector<double>> log_terms_;
};

/// Probabilities of the hypotheses from prior weights and evidence.
std::array<double, n_hypotheses> posterior_of(const Evidence& evidence, const HypothesisPriors& priors);

}  // namespace lauelith::inverse
