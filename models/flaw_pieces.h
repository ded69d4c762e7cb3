// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/flaws.h"

namespace lauelith::models {

/// Flaws as flat pieces that can open, like those of boundaries (so that one band of eigenstrain serves
/// both); `boundary` is the row of the flaw, the grains are −1.
///   2-D: the segments of the paths, each at most `length` long;
///   3-D: one half disc per flaw, its straight side at the interface, as a polygon of 24 corners on the arc
///     whose area is that of the half disc (the radius of the corners is larger by 0.07 %).
/// Pinned by Flaws.PiecesHaveTheirSize.
std::vector<BoundaryPiece> flaw_pieces(const std::vector<Flaw>& flaws, double length, int dimension);

}  // namespace lauelith::models
