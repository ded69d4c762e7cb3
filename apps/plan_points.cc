// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_points.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "apps/laue_input.h"
#include "src/units.h"

namespace lauelith {
namespace {

CrystalField unstrained_field(const FieldFrame& frame) {
  CrystalField field;
  field.grid = frame.grid;
  field.grain = frame.grain;
  // A basis says which grain is where; what has a grain is electrolyte.
  for (const std::int32_t grain : frame.grain)
    field.phase.push_back(static_cast<std::int8_t>(grain >= 0 ? Phase::electrolyte : Phase::empty));
  field.R_sample_from_crystal = frame.R_sample_from_crystal;
  field.H.assign(9 * frame.grid.n_voxels(), 0.0F);
  return field;
}

/// For every grain the frame whose neighbours along x and y are of the same grain, as far as there is one:
/// the beam's path should not leave the grain.
std::map<int, std::size_t> frames_of_grains(const std::vector<PlanPoint>& points, std::size_t n_x) {
  std::map<int, std::size_t> inside;
  std::map<int, std::size_t> any;
  const auto same = [&points](std::size_t i, std::size_t j) {
    return j < points.size() && points[j].grain == points[i].grain;
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].grain < 0) continue;
    any.emplace(points[i].grain, i);
    if (i >= n_x && same(i, i - 1) && same(i, i + 1) && same(i, i - n_x) && same(i, i + n_x))
      inside.emplace(points[i].grain, i);
  }
  for (const auto& [grain, frame] : inside) any[grain] = frame;
  return any;
}

inverse::SpotNoise noise_at(const StudyTables& tables, const Detector& panel, double exposure_s) {
  inverse::SpotNoise noise;
  noise.background_photons = tables.background.background_photons * exposure_s / tables.scan.exposure_s;
  noise.sigma_floor_px = panel.sigma_floor_px;
  return noise;
}

}  // namespace

std::vector<PlanPoint> plan_points(const forward::ScanOptions& scan, const FieldFrame& frame,
                                   double step_um) {
  const auto number = [&](std::size_t axis) {
    const double extent = scan.step_um[axis] * scan.points[axis];
    return static_cast<int>(std::max(1.0, std::floor(extent / step_um + 1e-9)));
  };
  std::vector<PlanPoint> points;
  for (int row = 0; row < number(1); ++row) {
    for (int column = 0; column < number(0); ++column) {
      PlanPoint point;
      point.place_um = {scan.origin_um[0] + column * step_um, scan.origin_um[1] + row * step_um};
      const Eigen::Vector3d place_m(point.place_um.x() * units::um, point.place_um.y() * units::um, 0.0);
      point.voxel = frame.grid.voxel_at(place_m);
      if (point.voxel != FieldGrid::no_voxel) point.grain = frame.grain[point.voxel];
      points.push_back(point);
    }
  }
  return points;
}

std::vector<std::optional<inverse::ExpectedErrors>> plan_errors(const StudyTables& tables,
                                                                const FieldFrame& frame, double exposure_s) {
  const CrystalField field = unstrained_field(frame);
  forward::ScanOptions scan = tables.scan;
  scan.exposure_s = exposure_s;
  const forward::BeamOptions beam = beam_of(tables.beam, {});
  const forward::SimulatedCamera camera = forward::make_camera(tables.camera);
  const forward::LaueSetup setup = laue_setup(camera.file.detector, scan.crystal, beam);
  const forward::ScanRenderer renderer(setup, field, camera, tables.background, scan, spectrum_of(beam),
                                       tables.mechanics.cell.relative_density, 1);
  std::vector<PlanPoint> points = plan_points(scan, frame, scan.step_um[0]);
  std::vector<std::optional<inverse::ExpectedErrors>> errors(frame.R_sample_from_crystal.size());
  const inverse::SpotNoise noise = noise_at(tables, camera.file.detector, exposure_s);
  for (const auto& [grain, index] : frames_of_grains(points, renderer.n_x())) {
    const auto rendered = renderer.spots_of(index);
    for (const forward::TrueGrain& seen : rendered.spots.grains) {
      if (seen.grain == grain)
        errors[static_cast<std::size_t>(grain)] =
            inverse::expected_errors(seen, setup, noise, tables.peak_search.significance);
    }
  }
  return errors;
}

}  // namespace lauelith
