// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <vector>

#include "solvers/cell_model.h"
#include "solvers/mechanics.h"

namespace lauelith::solvers {

/// Solves the unit responses of sources in blocks with the one stored factorisation and samples them at the
/// voxels. On rank 0 the basis is complete; elsewhere it has everything but the fields. `amplitudes` (of
/// Scan 0) are completed: open flaws move until no pressure is left on their faces,
///   A_ff a_f = −Σ_j A_fj a_j    over all other sources,
/// and `scan0` is their sum in double precision (states for the output, gradients for fields.h5).
struct InfluenceResult {
  InfluenceBasis basis;
  Eigen::VectorXd amplitudes;
  ElasticState scan0;
  ElasticLoad scan0_load;
  std::vector<double> scan0_gradients;  ///< voxel·9, rank 0
};
/// How far it has come: sources solved, and Scan 0 as far as these make it.
struct InfluenceProgress {
  std::size_t done;
  std::size_t total;
  const InfluenceResult& so_far;
};
InfluenceResult influence_fields(Mechanics& mechanics, const std::vector<CellSource>& sources,
                                 bool relieve_flaws, const FieldFrame& frame, int block_size,
                                 const std::function<void(const InfluenceProgress&)>& progress);

/// Amplitudes before any current from the pressure matrix of a basis: what the sources say, and (relieved)
/// pieces of flaws moved until no pressure is left on their faces.
Eigen::VectorXd scan0_amplitudes(const std::vector<CellSource>& sources, const Eigen::MatrixXd& pressure,
                                 bool relieve_flaws);

/// Pressure on each opening per unit of each source:
///   p_i = (∫ β_i : C : ε*_j − F_i · u_j)/measure_i.
Eigen::MatrixXd pressure_rows(const Mechanics& mechanics, const std::vector<CellSource>& openings,
                              const std::vector<LoadVector>& opening_loads,
                              const std::vector<ElasticLoad>& loads, const std::vector<ElasticState>& states);

/// The load of a sum of sources.
ElasticLoad combined_load(const std::vector<CellSource>& sources, const Eigen::VectorXd& amplitudes);

}  // namespace lauelith::solvers
