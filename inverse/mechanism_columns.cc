// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/mechanism_columns.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "inverse/discrepancy.h"
#include "inverse/strain_blocks.h"
#include "inverse/unit_fields.h"
#include "inverse/unit_sizes.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

namespace {

/// Which voxels a pixel averages, with weights that sum to one.
struct VoxelShare {
  std::size_t voxel = 0;
  double weight = 0.0;
};

std::vector<VoxelShare> layers_of(const FieldGrid& grid) {
  std::vector<VoxelShare> layers;
  const double face = grid.origin_m.z() + grid.spacing_m.z() * (static_cast<double>(grid.n[2]) - 0.5);
  for (std::size_t k = 0; k < grid.n[2]; ++k) {
    const double depth = face - grid.origin_m.z() - grid.spacing_m.z() * static_cast<double>(k);
    if (grid.n[2] == 1 || depth < 15.0 * units::um)
      layers.push_back({k, grid.n[2] == 1 ? 1.0 : std::exp(-depth / (10.0 * units::um))});
  }
  return layers;
}

std::vector<VoxelShare> voxels_of(const FieldGrid& grid, const Vector2d& place_um, const Vector2d& step_um) {
  std::vector<VoxelShare> shares;
  const Vector2d place =
      (place_um * units::um - grid.origin_m.head<2>()).cwiseQuotient(grid.spacing_m.head<2>());
  const Vector2d reach = (0.5 * step_um * units::um).cwiseQuotient(grid.spacing_m.head<2>()).cwiseMax(0.5);
  const auto low = [&](int k) { return std::max(0L, std::lround(std::ceil(place[k] - reach[k] - 1e-6))); };
  const auto high = [&](int k) {
    return std::min(static_cast<long>(grid.n[static_cast<std::size_t>(k)]) - 1,
                    std::lround(std::floor(place[k] + reach[k] + 1e-6)));
  };
  double total = 0.0;
  for (const VoxelShare& layer : layers_of(grid)) {
    for (long j = low(1); j <= high(1); ++j) {
      for (long i = low(0); i <= high(0); ++i) {
        shares.push_back({grid.index(static_cast<std::size_t>(i), static_cast<std::size_t>(j), layer.voxel),
                          layer.weight});
        total += layer.weight;
      }
    }
  }
  for (VoxelShare& share : shares) share.weight /= total;
  return shares;
}

std::vector<std::size_t> sources_of_kind(const InfluenceBasis& basis, const std::string& kind) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < basis.sources.size(); ++i)
    if (basis.sources[i].kind == kind) found.push_back(i);
  return found;
}

MatrixXd joined(const MatrixXd& a, const MatrixXd& b) {
  if (a.cols() == 0) return b;
  if (b.cols() == 0) return a;
  MatrixXd both(a.rows(), a.cols() + b.cols());
  both << a, b;
  return both;
}

/// A crack of a finite-element basis: the openings of a flaw and of the first pieces of its path.
using CrackPieces = std::vector<std::size_t>;

/// Every flaw as it was made and at most six lengths that it may have grown to.
std::vector<CrackPieces> cracks_of(const InfluenceBasis& basis) {
  constexpr std::size_t n_lengths = 6;
  std::map<int, std::pair<CrackPieces, CrackPieces>> groups;  // own pieces, path from the tip
  for (const std::size_t i : sources_of_kind(basis, "flaw"))
    groups[basis.sources[i].group].first.push_back(i);
  for (const std::size_t i : sources_of_kind(basis, "path"))
    groups[basis.sources[i].group].second.push_back(i);
  std::vector<CrackPieces> cracks;
  for (const auto& [group, pieces] : groups) {
    const auto& [own, path] = pieces;
    if (own.empty()) continue;
    cracks.push_back(own);
    const std::size_t stride = (path.size() + n_lengths - 1) / n_lengths;
    for (std::size_t length = stride; stride > 0 && length <= path.size(); length += stride) {
      CrackPieces grown = own;
      grown.insert(grown.end(), path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length));
      cracks.push_back(std::move(grown));
    }
  }
  return cracks;
}

