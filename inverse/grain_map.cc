// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/grain_map.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "src/frames.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;

namespace {

using Rotations = std::vector<Matrix3d>;

/// Visits the frames in the cells around one.
template <typename Visit>
void for_neighbours(const MapGrid& grid, int cell, bool with_diagonals, Visit visit) {
  const int x = cell % grid.nx;
  const int y = cell / grid.nx;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      if ((dx == 0 && dy == 0) || (!with_diagonals && dx != 0 && dy != 0)) continue;
      const bool inside = x + dx >= 0 && x + dx < grid.nx && y + dy >= 0 && y + dy < grid.ny;
      const int frame =
          inside ? grid.frame_of_point[static_cast<std::size_t>((y + dy) * grid.nx + x + dx)] : -1;
      if (frame >= 0) visit(static_cast<std::size_t>(frame));
    }
  }
}

/// Members of the grain that `seed` belongs to; marks them.
std::vector<std::size_t> flooded(const std::vector<MapPoint>& points, const MapGrid& grid,
                                 const Rotations& proper, double boundary_rad, std::size_t seed, int id,
                                 std::vector<int>& grain_id) {
  std::vector<std::size_t> members{seed};
  grain_id[seed] = id;
  for (std::size_t next = 0; next < members.size(); ++next) {
    const std::size_t here = members[next];
    for_neighbours(grid, grid.point_of_frame[here], false, [&](std::size_t there) {
      if (!points[there].is_indexed || grain_id[there] >= 0) return;
      if (misorientation(points[here].R_sample_from_crystal, points[there].R_sample_from_crystal, proper) >=
          boundary_rad)
        return;
      grain_id[there] = id;
      members.push_back(there);
    });
  }
  std::sort(members.begin(), members.end());
  return members;
}

/// R·S nearest to a reference, as a quaternion.
Eigen::Vector4d aligned(const Matrix3d& R, const Matrix3d& reference, const Rotations& proper) {
  double largest_trace = -4.0;
  Matrix3d best = R;
  for (const Matrix3d& S : proper) {
    const Matrix3d equivalent = R * S;
    const double trace = (reference.transpose() * equivalent).trace();
    if (trace <= largest_trace) continue;
    largest_trace = trace;
    best = equivalent;
  }
  const Eigen::Quaterniond q = quaternion_from_rotation(best);
  return {q.w(), q.x(), q.y(), q.z()};
}

Matrix3d mean_orientation(const std::vector<MapPoint>& points, const std::vector<std::size_t>& members,
                          const Rotations& proper) {
  Matrix3d mean = points[members.front()].R_sample_from_crystal;
  for (int round = 0; round < 2; ++round) {
    Eigen::Matrix4d sum = Eigen::Matrix4d::Zero();
    for (const std::size_t i : members) {
      const Eigen::Vector4d q = aligned(points[i].R_sample_from_crystal, mean, proper);
      sum.noalias() += q * q.transpose();
    }
    const Eigen::Vector4d q = Eigen::SelfAdjointEigenSolver<Eigen::Matrix4d>(sum).eigenvectors().col(3);
    mean = Eigen::Quaterniond(q[0], q[1], q[2], q[3]).normalized().toRotationMatrix();
  }
  return mean;
}

double kernel_average_rad(const std::vector<MapPoint>& points, const MapGrid& grid, const DerivedMaps& maps,
                          const Rotations& proper, double boundary_rad, std::size_t i) {
  double sum = 0.0;
  int n = 0;
  for_neighbours(grid, grid.point_of_frame[i], true, [&](std::size_t j) {
    if (maps.grain_id[j] != maps.grain_id[i]) return;
    const double angle =
        misorientation(points[i].R_sample_from_crystal, points[j].R_sample_from_crystal, proper);
    if (angle >= boundary_rad) return;
    sum += angle;
    ++n;
  });
  return n > 0 ? sum / n : std::numeric_limits<double>::quiet_NaN();
}

DerivedMaps point_maps(const std::vector<MapPoint>& points) {
  DerivedMaps maps(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].is_indexed) continue;
    maps.von_mises[i] = points[i].von_mises;
    maps.peak_width_px[i] = points[i].peak_width_px;
    maps.misorientation_noise_deg[i] = std::sqrt(2.0) * points[i].orientation_sigma_rad / units::deg;
  }
  return maps;
}

}  // namespace

MapPoint map_point(const FrameResult& frame) {
  MapPoint point;
  if (frame.status != FrameStatus::ok) return point;
  const auto found = std::find_if(frame.grains.begin(), frame.grains.end(),
                                  [](const Grain& grain) { return grain.quality == GrainQuality::accepted; });
  if (found == frame.grains.end()) return point;
  const double sum_mrad2 = found->orientation_sigma_mrad.squaredNorm();
  return {true, found->R_sample_from_crystal, std::sqrt(sum_mrad2 / 3.0) * units::mrad,
          von_mises_strain(found->strain_deviatoric_sample), found->peak_width_px};
}

DerivedMaps derive_maps(const std::vector<MapPoint>& points, const MapGrid& grid, const Rotations& proper,
                        double boundary_rad) {
  DerivedMaps maps = point_maps(points);
  if (!grid.exists()) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!points[i].is_indexed) continue;
      maps.grain_id[i] = static_cast<int>(maps.grains.size());
      maps.grains.push_back({points[i].R_sample_from_crystal, 1});
    }
    return maps;
  }
  for (const int frame : grid.frame_of_point) {
    const auto seed = static_cast<std::size_t>(frame);
    if (frame < 0 || !points[seed].is_indexed || maps.grain_id[seed] >= 0) continue;
    const auto members = flooded(points, grid, proper, boundary_rad, seed,
                                 static_cast<int>(maps.grains.size()), maps.grain_id);
    maps.grains.push_back({mean_orientation(points, members, proper), static_cast<int>(members.size())});
    for (const std::size_t i : members) {
      maps.misorientation_to_grain_mean_deg[i] = misorientation(maps.grains.back().mean_R_sample_from_crystal,
                                                                points[i].R_sample_from_crystal, proper) /
                                                 units::deg;
    }
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (maps.grain_id[i] >= 0 && grid.point_of_frame[i] >= 0)
      maps.kam_deg[i] = kernel_average_rad(points, grid, maps, proper, boundary_rad, i) / units::deg;
  }
  return maps;
}

}  // namespace lauelith::inverse
