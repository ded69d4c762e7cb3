// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/mechanism_columns.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "inverse/discrepancy.h"
#include "inverse/source_mixtures.h"
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

/// Voxels within half a step of a place, of one grain of the frame where it has any there.
std::vector<VoxelShare> voxels_of(const FieldFrame& frame, const Vector2d& place_um, const Vector2d& step_um,
                                  int grain) {
  const FieldGrid& grid = frame.grid;
  std::vector<VoxelShare> shares, of_grain;
  const Vector2d place =
      (place_um * units::um - grid.origin_m.head<2>()).cwiseQuotient(grid.spacing_m.head<2>());
  const Vector2d reach = (0.5 * step_um * units::um).cwiseQuotient(grid.spacing_m.head<2>()).cwiseMax(0.5);
  const auto low = [&](int k) { return std::max(0L, std::lround(std::ceil(place[k] - reach[k] - 1e-6))); };
  const auto high = [&](int k) {
    return std::min(static_cast<long>(grid.n[static_cast<std::size_t>(k)]) - 1,
                    std::lround(std::floor(place[k] + reach[k] + 1e-6)));
  };
  for (const VoxelShare& layer : layers_of(grid)) {
    for (long j = low(1); j <= high(1); ++j) {
      for (long i = low(0); i <= high(0); ++i) {
        const std::size_t voxel =
            grid.index(static_cast<std::size_t>(i), static_cast<std::size_t>(j), layer.voxel);
        shares.push_back({voxel, layer.weight});
        if (frame.grain[voxel] == grain) of_grain.push_back(shares.back());
      }
    }
  }
  if (!of_grain.empty()) shares = std::move(of_grain);
  double total = 0.0;
  for (const VoxelShare& share : shares) total += share.weight;
  for (VoxelShare& share : shares) share.weight /= total;
  return shares;
}

