// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/influence_basis.h"

namespace lauelith::inverse {

std::vector<std::size_t> sources_of_kind(const InfluenceBasis& basis, const std::string& kind);

/// A crack of an influence basis: the sources that are open, and how long it is.
struct CrackSources {
  std::vector<std::size_t> sources;
  double length_m = 0.0;
};

/// Every crack that a basis can make: those given as a whole (kind "crack", closed forms), every flaw as it
/// was made ("flaw") and at most six lengths that it may have grown to (first pieces of its "path").
std::vector<CrackSources> cracks_of(const InfluenceBasis& basis);

/// Amplitudes of all sources (rows) when each crack by itself is under unit pressure, 1 Pa (columns): those
/// given as a whole have it already; pieces open by A h = 1, A the block of the crack's own pieces.
/// Pinned by: SourceMixtures.* (tests/inverse/source_mixtures_test.cc).
Eigen::MatrixXd unit_pressures(const InfluenceBasis& basis, const std::vector<CrackSources>& cracks);

/// Openings of the boundary pieces (rows, in their order) in four kinds: common to all and growing with the
/// depth Y (lithium that grows where electrons are those of the plating electrode), one per boundary, smooth
/// along a boundary over 20 µm, and rough. What openings common to a flat boundary strain is far less than
/// what rough ones do: hence the kinds are apart, for each to be given its share of the strain.
/// `depth_m`: of each piece.
std::vector<Eigen::MatrixXd> opening_kinds(const InfluenceBasis& basis,
                                           const std::vector<std::size_t>& pieces,
                                           const Eigen::VectorXd& depth_m);

}  // namespace lauelith::inverse
