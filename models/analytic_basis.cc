// SPDX-License-Identifier: BSD-3-Clause
#include "models/analytic_basis.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/analytic_cracks.h"
#include "src/parallel.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

/// A straight source in the plane: where, along which direction, how long, and its field in its own axes.
struct PlaneSource {
  BasisSource source;
  Vector2d centre = Vector2d::Zero();
  Vector2d along = Vector2d::UnitX();
  double half_length = 0.0;
  std::function<ElasticField(double x, double y)> field;
};

Matrix3d gradient_at(const PlaneSource& source, const Vector2d& place) {
  const Vector2d across(-source.along.y(), source.along.x());
  const Vector2d from = place - source.centre;
  double x = source.along.dot(from);
  double y = across.dot(from);
  // Off the source itself, where the field has no value.
  const double least = 1e-3 * source.half_length;
  if (std::abs(y) < least) y = y < 0.0 ? -least : least;
  Matrix3d R = Matrix3d::Identity();
  R.topLeftCorner<2, 1>() = source.along;
  R.block<2, 1>(0, 1) = across;
  return R * source.field(x, y).gradient * R.transpose();
}

/// Mean over the pixel where the field varies within it.
Matrix3d mean_gradient(const PlaneSource& source, const Vector2d& place, const Vector2d& step) {
  // A distance that is round in pixels must not be decided by rounding.
  constexpr double slack = 1.0 + 1e-9;
  if ((place - source.centre).norm() > slack * (2.0 * source.half_length + 4.0 * step.maxCoeff()))
    return gradient_at(source, place);
  Matrix3d sum = Matrix3d::Zero();
  constexpr int n = 4;
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i)
      sum +=
          gradient_at(source, place + step.cwiseProduct(Vector2d((i + 0.5) / n - 0.5, (j + 0.5) / n - 0.5)));
  return sum / (n * n);
}

std::vector<PlaneSource> candidate_cracks(const FieldGrid& grid, const AnalyticBasisOptions& options) {
  const Vector2d n = options.interface_normal.normalized();
  const Vector2d along(n.y(), -n.x());
  const Vector2d origin = options.interface_um * units::um;
  double low = 1e9, high = -1e9, nearest = 1e9;
  for (std::size_t v = 0; v < grid.n[0] * grid.n[1]; ++v) {
    const Vector2d from = grid.centre_m(v).head<2>() - origin;
    low = std::min(low, along.dot(from));
    high = std::max(high, along.dot(from));
    nearest = std::min(nearest, n.dot(from));
  }
  std::vector<PlaneSource> cracks;
  const double deepest = *std::max_element(options.crack_depths_um.begin(), options.crack_depths_um.end());
  if (nearest > 3.0 * deepest * units::um) return cracks;  // the map does not see the interface
  const double G = options.young / (2.0 * (1.0 + options.poisson));
  const int count = std::max(1, static_cast<int>((high - low) / (options.crack_spacing_um * units::um)));
  int group = 0;
  for (int i = 0; i <= count; ++i) {
    for (const double depth_um : options.crack_depths_um) {
      for (const double angle : options.crack_angles_deg) {
        const double a = depth_um * units::um;
        const double c = std::cos(angle * units::deg), s = std::sin(angle * units::deg);
        PlaneSource crack;
        crack.centre = origin + (low + (high - low) * i / count) * along;
        crack.along = c * n + s * along;
        crack.half_length = a;
        const PlaneCrack plane{a, 1.0, G, options.poisson};
        crack.field = [plane](double x, double y) { return field_of(plane, x, y); };
        crack.source = {"crack",
                        "crack " + std::to_string(group),
                        group,
                        Vector3d(crack.centre.x(), crack.centre.y(), 0.0),
                        Vector3d(-crack.along.y(), crack.along.x(), 0.0),
                        a};
        ++group;
        cracks.push_back(std::move(crack));
      }
    }
  }
  return cracks;
}

std::vector<PlaneSource> boundary_openings(const BoundaryNetwork& boundaries,
                                           const AnalyticBasisOptions& options) {
  const double G = options.young / (2.0 * (1.0 + options.poisson));
  std::vector<PlaneSource> openings;
  for (std::size_t i = 0; i < boundaries.pieces().size(); ++i) {
    const BoundaryPiece& piece = boundaries.pieces()[i];
    PlaneSource opening;
    opening.centre = piece.centre.head<2>();
    opening.along = Vector2d(piece.normal.y(), -piece.normal.x()).normalized();
    opening.half_length = 0.5 * piece.measure;
    const OpenedSegment segment{opening.half_length, 1.0, G, options.poisson};
    opening.field = [segment](double x, double y) { return field_of(segment, x, y); };
    opening.source = {"boundary",     "boundary " + std::to_string(i),
                      piece.boundary, piece.centre,
                      piece.normal,   piece.measure};
    openings.push_back(std::move(opening));
  }
  return openings;
}

}  // namespace

InfluenceBasis analytic_basis(const FieldGrid& grid, const BoundaryNetwork* boundaries,
                              const AnalyticBasisOptions& options) {
  std::vector<PlaneSource> sources = candidate_cracks(grid, options);
  if (boundaries != nullptr)
    for (PlaneSource& one : boundary_openings(*boundaries, options)) sources.push_back(std::move(one));
  InfluenceBasis basis;
  basis.frame.grid = grid;
  basis.frame.phase.assign(grid.n_voxels(), 1);
  basis.frame.grain.assign(grid.n_voxels(), 0);
  basis.frame.R_sample_from_crystal = {Matrix3d::Identity()};
  basis.strain.resize(sources.size());
  basis.rotation.resize(sources.size());
  const Vector2d step = grid.spacing_m.head<2>().cwiseAbs();
  for_each_index(sources.size(), options.n_threads, [&](std::size_t k) {
    std::vector<double> H;
    H.reserve(9 * grid.n_voxels());
    for (std::size_t v = 0; v < grid.n_voxels(); ++v) {
      const Matrix3d gradient = mean_gradient(sources[k], grid.centre_m(v).head<2>(), step);
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) H.push_back(gradient(i, j));
    }
    split_gradient(H, basis.strain[k], basis.rotation[k]);
  });
  for (PlaneSource& one : sources) basis.sources.push_back(std::move(one.source));
  return basis;
}

}  // namespace lauelith::models
