// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/detector_file.h"

namespace lauelith {

/// One detector of a 34-ID geometry file, in that beamline's frame (X outboard, Y up, Z along the beam).
/// Pixels count from 0: x' = (px − (Nx − 1)/2) size_x/Nx + P0, y' likewise, z' = P2; XYZ = ρ(R) (x', y', z'),
/// ρ the rotation by |R| about R; (x, y, z)_lab = (−X, Z, Y). Sources: LaueGo, laue-analysis.
/// Pinned by golden vectors in tests/src/detector_geon_test.cc.
struct GeonPanel {
  int nx = 0;
  int ny = 0;
  Eigen::Vector2d size_mm = Eigen::Vector2d::Zero();
  Eigen::Vector3d rotation_rad = Eigen::Vector3d::Zero();
  Eigen::Vector3d translation_mm = Eigen::Vector3d::Zero();
  std::string id;
};

Detector detector_of(const GeonPanel& panel);
GeonPanel geon_panel(const Detector& detector);

/// `index` is the number N of the detector in the file.
DetectorFile detector_of_geon_xml(const TextFile& text, int index);
DetectorFile detector_of_geon_text(const TextFile& text, int index);

/// The XML form, every number exact.
std::string geon_text(const DetectorFile& file);
void write_detector_geon(const std::string& path, const DetectorFile& file);

}  // namespace lauelith
