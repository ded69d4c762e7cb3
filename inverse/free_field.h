// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/evidence.h"

namespace lauelith::inverse {

/// Evidence of a free smooth field (M_other) at every point of its grid: scan mode m sees a discrepancy of
/// variance s² + τ_m s_o². ln|Σ_N| and Yᵀ Σ_N⁻¹ Y are interpolated in ln s between the field cells
/// (four-point Lagrange).
std::vector<EvidenceSetting> free_field_settings(const EvidenceCells& cells, const CellData& data,
                                                 const Eigen::MatrixXd& S,
                                                 const std::vector<ScanModes>& modes,
                                                 const HypothesisPriors& priors, double widening);

}  // namespace lauelith::inverse
