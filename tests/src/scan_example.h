// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/LU>

#include "src/crystal_library.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/map_layers.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith {

/// A map of 4 × 3 points, 2 µm apart, of two LLZO grains: columns 0 and 1 belong to the first. Strain xx is
/// 1e-4 × (frame + 1), so that a swapped index shows. Point (3, 1) failed, point (0, 2) has no frame's grain.
inline Maps example_scan() {
  const Crystal crystal = find_crystal("LLZO");
  Maps maps;
  maps.ny = 3;
  maps.nx = 4;
  maps.crystal = "LLZO";
  maps.B_1_A = reciprocal_matrix_1_A(crystal.cell);
  maps.detector = detector_preset("Pilatus 1M");
  for (int i = 0; i < 12; ++i) {
    FrameResult frame;
    frame.source = "frame, " + std::to_string(i);
    frame.x_um = 10.0 + 2.0 * (i % 4);
    frame.y_um = -4.0 + 2.0 * (i / 4);
    frame.status = i == 7 ? FrameStatus::corrupt : i == 8 ? FrameStatus::no_spots : FrameStatus::ok;
    if (frame.status == FrameStatus::ok) {
      Grain grain;
      const double turn = i % 4 < 2 ? 0.0 : 20.0;
      grain.R_sample_from_crystal =
          rotation_from_bunge({(30.0 + turn + 0.01 * i) * units::deg, 50.0 * units::deg, 10.0 * units::deg});
      const double strain = 1e-4 * (i + 1);
      grain.strain_deviatoric_sample << strain, -0.5 * strain, -0.5 * strain, 1e-5, 2e-5, 3e-5;
      const Eigen::Matrix3d& R = grain.R_sample_from_crystal;
      grain.strain_deviatoric_crystal =
          components_of(R.transpose() * tensor_of(grain.strain_deviatoric_sample) * R);
      grain.strain_covariance_sample.diagonal().setConstant(1e-10);
      grain.rms_px = 0.5 + 0.01 * i;
      grain.spots = {{0, {0, 4, 4}, 9.0, {10.0, 20.0}}};
      frame.peaks.peaks.resize(1);
      frame.peaks.peaks[0].x_px = 10.0;
      frame.peaks.peaks[0].y_px = 20.0;
      frame.grains = {grain};
    }
    maps.frames.push_back(frame);
  }
  return maps;
}

}  // namespace lauelith
