// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "solvers/plating_state.h"

namespace lauelith::solvers {

/// What happens between two steps of time. Each returns whether it changed what `step_maps` depends on.

/// Griffith's criterion along the prescribed ways: a flaw opens its next piece while the energy release rate
/// at its tip reaches what the tip resists with the current it carries; lithium is conserved, so the pressure
/// falls. Pieces without a bond open as soon as lithium pushes them apart. The rate at the tip follows
/// from that of the next piece, which differs by whole cells from the present tip; the last piece does not,
/// and would be off by 15 %. Half pennies in space grow by
/// whole rings, by the mean along the rim. Pinned by Plating.FlawsGrowAtTheirCriticalOverpotential and
/// PennyGrowth.* (tests/verification).
bool grow_flaws(const PlatingSystem& system, PlatingState& state, double duration_s);

/// Energy release rate (J/m²) at the tip of a flaw, and the stress intensity √(E' G) of the largest.
double tip_energy_release(const PlatingSystem& system, const PlatingState& state, int flaw);
double largest_intensity(const PlatingSystem& system, const PlatingState& state);

/// Sites whose supersaturation, less V p/F, exceeds their barrier have nucleated from now on.
bool nucleate(const PlatingSystem& system, const StepMaps& maps, PlatingState& state);

/// Deposits thicker than the percolation thickness are metal; those that hang together and touch an electrode
/// (or a flaw that does) are at its potential. Union–find over deposits.
bool join_deposits(const PlatingSystem& system, PlatingState& state);

/// When filling ends a share of the lithium that opens a flaw is cut off: from then on it holds the faces
/// apart.
void isolate(const PlatingSystem& system, PlatingState& state);

/// Sets with union by index and path halving.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t n);
  std::size_t find(std::size_t one);
  void join(std::size_t one, std::size_t other);

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace lauelith::solvers
