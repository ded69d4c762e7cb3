// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/field_file.h"

namespace lauelith {

/// One cause of strain in a linear body.
///   residual        a residual mode as the study describes it; amplitude 1
///   stack-pressure  pressure on both electrodes, Pa
///   hydrostatic     pressure on all sides, Pa
///   flaw, boundary  opening of a piece of a flaw or of a grain boundary in the intact body, m
///   path            the same of a piece that a flaw may grow into, in the order from its tip
struct BasisSource {
  std::string kind;
  std::string name;
  int group = -1;  ///< flaw or boundary that the piece belongs to
  Eigen::Vector3d centre_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d normal = Eigen::Vector3d::Zero();
  double measure = 0.0;  ///< length (2-D, m) or area (3-D, m²) of the piece

  bool is_opening() const { return kind == "flaw" || kind == "boundary" || kind == "path"; }
};

/// Responses of the lattice to unit amplitudes of every source: fields are sums over sources,
///   H = Σ_j a_j H_j,   mean pressure on opening i:  p_i = Σ_j A_ij a_j     (tension of the faces negative).
/// The block of A of openings on openings is symmetric up to their measures and positive definite.
struct InfluenceBasis {
  FieldFrame frame;
  std::vector<BasisSource> sources;
  std::vector<std::vector<double>> strain;    ///< per source, voxel·6 (xx, yy, zz, yz, xz, xy), per unit
  std::vector<std::vector<double>> rotation;  ///< per source, voxel·3: ω with H = ε + [ω]×, rad per unit
  Eigen::MatrixXd pressure;  ///< A: openings in the order of the sources × sources, Pa per unit
  std::string model_hash;    ///< of the grains and the elasticity it belongs to

  std::vector<std::size_t> openings() const;  ///< numbers of the sources that are openings
};

/// strain (voxel·6) and rotation (voxel·3) of displacement gradients (voxel·9), and back.
void split_gradient(const std::vector<double>& H, std::vector<double>& strain, std::vector<double>& rotation);
/// H of a sum of sources, voxel·9.
std::vector<double> recombined(const InfluenceBasis& basis, const Eigen::VectorXd& amplitudes);

/// basis.h5 (contract §5). Pinned by tests/src/influence_basis_test.cc.
void write_basis(const std::string& path, const InfluenceBasis& basis, const Provenance& provenance,
                 bool may_replace = false);
/// Of a file that belongs to another model: InputError. An empty hash accepts any.
InfluenceBasis read_basis(const std::string& path, const std::string& model_hash);

}  // namespace lauelith
