// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/compared_maps.h"

namespace lauelith::inverse {

/// The rows of one grain along one principal axis of its errors. Within a grain all pixels have nearly one
/// orientation and see nearly the same spots, so their covariances are taken as
///   C_pixel = w_pixel · C_grain,   w = tr(C_grain⁻¹ C_pixel)/5,
/// C_grain their mean. Along the eigenvectors of C_grain the five components are then independent, and remain
/// so under a discrepancy with equal variance in every direction: five small problems instead of a large one.
struct StrainBlock {
  int grain = 0;
  Vector5d axis = Vector5d::UnitX();  ///< in the basis of deviatoric.h
  std::vector<std::size_t> pixels;    ///< rows of ComparedPixels
  Eigen::VectorXd variance;           ///< per pixel, of one scan
};

/// `down_weight`: per pixel, 0 to 1, of pixels that no model explains; empty: all 1.
std::vector<StrainBlock> strain_blocks(const ComparedPixels& pixels, const Eigen::VectorXd& down_weight = {});

/// The rows of a 5n × m matrix (changes or columns) that belong to a block.
Eigen::MatrixXd rows_of_block(const StrainBlock& block, const Eigen::MatrixXd& matrix);
/// Puts them back: adds along the axis of the block.
void add_rows_of_block(const StrainBlock& block, const Eigen::MatrixXd& rows, Eigen::MatrixXd& matrix);

}  // namespace lauelith::inverse
