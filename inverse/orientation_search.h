// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "inverse/indexing.h"
#include "inverse/peak_grid.h"

namespace lauelith::inverse {

/// An orientation that brings strong predicted spots onto peaks.
struct OrientationCandidate {
  Eigen::Matrix3d M_lab_1_A = Eigen::Matrix3d::Identity();
  double log10_false_alarm = 0.0;
};

/// Expected number of chance patterns as good as this lattice, at the best of several depths of prediction.
/// `fitted`: the lattice was refined on these peaks.
double lattice_false_alarm(const Eigen::Matrix3d& M_lab_1_A, const PeakGrid& grid, const IndexingPlan& plan,
                           bool fitted);

/// Candidates from pairs of the brightest active peaks, best first, none nearer to a better one than twice
/// the pair tolerance; only those that chance does not explain. The brightest 8, 16, 32 … are paired until a
/// candidate is beyond doubt or all have been. `normals`: plane normals of all peaks.
std::vector<OrientationCandidate> search_orientations(const std::vector<std::uint8_t>& active,
                                                      const std::vector<Eigen::Vector3f>& normals,
                                                      const PeakGrid& grid, const IndexingPlan& plan,
                                                      const SearchEffort& effort);

}  // namespace lauelith::inverse
