// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/grain_boundaries.h"

namespace lauelith::models {

/// Pieces of boundary that touch the plating interface (Y = low side of the domain), in rising order.
std::vector<int> pieces_at_interface(const BoundaryNetwork& boundaries, const DomainBox& domain);

/// The way of the given length along boundaries, from where the piece is nearest to the interface. In 2-D it
/// goes on from piece to piece, at junctions with the smallest turn, never backwards; it ends early where
/// the boundaries end. In 3-D: a straight line up the plane of the piece.
std::vector<Eigen::Vector3d> path_along_boundary(const BoundaryNetwork& boundaries, int piece, double length);

double path_length(const std::vector<Eigen::Vector3d>& path);

}  // namespace lauelith::models
