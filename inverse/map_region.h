// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>

#include "inverse/comparison_model.h"

namespace lauelith::inverse {

/// A part of a map with all that evidence needs: columns and priors of the whole; pixels outside lose their
/// weight (1e-6 of it is left).
struct MapRegion {
  std::unique_ptr<EvidenceCells> cells;
  std::unique_ptr<EvidenceModel> evidence;

  Evidence evidence_of(const Changes& changes, int n_scans = 0) const {
    return evidence->evaluate(cells->data_of(changes), n_scans);
  }
};

/// `is_inside`: of the number of a pixel.
MapRegion region_of(const ComparisonModel& model, const std::function<bool(std::size_t)>& is_inside,
                    int n_threads);

}  // namespace lauelith::inverse
