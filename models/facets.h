// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/domain_box.h"

namespace lauelith::models {

/// A flat convex polygon in space, corners in order. Plane pieces of surface are unions of facets that do not
/// overlap. Pinned by Facets.* (tests/models/facets_test.cc).
using Facet = std::vector<Eigen::Vector3d>;

/// The part with (x − point)·direction ≤ 0; empty if there is none.
Facet clipped(const Facet& facet, const Eigen::Vector3d& point, const Eigen::Vector3d& direction);
/// The part inside a box.
Facet clipped(const Facet& facet, const DomainBox& box);

double area_of(const Facet& facet);
double area_of(const std::vector<Facet>& facets);
/// Centre of area; the facets must have one.
Eigen::Vector3d centre_of(const std::vector<Facet>& facets);

/// The part of a circular ring about a centre, in a plane of two unit vectors, between the angles from and to
/// (from u towards v), as quadrilaterals (triangles where `inner` is 0) whose corners lie outwards of the
/// circles by so much that every facet has the area of the sector it stands for.
struct Ring {
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  Eigen::Vector3d u = Eigen::Vector3d::UnitX();
  Eigen::Vector3d v = Eigen::Vector3d::UnitY();
  double inner = 0.0, outer = 0.0;  ///< radii, m
  double from = 0.0, to = 0.0;      ///< rad
};
std::vector<Facet> facets_of(const Ring& ring);
/// Every facet cut to a box; those that lie outside are left out.
std::vector<Facet> clipped(const std::vector<Facet>& facets, const DomainBox& box);

/// The least distance from the corners of one facet to the other, both ways (edges that cross in the air are
/// not looked for).
double distance(const Facet& one, const Facet& other);
double distance(const Facet& facet, const Eigen::Vector3d& point);

}  // namespace lauelith::models