/// Openings under unit pressure in each crack by itself: A h = 1 on its own pieces (rows: all sources).
MatrixXd unit_pressures(const InfluenceBasis& basis, const std::vector<CrackPieces>& cracks) {
  const std::vector<std::size_t> openings = basis.openings();
  std::map<std::size_t, Index> row_of;
  for (std::size_t i = 0; i < openings.size(); ++i) row_of[openings[i]] = static_cast<Index>(i);
  MatrixXd amplitudes =
      MatrixXd::Zero(static_cast<Index>(basis.sources.size()), static_cast<Index>(cracks.size()));
  for (std::size_t c = 0; c < cracks.size(); ++c) {
    const CrackPieces& pieces = cracks[c];
    const auto n = static_cast<Index>(pieces.size());
    MatrixXd A(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        A(i, j) = basis.pressure(row_of.at(pieces[static_cast<std::size_t>(i)]),
                                 static_cast<Index>(pieces[static_cast<std::size_t>(j)]));
    const VectorXd opening = A.fullPivLu().solve(VectorXd::Ones(n));
    for (Index i = 0; i < n; ++i)
      amplitudes(static_cast<Index>(pieces[static_cast<std::size_t>(i)]), static_cast<Index>(c)) = opening[i];
  }
  return amplitudes;
}

MatrixXd crack_columns(const InfluenceBasis& basis, const ComparedPixels& pixels) {
  const auto closed = sources_of_kind(basis, "crack");
  const auto cracks = cracks_of(basis);
  MatrixXd columns = source_columns(basis, closed, pixels);
  if (!cracks.empty()) {
    std::vector<std::size_t> all(basis.sources.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    columns = joined(columns, source_columns(basis, all, pixels) * unit_pressures(basis, cracks));
  }
  if (columns.cols() == 0) return columns;
  // Independent pressures and one that all share.
  return joined(columns, 0.5 * columns.rowwise().sum());
}

/// Openings: a part common to all, one common to a boundary, one smooth along it, one rough; equal variances.
MatrixXd opening_columns(const InfluenceBasis& basis, const ComparedPixels& pixels) {
  const auto pieces = sources_of_kind(basis, "boundary");
  if (pieces.empty()) return MatrixXd(static_cast<Index>(pixels.n_rows()), 0);
  constexpr double length_m = 20.0 * units::um;
  const auto n = static_cast<Index>(pieces.size());
  MatrixXd R(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      const BasisSource& a = basis.sources[pieces[static_cast<std::size_t>(i)]];
      const BasisSource& b = basis.sources[pieces[static_cast<std::size_t>(j)]];
      const bool same = a.group == b.group;
      const double smooth = same ? std::exp(-(a.centre_m - b.centre_m).head<2>().norm() / length_m) : 0.0;
      R(i, j) = 0.25 * (1.0 + (same ? 1.0 : 0.0) + smooth + (i == j ? 1.0 : 0.0));
    }
  }
  const MatrixXd L = R.llt().matrixL();
  return source_columns(basis, pieces, pixels) * L;
}

}  // namespace

MatrixXd source_columns(const InfluenceBasis& basis, const std::vector<std::size_t>& sources,
                        const ComparedPixels& data) {
  MatrixXd columns = MatrixXd::Zero(static_cast<Index>(data.n_rows()), static_cast<Index>(sources.size()));
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const auto shares = voxels_of(basis.frame.grid, data.pixels[p].place_um, data.step_um);
    for (std::size_t j = 0; j < sources.size(); ++j) {
      const std::vector<float>& strain = basis.strain[sources[j]];
      Vector6d sum = Vector6d::Zero();
      for (const VoxelShare& share : shares)
        for (int c = 0; c < 6; ++c)
          sum[c] += share.weight * static_cast<double>(strain[6 * share.voxel + static_cast<std::size_t>(c)]);
      columns.block<5, 1>(5 * static_cast<Index>(p), static_cast<Index>(j)) = deviatoric_of(sum);
    }
  }
  return columns;
}

void normalise(MatrixXd& columns) {
  const double rms = columns.norm() / std::sqrt(std::max(1.0, static_cast<double>(columns.rows())));
  if (rms > 0.0) columns /= rms;
}

MatrixXd penetration_columns(const InfluenceBasis& basis, const MatrixXd& transport,
                             const ComparedPixels& data) {
  constexpr double reach_um = 30.0;
  MatrixXd cracks = crack_columns(basis, data);
  MatrixXd fields = interface_fields(data);
  MatrixXd along = transport;
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    along.middleRows<5>(5 * static_cast<Index>(p)) *= std::exp(-std::max(0.0, data.depth_um(p)) / reach_um);
  normalise(cracks);
  normalise(fields);
  normalise(along);
  MatrixXd all = joined(joined(cracks, fields), std::sqrt(0.5) * along);
  normalise(all);
  return compressed_columns(all, data);
}

MatrixXd transport_columns(const InfluenceBasis& basis, const std::vector<TracePiece>& traces,
                           const ComparedPixels& data) {
  MatrixXd openings = opening_columns(basis, data);
  MatrixXd halos = boundary_halos(traces, data);
  normalise(openings);
  normalise(halos);
  MatrixXd all = joined(openings, halos);
  normalise(all);
  return compressed_columns(all, data);
}

UnitSizes unit_sizes(const InfluenceBasis& basis, const ComparedPixels& data) {
  const double rows = std::sqrt(static_cast<double>(data.n_rows()));
  const double pressure = crack_columns(basis, data).norm() / rows;
  const double opening = opening_columns(basis, data).norm() / rows;
  return {pressure > 0.0 ? std::sqrt(0.4) / pressure : 0.0, opening > 0.0 ? std::sqrt(0.5) / opening : 0.0};
}

MatrixXd compressed_columns(const MatrixXd& columns, const ComparedPixels& data, int most_columns,
                            double lost) {
  if (columns.cols() == 0 || columns.norm() == 0.0) return MatrixXd(columns.rows(), 0);
  MatrixXd gram = MatrixXd::Zero(columns.cols(), columns.cols());
  for (const StrainBlock& block : strain_blocks(data)) {
    const MatrixXd rows =
        block.variance.cwiseSqrt().cwiseInverse().asDiagonal() * rows_of_block(block, columns);
    gram.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose());
  }
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(gram);  // reads the lower half
  const VectorXd& value = eigen.eigenvalues();
  const double total = value.sum();
  Index kept = 0;
  double left = total;
  while (kept < std::min<Index>(most_columns, value.size()) && left > lost * total)
    left -= value[value.size() - ++kept];
  return columns * eigen.eigenvectors().rightCols(kept);
}

}  // namespace lauelith::inverse
