// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/boundary_trace.h"
#include "inverse/compared_maps.h"
#include "src/influence_basis.h"

namespace lauelith::inverse {

/// Strain per unit amplitude of sources at the pixels: 5n rows, a column per source. Voxels within half a
/// step of a pixel are averaged, at a boundary those of the pixel's own grain; below the face they are
/// weighted with exp(−depth/10 µm), a middle energy's 1/e depth, down to the 15 µm that scatter. Pixels
/// outside of the field: zero.
Eigen::MatrixXd source_columns(const InfluenceBasis& basis, const std::vector<std::size_t>& sources,
                               const ComparedPixels& pixels);

/// Mechanical penetration, as columns with independent unit amplitudes and rms 1 over the map:
///   two fifths of the variance from pressurised cracks at the interface (sources of kind "crack", Pa; of a
///   finite element basis: unit pressure in each flaw, and in the lengths that it may have grown to),
///   two fifths from fields of any shape near the interface, their size growing with the distance from it:
///   bumps of width 1, 2, 4, 8 h at Y = 0.5, 2, 5, 11 h with falling size. They stand for the third
///   dimension, anisotropy and shapes of flaws that the cracks do not have, one fifth from what deposits
///   would do, times exp(−Y/30 µm): flaws follow boundaries that meet the interface.
/// No columns where the map shows nothing of these.
Eigen::MatrixXd penetration_columns(const InfluenceBasis& basis, const Eigen::MatrixXd& transport,
                                    const ComparedPixels& pixels);

/// The share of cracks in the variance of a penetration signal.
inline constexpr double penetration_crack_share = 0.4;

/// The same in parts, for a fit that asks how long the cracks are: cracks sorted by length (a factor of two
/// each), and all else that penetration may be; every part has rms 1 and at most some dozen columns.
struct PenetrationKinds {
  struct Cracks {
    double length_m = 0.0;     ///< geometric mean
    double pressure_Pa = 0.0;  ///< sd of their pressures at rms 1
    Eigen::MatrixXd columns;
  };
  std::vector<Cracks> cracks;
  Eigen::MatrixXd fields;
};
PenetrationKinds penetration_kinds(const InfluenceBasis& basis, const Eigen::MatrixXd& transport,
                                   const ComparedPixels& pixels);

/// Deposits in boundaries, the same way: half from openings of the pieces (common to all, to a boundary,
/// smooth along it, and rough), half from halos exp(−d/λ) of any strength along the traces, with compression
/// across the boundary as the leading tensor.
Eigen::MatrixXd transport_columns(const InfluenceBasis& basis, const std::vector<TracePiece>& traces,
                                  const ComparedPixels& pixels);

/// The same covariance (columns)(columns)ᵀ with fewer columns: principal parts that hold all but `lost` of
/// the variance in units of the noise.
Eigen::MatrixXd compressed_columns(const Eigen::MatrixXd& columns, const ComparedPixels& pixels,
                                   int most_columns = 200, double lost = 1e-5);

/// rms 1 over all rows; unchanged if zero.
void normalise(Eigen::MatrixXd& columns);

}  // namespace lauelith::inverse
