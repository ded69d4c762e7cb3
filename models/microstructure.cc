// SPDX-License-Identifier: BSD-3-Clause
#include "models/microstructure.h"

#include <Eigen/LU>

#include "src/failure.h"

namespace lauelith::models {
namespace {

bool is_rotation(const Eigen::Matrix3d& R) {
  constexpr double tolerance = 1e-6;
  return R.allFinite() &&
         (R * R.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < tolerance &&
         R.determinant() > 0.0;
}

}  // namespace

Microstructure::Microstructure(GrainShapes shapes, std::vector<MaterialGrain> grains, PoreSet pores)
    : shapes_(std::move(shapes)), grains_(std::move(grains)), pores_(std::move(pores)) {
  const std::size_t n_shapes = std::visit([](const auto& s) { return s.n_grains(); }, shapes_);
  if (grains_.size() != n_shapes) {
    throw UsageError({.file = "[grains]",
                      .where = "grain " + std::to_string(std::min(grains_.size(), n_shapes)),
                      .expected = "an orientation for each of " + std::to_string(n_shapes) + " grains",
                      .found = std::to_string(grains_.size()) + " orientations"});
  }
  for (std::size_t i = 0; i < grains_.size(); ++i) {
    if (is_rotation(grains_[i].R_sample_from_crystal)) continue;
    throw UsageError({.file = "[grains]",
                      .where = "grain " + std::to_string(i),
                      .expected = "an orientation that is a proper rotation"});
  }
}

int Microstructure::dimension() const {
  return std::visit([](const auto& s) { return s.dimension(); }, shapes_);
}

const DomainBox& Microstructure::domain() const {
  return std::visit([](const auto& s) -> const DomainBox& { return s.domain(); }, shapes_);
}

int Microstructure::grain_at(const Eigen::Vector3d& point) const {
  if (pores_.contains(point)) return -1;
  return std::visit([&point](const auto& s) { return s.grain_at(point); }, shapes_);
}

Phase Microstructure::phase_at(const Eigen::Vector3d& point) const {
  const int grain = grain_at(point);
  return grain < 0 ? Phase::none : grains_[static_cast<std::size_t>(grain)].phase;
}

Microstructure with_pores(const Microstructure& microstructure, PoreSet pores) {
  return {microstructure.shapes(), microstructure.grains(), std::move(pores)};
}

}  // namespace lauelith::models
