// SPDX-License-Identifier: BSD-3-Clause
#include "models/stress_map.h"

#include <cmath>
#include <map>

#include "src/failure.h"
#include "src/frames.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;

namespace {

constexpr double same_grain_rad = 2.0 * units::deg;

StressMap empty_map(const FieldGrid& grid) {
  const std::size_t n = grid.n_voxels();
  StressMap map;
  map.grid = grid;
  map.conducts.assign(n, 1);
  map.grain.assign(n, -1);
  map.pressure_Pa.assign(n, std::nan(""));
  map.stress_deviator_Pa.assign(n, Matrix3d::Zero());
  map.R_sample_from_crystal.assign(n, Matrix3d::Identity());
  return map;
}

void set_stress(StressMap& map, std::size_t i, const CubicStiffness& C, const Matrix3d& R,
                const Matrix3d& strain) {
  const Matrix3d stress = stress_of(C, R, strain);
  map.pressure_Pa[i] = -stress.trace() / 3.0;
  map.stress_deviator_Pa[i] = stress + map.pressure_Pa[i] * Matrix3d::Identity();
  map.R_sample_from_crystal[i] = R;
}

/// Points without a strain take the mean pressure of the others; the mean is what changes σ_eff least.
void fill_unknown(StressMap& map) {
  double sum = 0.0;
  std::size_t n_known = 0;
  for (std::size_t i = 0; i < map.pressure_Pa.size(); ++i) {
    if (map.conducts[i] == 0 || std::isnan(map.pressure_Pa[i])) continue;
    sum += map.pressure_Pa[i];
    ++n_known;
  }
  if (n_known == 0) throw InputError({"stress map", "strain", "at least one point that conducts", "none"});
  for (std::size_t i = 0; i < map.pressure_Pa.size(); ++i) {
    if (!std::isnan(map.pressure_Pa[i])) continue;
    if (map.conducts[i] != 0) ++map.n_unknown;
    map.pressure_Pa[i] = sum / static_cast<double>(n_known);
  }
}

/// Neighbours within 2° are one grain: numbers for the resistance of boundaries; those of the file if it has
/// them.
std::vector<int> grain_numbers(const ScanLayers& scan, const StressMap& map,
                               const std::vector<char>& is_known) {
  const MapGrid& grid = scan.grid;
  std::vector<int> number(grid.n_points(), -1);
  int n_grains = 0;
  for (std::size_t seed = 0; seed < number.size(); ++seed) {
    if (is_known[seed] == 0 || number[seed] >= 0) continue;
    std::vector<std::size_t> open{seed};
    number[seed] = n_grains;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      const int x = static_cast<int>(at) % grid.nx;
      const int y = static_cast<int>(at) / grid.nx;
      for (const auto& [nx, ny] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}}) {
        if (nx < 0 || ny < 0 || nx >= grid.nx || ny >= grid.ny) continue;
        const auto next = static_cast<std::size_t>(ny * grid.nx + nx);
        if (is_known[next] == 0 || number[next] >= 0) continue;
        const Matrix3d between = map.R_sample_from_crystal[at].transpose() * map.R_sample_from_crystal[next];
        if (angle_of(between) > same_grain_rad) continue;
        number[next] = n_grains;
        open.push_back(next);
      }
    }
    ++n_grains;
  }
  return number;
}

}  // namespace

double traction_free_trace(const CubicStiffness& C, const Matrix3d& R, const Matrix3d& strain_deviator) {
  return -stress_of(C, R, strain_deviator)(2, 2) / C.bulk_modulus();
}

StressMap stress_of_field(const CrystalField& field, const CubicStiffness& C,
                          const std::vector<double>& pressure_Pa) {
  StressMap map = empty_map(field.grid);
  map.closure =
      pressure_Pa.empty() ? "the field's own strain, P = -K tr e" : "the field's scalar pressure_Pa";
  for (std::size_t i = 0; i < field.grid.n_voxels(); ++i) {
    map.conducts[i] = field.scatters(i) ? 1 : 0;
    if (map.conducts[i] == 0) continue;
    map.grain[i] = field.grain[i];
    const Matrix3d& R = field.R_sample_from_crystal[static_cast<std::size_t>(field.grain[i])];
    const Matrix3d H = field.H_of_voxel(i);
    set_stress(map, i, C, R, 0.5 * (H + H.transpose()));
    if (!pressure_Pa.empty()) map.pressure_Pa[i] = pressure_Pa[i];
  }
  fill_unknown(map);
  return map;
}

StressMap stress_of_maps(const ScanLayers& scan, const CubicStiffness& C, HydrostaticClosure closure,
                         const std::vector<double>& volume_strain) {
  FieldGrid grid;
  grid.n = {static_cast<std::size_t>(scan.grid.nx), static_cast<std::size_t>(scan.grid.ny), 1};
  grid.origin_m = Eigen::Vector3d(scan.grid.origin_um.x(), scan.grid.origin_um.y(), 0.0) * units::um;
  grid.spacing_m =
      Eigen::Vector3d(scan.grid.step_um.x(), scan.grid.step_um.y(), scan.grid.step_um.x()) * units::um;
  StressMap map = empty_map(grid);
  map.closure = closure == HydrostaticClosure::traction_free
                    ? "assumed: no traction on the scanned face over the probed depth, no composition strain"
                    : "measured by an energy scan";
  std::vector<char> is_known(grid.n_voxels(), 0);
  for (std::size_t i = 0; i < grid.n_voxels(); ++i) {
    const int frame = scan.grid.frame_of_point[i];
    const Grain* grain = frame < 0 ? nullptr : scan.grain_of_frame(static_cast<std::size_t>(frame));
    if (grain == nullptr || !grain->strain_deviatoric_sample.allFinite()) continue;
    const Matrix3d& R = grain->R_sample_from_crystal;
    const Matrix3d deviator = tensor_of(grain->strain_deviatoric_sample);
    const double trace = closure == HydrostaticClosure::energy
                             ? volume_strain[static_cast<std::size_t>(frame)]
                             : traction_free_trace(C, R, deviator);
    if (!std::isfinite(trace)) continue;
    set_stress(map, i, C, R, deviator + trace / 3.0 * Matrix3d::Identity());
    is_known[i] = 1;
  }
  map.grain = grain_numbers(scan, map, is_known);
  fill_unknown(map);
  return map;
}

}  // namespace lauelith::models
