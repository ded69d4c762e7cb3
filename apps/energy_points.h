// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <vector>

#include "apps/laue_input.h"
#include "inverse/energy_scan.h"
#include "inverse/indexing.h"
#include "src/trace_table.h"

namespace lauelith {

/// The frames of one point, by rising energy.
using FramesOfPoint = std::map<double, std::size_t>;

/// Measures the energies of the reflections of points that white patterns have indexed.
class EnergyPoints {
 public:
  EnergyPoints(const PatternInputs& inputs, const inverse::IndexingPlan& plan, double band_eV)
      : inputs_(inputs), plan_(plan), band_eV_(band_eV) {}

  /// The grains of a point; `first_grain_row`: of its first grain in /entry/grains. Nothing where fewer than
  /// five energies were taken.
  EnergyResult measure(const FrameResult& frame, const FramesOfPoint& frames, int first_grain_row) const;

 private:
  /// Every frame is read once, for all grains.
  std::vector<std::vector<inverse::LineCounts>> counted(const std::vector<inverse::ScannedGrain>& grains,
                                                        const std::vector<double>& energies,
                                                        const std::vector<std::size_t>& numbers,
                                                        double gain) const;

  const PatternInputs& inputs_;
  const inverse::IndexingPlan& plan_;
  double band_eV_;
};

}  // namespace lauelith
