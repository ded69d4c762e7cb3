// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/map_region.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::VectorXd;

MapRegion region_of(const ComparisonModel& model, const std::function<bool(std::size_t)>& is_inside,
                    int n_threads) {
  VectorXd weight = model.down_weight();
  if (weight.size() == 0) weight = VectorXd::Ones(static_cast<Index>(model.pixels().pixels.size()));
  for (Index p = 0; p < weight.size(); ++p)
    if (!is_inside(static_cast<std::size_t>(p))) weight[p] = 0.0;
  const EvidenceCells& all = model.cells();
  const auto& setting = model.setting();
  const Eigen::MatrixXd& columns = all.columns();
  MapRegion region;
  region.cells = std::make_unique<EvidenceCells>(
      model.pixels(), strain_blocks(model.pixels(), weight), columns.leftCols(all.n_nuisance()),
      columns.middleCols(all.n_nuisance(), all.n_first()), columns.rightCols(all.n_second()), setting.priors,
      n_threads);
  region.evidence = std::make_unique<EvidenceModel>(*region.cells, model.pixels().scan_covariance,
                                                    setting.currents, setting.priors);
  return region;
}

}  // namespace lauelith::inverse
