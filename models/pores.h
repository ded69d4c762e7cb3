// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/domain_box.h"

namespace lauelith::models {

/// A round hole: a sphere, or in two dimensions a disc (a channel along Z).
struct Pore {
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();  ///< m
  double radius = 0.0;                               ///< m
};

/// Holes that do not overlap, with a grid to find them. An empty set contains nothing.
class PoreSet {
 public:
  PoreSet() = default;
  PoreSet(std::vector<Pore> pores, const DomainBox& domain, int dimension);

  const std::vector<Pore>& pores() const { return pores_; }
  bool contains(const Eigen::Vector3d& point) const;
  /// Area or volume of the parts inside the domain over that of the domain: by counting points.
  double pore_fraction(int points_per_side) const;

 private:
  bool overlaps(const Pore& pore, const Eigen::Vector3d& point) const;

  std::vector<Pore> pores_;
  DomainBox domain_;
  int dimension_ = 2;
  Eigen::Vector3i n_bins_ = Eigen::Vector3i::Ones();
  std::vector<std::vector<int>> bins_;
};

/// How explicit pores are drawn.
struct PoreDrawing {
  double relative_density = 0.9;  ///< 1 − pore fraction
  double diameter = 10e-6;        ///< median, m
  double log_sd = 0.3;            ///< of the diameter (log-normal, cut at ± 2 sd)
  double clearance = 0.1;         ///< least gap between two pores, as a share of the sum of their radii
};
/// Random sequential addition, largest first, of pores with centres in the domain that lie inside it whole.
/// A density that cannot be reached is a UsageError. Pinned by Pores.ReachTheRelativeDensity.
PoreSet draw_pores(const PoreDrawing& drawing, const DomainBox& domain, int dimension, unsigned seed);

}  // namespace lauelith::models
