// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <vector>

#include "inverse/grain_growth.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// A panel fitted to strained crystals, and how well it is known.
struct DetectorRefinement {
  bool refined = false;
  std::string message;         ///< why not; or which parameters only the prior holds
  FiveParameters given;        ///< of the detector file
  FiveParameters five;         ///< refined
  std::array<bool, 5> free{};  ///< which of the five were fitted
  Vector5d prior_sigma = Vector5d::Zero();
  Matrix5d covariance = Matrix5d::Zero();  ///< mm, px, px, deg, deg; prior included
  int n_grains = 0;
  int n_spots = 0;
  Detector detector;
};

/// Fits distance or all five parameters of the panel together with rotation and strain (8 numbers) of every
/// accepted grain of a run: Gauss–Newton on both coordinates of all spots. The grains' own parameters are
/// eliminated (variable projection), A_g their 8 × 8 normal matrix, B_g the 8 × 5 mixed one:
///   S = Σ_g (D_g − B_gᵀ A_g⁻¹ B_g) + P⁻¹        δ = S⁻¹ (Σ_g (d_g − B_gᵀ A_g⁻¹ a_g) + P⁻¹ (given − now))
/// with P the prior (variances of IndexOptions::detector_prior about `given`), d and a the gradients. A
/// strained crystal says little about some of these numbers (strain zz and distance both stretch a pattern):
/// what the spots do not decide stays with the prior, and `message` says so. The covariance S⁻¹ is that of
/// the joint fit. `given`: the panel of the detector file, which may differ from that of the plan in a second
/// round. At most 400 grains, evenly spread, are used.
/// Pinned by: DetectorRefinement.* (tests/inverse/detector_refinement_test.cc).
DetectorRefinement refine_detector(const std::vector<FrameResult>& frames, const Detector& given,
                                   const IndexingPlan& plan);

/// Adds what the uncertainty of the panel (plan.detector_covariance) does to a refined lattice:
/// C ← C + K C_panel Kᵀ, K = A⁻¹B of its spots. Common to all grains of a run: averaging does not reduce it.
void add_detector_uncertainty(const std::vector<SpotMatch>& matches, const std::vector<Peak>& peaks,
                              const IndexingPlan& plan, RefinementResult& lattice);

}  // namespace lauelith::inverse
