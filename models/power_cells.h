// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "models/domain_box.h"

namespace lauelith::models {

/// A site of a power (Laguerre) tessellation.
struct PowerSite {
  Eigen::Vector3d position = Eigen::Vector3d::Zero();  ///< m
  double weight = 0.0;                                 ///< m²
};

/// Convex cells: a point x of the domain belongs to the site with the least |x − s|² − w.
///   F. Aurenhammer, SIAM J. Comput. 16 (1987) 78.
/// A query looks at the few sites that can win somewhere in one bin of a grid; which those are is decided
/// exactly: the difference of two powers is linear, so a site is left out if another beats it at all corners.
/// Pinned by PowerCells.BinsGiveTheExactAnswer (against the exhaustive search).
class PowerCells {
 public:
  /// dimension 2: sites and points are compared in X and Y alone.
  PowerCells(std::vector<PowerSite> sites, const DomainBox& domain, int dimension);

  int dimension() const { return dimension_; }
  const DomainBox& domain() const { return domain_; }
  const std::vector<PowerSite>& sites() const { return sites_; }
  std::size_t n_grains() const { return sites_.size(); }

  /// −1 outside of the domain.
  int grain_at(const Eigen::Vector3d& point) const;

 private:
  double power(std::size_t site, const Eigen::Vector3d& point) const;
  std::vector<int> candidates_of_bin(const Eigen::Vector3i& bin) const;
  std::size_t index_of_bin(const Eigen::Vector3i& bin) const;

  std::vector<PowerSite> sites_;
  DomainBox domain_;
  int dimension_;
  Eigen::Vector3i n_bins_ = Eigen::Vector3i::Ones();
  Eigen::Vector3d bin_size_ = Eigen::Vector3d::Ones();
  std::vector<std::vector<int>> candidates_;
};

/// A flat piece between two cells.
struct PowerFace {
  int cell_a = 0;  ///< a < b
  int cell_b = 0;
  Eigen::Vector3d normal = Eigen::Vector3d::Zero();  ///< from a to b
  double measure = 0.0;                              ///< area, m²; in two dimensions length, m
  std::vector<Eigen::Vector3d> corners;              ///< convex polygon in order; in two dimensions both ends
};

/// Sizes and faces of all cells.
struct PowerGeometry {
  std::vector<double> measures;            ///< volumes, m³, or areas, m²
  std::vector<Eigen::Vector3d> centroids;  ///< of an empty cell: its site
  std::vector<PowerFace> faces;
};
/// Computed with Voro++ (C. H. Rycroft, Chaos 19 (2009) 041111); sites must lie in the domain.
/// Pinned by PowerCells.GeometryAgreesWithCounting.
PowerGeometry geometry_of(const std::vector<PowerSite>& sites, const DomainBox& domain, int dimension);

}  // namespace lauelith::models