/// Which grain of the frame each grain of the map is: the one most of its pixels lie in.
std::vector<int> grains_of_frame(const FieldFrame& frame, const ComparedPixels& data) {
  std::vector<std::map<int, int>> votes(static_cast<std::size_t>(data.n_grains));
  for (const ComparedPixel& pixel : data.pixels) {
    const auto shares = voxels_of(frame, pixel.place_um, {0.0, 0.0}, -1);
    if (!shares.empty()) ++votes[static_cast<std::size_t>(pixel.grain)][frame.grain[shares.front().voxel]];
  }
  std::vector<int> grains;
  for (const auto& of_grain : votes) {
    const auto most = std::max_element(of_grain.begin(), of_grain.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    grains.push_back(most == of_grain.end() ? -1 : most->first);
  }
  return grains;
}

MatrixXd joined(const MatrixXd& a, const MatrixXd& b) {
  if (a.cols() == 0) return b;
  if (b.cols() == 0) return a;
  MatrixXd both(a.rows(), a.cols() + b.cols());
  both << a, b;
  return both;
}

/// Independent pressures and one that all share.
MatrixXd with_common(const MatrixXd& cracks) {
  return cracks.cols() == 0 ? cracks : joined(cracks, 0.5 * cracks.rowwise().sum());
}

MatrixXd strain_of_cracks(const InfluenceBasis& basis, const std::vector<CrackSources>& cracks,
                          const ComparedPixels& pixels) {
  if (cracks.empty()) return MatrixXd(static_cast<Index>(pixels.n_rows()), 0);
  std::vector<std::size_t> all(basis.sources.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return source_columns(basis, all, pixels) * unit_pressures(basis, cracks);
}

MatrixXd crack_columns(const InfluenceBasis& basis, const ComparedPixels& pixels) {
  return with_common(strain_of_cracks(basis, cracks_of(basis), pixels));
}

/// What penetration may be beside cracks: two parts of interface fields, one of deposits near the interface.
MatrixXd fields_beside_cracks(const MatrixXd& transport, const ComparedPixels& data) {
  constexpr double reach_um = 30.0;
  MatrixXd fields = interface_fields(data);
  MatrixXd along = transport;
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    along.middleRows<5>(5 * static_cast<Index>(p)) *= std::exp(-std::max(0.0, data.depth_um(p)) / reach_um);
  normalise(fields);
  normalise(along);
  return joined(std::sqrt(2.0 / 3.0) * fields, std::sqrt(1.0 / 3.0) * along);
}

/// Openings of boundary pieces and what they strain; the four kinds have equal shares of the strain.
struct OpeningColumns {
  MatrixXd openings;  ///< pieces × columns, m
  MatrixXd strain;    ///< rows of the pixels × columns
};

OpeningColumns opening_columns(const InfluenceBasis& basis, const ComparedPixels& pixels) {
  const auto pieces = sources_of_kind(basis, "boundary");
  const auto n = static_cast<Index>(pieces.size());
  OpeningColumns all{MatrixXd(n, 0), MatrixXd(static_cast<Index>(pixels.n_rows()), 0)};
  if (n == 0) return all;
  VectorXd depth(n);
  for (Index i = 0; i < n; ++i) {
    const BasisSource& piece = basis.sources[pieces[static_cast<std::size_t>(i)]];
    depth[i] = pixels.interface_normal.dot(piece.centre_m.head<2>() - pixels.interface_um * units::um);
  }
  const MatrixXd unit_strain = source_columns(basis, pieces, pixels);
  for (const MatrixXd& openings : opening_kinds(basis, pieces, depth)) {
    const MatrixXd strain = unit_strain * openings;
    const double rms = strain.norm() / std::sqrt(static_cast<double>(strain.rows()));
    if (rms <= 0.0) continue;
    all.openings = joined(all.openings, openings / rms);
    all.strain = joined(all.strain, strain / rms);
  }
  return all;
}

}  // namespace

MatrixXd source_columns(const InfluenceBasis& basis, const std::vector<std::size_t>& sources,
                        const ComparedPixels& data) {
  MatrixXd columns = MatrixXd::Zero(static_cast<Index>(data.n_rows()), static_cast<Index>(sources.size()));
  if (sources.empty()) return columns;
  const std::vector<int> grains = grains_of_frame(basis.frame, data);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const auto shares = voxels_of(basis.frame, data.pixels[p].place_um, data.step_um,
                                  grains[static_cast<std::size_t>(data.pixels[p].grain)]);
    for (std::size_t j = 0; j < sources.size(); ++j) {
      const std::vector<double>& strain = basis.strain[sources[j]];
      Vector6d sum = Vector6d::Zero();
      for (const VoxelShare& share : shares)
        for (int c = 0; c < 6; ++c)
          sum[c] += share.weight * strain[6 * share.voxel + static_cast<std::size_t>(c)];
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
  MatrixXd cracks = crack_columns(basis, data);
  normalise(cracks);
  MatrixXd all = joined(std::sqrt(penetration_crack_share) * cracks,
                        std::sqrt(1.0 - penetration_crack_share) * fields_beside_cracks(transport, data));
  normalise(all);
  return compressed_columns(all, data);
}

PenetrationKinds penetration_kinds(const InfluenceBasis& basis, const MatrixXd& transport,
                                   const ComparedPixels& data) {
  std::map<int, std::vector<CrackSources>> by_length;  // in powers of two of a micrometre
  for (CrackSources& crack : cracks_of(basis))
    by_length[static_cast<int>(std::lround(std::log2(crack.length_m / units::um)))].push_back(
        std::move(crack));
  PenetrationKinds kinds;
  for (const auto& [power, cracks] : by_length) {
    double log_length = 0.0;
    for (const CrackSources& crack : cracks) log_length += std::log(crack.length_m);
    MatrixXd strain = with_common(strain_of_cracks(basis, cracks, data));
    const double rms = strain.norm() / std::sqrt(static_cast<double>(strain.rows()));
    if (rms <= 0.0) continue;
    normalise(strain);
    kinds.cracks.push_back({std::exp(log_length / static_cast<double>(cracks.size())), 1.0 / rms,
                            compressed_columns(strain, data, 32, 1e-3)});
  }
  MatrixXd fields = fields_beside_cracks(transport, data);
  normalise(fields);
  kinds.fields = compressed_columns(fields, data, 40, 1e-3);
  return kinds;
}

MatrixXd transport_columns(const InfluenceBasis& basis, const std::vector<TracePiece>& traces,
                           const ComparedPixels& data) {
  // Apart, so that many halos do not displace pieces that the map hardly shows: what opens there may be
  // large.
  MatrixXd openings = compressed_columns(opening_columns(basis, data).strain, data, 140, 1e-7);
  MatrixXd halos = compressed_columns(boundary_halos(traces, data), data, 60, 1e-4);
  normalise(openings);
  normalise(halos);
  MatrixXd all = joined(openings, halos);
  normalise(all);
  return all;
}

UnitSizes unit_sizes(const InfluenceBasis& basis, const ComparedPixels& data) {
  const double rows = std::sqrt(static_cast<double>(data.n_rows()));
  const double pressure = crack_columns(basis, data).norm() / rows;
  const OpeningColumns opened = opening_columns(basis, data);
  const double opening = opened.strain.norm() / rows;
  const double thickness =
      opened.openings.norm() / std::sqrt(std::max(1.0, static_cast<double>(opened.openings.rows())));
  return {pressure > 0.0 ? std::sqrt(penetration_crack_share) / pressure : 0.0,
          opening > 0.0 ? std::sqrt(0.5) * thickness / opening : 0.0};
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
