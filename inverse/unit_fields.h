// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/boundary_trace.h"
#include "inverse/compared_maps.h"

namespace lauelith::inverse {

/// Fields that know where a mechanism acts but not its mechanics; see mechanism_columns.h.
/// Near the interface: Gaussian bumps in rows at Y = (1.5·2^r − 1) h, 2^r h apart, r = 0 … 3; each of the
/// five components of its own.
Eigen::MatrixXd interface_fields(const ComparedPixels& pixels);

/// Along traces: exp(−d/λ) with λ = 5 and 15 µm (at least 1.2 and 3.6 steps) times bumps along the trace,
/// with compression across the boundary, strain along it, shear; and, with four times the
/// variance, compression common to everything: where deposits form, they form everywhere.
Eigen::MatrixXd boundary_halos(const std::vector<TracePiece>& traces, const ComparedPixels& pixels);

}  // namespace lauelith::inverse
