// SPDX-License-Identifier: BSD-3-Clause
#include "models/eigenstrain.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <memory>

#include "models/random_streams.h"
#include "src/frames.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

Vector6d isotropic(double strain) {
  Vector6d tensor = Vector6d::Zero();
  tensor.head<3>().setConstant(strain);
  return tensor;
}

double share_at(double depth, double decay) { return std::exp(-std::max(depth, 0.0) / decay); }

bool has_foot_in(const BoundaryPiece& piece, const Vector3d& foot, int dimension) {
  const auto& corners = piece.corners;
  if (dimension == 2) {
    const Vector3d along = corners[1] - corners[0];
    const double share = (foot - corners[0]).dot(along);
    return share >= 0.0 && share <= along.squaredNorm();
  }
  int n_left = 0;
  int n_right = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Vector3d edge = corners[(i + 1) % corners.size()] - corners[i];
    (edge.cross(foot - corners[i]).dot(piece.normal) >= 0.0 ? n_left : n_right) += 1;
  }
  return n_left == 0 || n_right == 0;
}

EigenstrainMode machining_mode(const ResidualOptions& options, const std::vector<TreatedSurface>& surfaces) {
  const MachiningLayer layer{options.layer_strain, options.layer_depth_um * units::um};
  return {"machining", false, [layer, surfaces](const Vector3d& point, int grain) {
            Vector6d sum = Vector6d::Zero();
            if (grain < 0) return sum;
            for (const TreatedSurface& surface : surfaces)
              sum += machining_eigenstrain(layer, surface, point);
            return sum;
          }};
}

EigenstrainMode exchange_mode(const ResidualOptions& options, const std::vector<TreatedSurface>& surfaces) {
  const ExchangeLayer layer{options.exchange_strain, options.exchange_depth_um * units::um};
  return {"exchange", true, [layer, surfaces](const Vector3d& point, int grain) -> Vector6d {
            if (grain < 0) return Vector6d::Zero();
            return exchange_eigenstrain(layer, surfaces, point);
          }};
}

EigenstrainMode grain_mode(const ResidualOptions& options, std::size_t n_grains) {
  std::vector<Vector6d> mismatch;
  for (std::size_t g = 0; g < n_grains; ++g) {
    mismatch.push_back(
        grain_mismatch(options.grain_strain_sd, static_cast<unsigned>(options.seed), static_cast<int>(g)));
  }
  return {"grains", options.grain_strain_in_lattice, [mismatch](const Vector3d&, int grain) -> Vector6d {
            if (grain < 0) return Vector6d::Zero();
            return mismatch[static_cast<std::size_t>(grain)];
          }};
}

EigenstrainMode field_mode(const ResidualOptions& options, int dimension) {
  const MaternLaw law{options.field_strain_sd, options.field_length_um * units::um};
  const auto field = std::make_shared<const MaternTensorField>(
      law, dimension, static_cast<unsigned>(options.seed), options.field_waves);
  return {"field", false, [field](const Vector3d& point, int grain) -> Vector6d {
            if (grain < 0) return Vector6d::Zero();
            return field->at(point);
          }};
}

EigenstrainMode thermal_mode(const ResidualOptions& options, const std::vector<MaterialGrain>& grains) {
  const double difference = options.second_phase_expansion_1_K - options.expansion_1_K;
  const Vector6d strain = thermal_eigenstrain(difference, -options.cooling_K);
  std::vector<bool> is_second;
  for (const MaterialGrain& grain : grains) is_second.push_back(grain.phase != Phase::electrolyte);
  return {"thermal", true, [strain, is_second](const Vector3d&, int grain) -> Vector6d {
            if (grain < 0 || !is_second[static_cast<std::size_t>(grain)]) return Vector6d::Zero();
            return strain;
          }};
}

}  // namespace

std::vector<TreatedSurface> treated_surfaces(const DomainBox& domain, int dimension) {
  std::vector<TreatedSurface> surfaces{{domain.low, Vector3d::UnitY()}};
  if (dimension == 3) surfaces.push_back({domain.high, -Vector3d::UnitZ()});
  return surfaces;
}

Vector6d machining_eigenstrain(const MachiningLayer& layer, const TreatedSurface& surface,
                               const Vector3d& point) {
  const Matrix3d in_plane = Matrix3d::Identity() - surface.inward * surface.inward.transpose();
  return layer.strain * share_at(surface.depth_of(point), layer.depth) * components_of(in_plane);
}

Vector6d exchange_eigenstrain(const ExchangeLayer& layer, const std::vector<TreatedSurface>& surfaces,
                              const Vector3d& point) {
  double kept = 1.0;
  for (const TreatedSurface& surface : surfaces) kept *= 1.0 - share_at(surface.depth_of(point), layer.depth);
  return isotropic(layer.strain * (1.0 - kept));
}

Vector6d grain_mismatch(double sd, unsigned seed, int grain) {
  RandomSequence random(seed, stream_of(RandomStream::grain_strain), static_cast<std::uint64_t>(grain), 0);
  Vector6d strain;
  for (int c = 0; c < 6; ++c) strain[c] = sd * random.normal() * (c < 3 ? 1.0 : std::sqrt(0.5));
  return strain;
}

Vector6d thermal_eigenstrain(double expansion_1_K, double temperature_difference_K) {
  return isotropic(expansion_1_K * temperature_difference_K);
}

Vector6d composition_eigenstrain(double partial_volume_m3_mol, double concentration_difference_mol_m3) {
  return isotropic(partial_volume_m3_mol * concentration_difference_mol_m3 / 3.0);
}

Vector6d band_eigenstrain(const BoundaryPiece& piece, double opening, double width, const Vector3d& query,
                          int dimension) {
  Vector3d point = query;
  if (dimension == 2) point[2] = 0.0;
  const double distance = (point - piece.corners[0]).dot(piece.normal);
  if (std::abs(distance) > 0.5 * width) return Vector6d::Zero();
  if (!has_foot_in(piece, point - distance * piece.normal, dimension)) return Vector6d::Zero();
  return opening / width * components_of(piece.normal * piece.normal.transpose());
}

std::vector<EigenstrainMode> residual_modes(const ResidualOptions& options,
                                            const Microstructure& microstructure) {
  const int dimension = microstructure.dimension();
  const auto surfaces = treated_surfaces(microstructure.domain(), dimension);
  std::vector<EigenstrainMode> modes;
  if (options.layer_strain != 0.0) modes.push_back(machining_mode(options, surfaces));
  if (options.exchange_strain != 0.0) modes.push_back(exchange_mode(options, surfaces));
  if (options.grain_strain_sd != 0.0) modes.push_back(grain_mode(options, microstructure.n_grains()));
  if (options.field_strain_sd != 0.0) modes.push_back(field_mode(options, dimension));
  const bool has_second = std::any_of(microstructure.grains().begin(), microstructure.grains().end(),
                                      [](const MaterialGrain& g) { return g.phase != Phase::electrolyte; });
  if (has_second && options.cooling_K != 0.0) modes.push_back(thermal_mode(options, microstructure.grains()));
  return modes;
}

TotalEigenstrain total_eigenstrain(const std::vector<EigenstrainMode>& modes, const Vector3d& point,
                                   int grain) {
  TotalEigenstrain total;
  for (const EigenstrainMode& mode : modes) {
    const Vector6d strain = mode.at(point, grain);
    total.all += strain;
    if (!mode.changes_lattice) total.not_in_lattice += strain;
  }
  return total;
}

}  // namespace lauelith::models
