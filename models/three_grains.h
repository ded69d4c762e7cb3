// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "models/power_cells.h"

namespace lauelith::models {

/// The microstructure of the founding paper as far as it is known: a window of 260 × 260 µm² at the plating
/// interface that shows three grains. Their shapes are not published; three sites about the centre of the
/// window (their places in units of its width stand in three_grains.cc) give three boundaries that meet in
/// one triple point inside it. Beyond the window the cell is filled with grains of the given diameter, drawn
/// from the seed, none of which reaches into the window; the first three grains are those of the window.
/// Pinned by GrainSources.ThreeGrainsInTheWindow.
std::vector<PowerSite> three_grain_sites(const DomainBox& domain, const std::array<double, 2>& window,
                                         double diameter, unsigned seed);

}  // namespace lauelith::models
