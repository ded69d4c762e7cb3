// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "inverse/indexing.h"
#include "inverse/strain_refinement.h"

namespace lauelith::inverse {

/// A lattice with the peaks that it explains.
struct FittedGrain {
  RefinementResult lattice;
  std::vector<SpotMatch> matches;  ///< indices are primitive until the grain is finished
  double log10_false_alarm = 0.0;
};

/// Peaks explained by a lattice: each peak with the nearest predicted spot and each spot with its nearest
/// peak, within the radius. Looks at the first n_directions of the table.
std::vector<SpotMatch> link_spots(const Eigen::Matrix3d& M_lab_1_A, const std::vector<Peak>& peaks,
                                  const std::vector<std::uint8_t>& active, double radius_px,
                                  std::size_t n_directions, const IndexingPlan& plan);

/// Grows a candidate into a grain: rotation on the strong spots, then rotation and strain on every reflection
/// of the table, linking again within five standard errors until nothing changes.
FittedGrain grow_grain(const Eigen::Matrix3d& M_lab_1_A, const std::vector<Peak>& peaks,
                       const std::vector<std::uint8_t>& active, const IndexingPlan& plan);

/// Peaks that the grain would take if no other wanted them: within `n_sigma` of the scatter of its own;
/// `predicted` are the spots of its lattice.
std::vector<SpotMatch> claimed_peaks(const FittedGrain& grain, const std::vector<Peak>& peaks,
                                     const std::vector<std::uint8_t>& active, double n_sigma,
                                     const IndexingPlan& plan);
/// The same for whoever has the grain's spots already.
std::vector<SpotMatch> claimed_peaks(const FittedGrain& grain,
                                     const std::vector<forward::PredictedSpot>& predicted,
                                     const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active,
                                     double n_sigma, const IndexingPlan& plan);

/// Sets the false alarm of a grain among the active peaks.
void score_grain(FittedGrain& grain, const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active,
                 const IndexingPlan& plan);

/// The last steps of grow_grain alone, from a lattice that is already good.
FittedGrain refit_grain(const FittedGrain& grain, const std::vector<Peak>& peaks,
                        const std::vector<std::uint8_t>& active, const IndexingPlan& plan);

}  // namespace lauelith::inverse
