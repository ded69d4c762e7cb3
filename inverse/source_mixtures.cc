// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/source_mixtures.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <map>

#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<std::size_t> sources_of_kind(const InfluenceBasis& basis, const std::string& kind) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < basis.sources.size(); ++i)
    if (basis.sources[i].kind == kind) found.push_back(i);
  return found;
}

namespace {

double length_of(const InfluenceBasis& basis, const std::vector<std::size_t>& pieces) {
  double length = 0.0;
  for (const std::size_t piece : pieces) length += basis.sources[piece].measure;
  return length;
}

/// Sources of one kind by the flaw that they belong to.
std::map<int, std::vector<std::size_t>> by_group(const InfluenceBasis& basis, const std::string& kind) {
  std::map<int, std::vector<std::size_t>> groups;
  for (const std::size_t i : sources_of_kind(basis, kind)) groups[basis.sources[i].group].push_back(i);
  return groups;
}

}  // namespace

std::vector<CrackSources> cracks_of(const InfluenceBasis& basis) {
  constexpr std::size_t n_lengths = 6;
  std::vector<CrackSources> cracks;
  for (const std::size_t i : sources_of_kind(basis, "crack"))
    cracks.push_back({{i}, basis.sources[i].measure});
  auto paths = by_group(basis, "path");
  for (const auto& [group, own] : by_group(basis, "flaw")) {
    cracks.push_back({own, length_of(basis, own)});
    const std::vector<std::size_t>& path = paths[group];
    const std::size_t stride = (path.size() + n_lengths - 1) / n_lengths;
    for (std::size_t n = stride; stride > 0 && n <= path.size(); n += stride) {
      std::vector<std::size_t> grown = own;
      grown.insert(grown.end(), path.begin(), path.begin() + static_cast<std::ptrdiff_t>(n));
      const double length = length_of(basis, grown);
      cracks.push_back({std::move(grown), length});
    }
  }
  return cracks;
}

MatrixXd unit_pressures(const InfluenceBasis& basis, const std::vector<CrackSources>& cracks) {
  const std::vector<std::size_t> openings = basis.openings();
  std::map<std::size_t, Index> row_of;
  for (std::size_t i = 0; i < openings.size(); ++i) row_of[openings[i]] = static_cast<Index>(i);
  MatrixXd amplitudes =
      MatrixXd::Zero(static_cast<Index>(basis.sources.size()), static_cast<Index>(cracks.size()));
  for (std::size_t c = 0; c < cracks.size(); ++c) {
    const auto& pieces = cracks[c].sources;
    const auto n = static_cast<Index>(pieces.size());
    VectorXd amplitude = VectorXd::Ones(n);
    if (basis.sources[pieces.front()].is_opening()) {
      MatrixXd A(n, n);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
          A(i, j) = basis.pressure(row_of.at(pieces[static_cast<std::size_t>(i)]),
                                   static_cast<Index>(pieces[static_cast<std::size_t>(j)]));
      amplitude = A.fullPivLu().solve(amplitude);
    }
    for (Index i = 0; i < n; ++i)
      amplitudes(static_cast<Index>(pieces[static_cast<std::size_t>(i)]), static_cast<Index>(c)) =
          amplitude[i];
  }
  return amplitudes;
}

std::vector<MatrixXd> opening_kinds(const InfluenceBasis& basis, const std::vector<std::size_t>& pieces,
                                    const VectorXd& depth_m) {
  constexpr double smooth_over_m = 20.0 * units::um;
  const auto n = static_cast<Index>(pieces.size());
  const auto source = [&](Index i) -> const BasisSource& {
    return basis.sources[pieces[static_cast<std::size_t>(i)]];
  };
  std::map<int, Index> boundaries;
  for (Index i = 0; i < n; ++i) boundaries.emplace(source(i).group, static_cast<Index>(boundaries.size()));
  MatrixXd common(n, 2), per_boundary = MatrixXd::Zero(n, static_cast<Index>(boundaries.size())),
                         smooth(n, n);
  common.col(0).setOnes();
  common.col(1) = depth_m / std::max(depth_m.cwiseAbs().maxCoeff(), 1e-12);
  for (Index i = 0; i < n; ++i) {
    per_boundary(i, boundaries.at(source(i).group)) = 1.0;
    for (Index j = 0; j < n; ++j) {
      const double distance = (source(i).centre_m - source(j).centre_m).head<2>().norm();
      const bool is_same = source(i).group == source(j).group;
      smooth(i, j) = (is_same ? std::exp(-distance / smooth_over_m) : 0.0) + (i == j ? 1e-9 : 0.0);
    }
  }
  return {common, per_boundary, smooth.llt().matrixL(), MatrixXd::Identity(n, n)};
}

}  // namespace lauelith::inverse
