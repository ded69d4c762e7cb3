// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/grain.h"
#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// How one grain of one point changed against Scan 0; a row of /entry/change.
struct ChangeRow {
  int grain = -1;            ///< row of /entry/grains
  int reference_frame = -1;  ///< of Scan 0
  int reference_grain = -1;  ///< row of /entry/grains of Scan 0's maps
  Vector6d strain_deviatoric_sample = Vector6d::Zero();
  Matrix6d strain_covariance_sample = Matrix6d::Zero();
  Eigen::Vector3d rotation_mrad = Eigen::Vector3d::Zero();
  Eigen::Matrix3d rotation_covariance_mrad2 = Eigen::Matrix3d::Zero();
  Eigen::Vector2d shift_um = Eigen::Vector2d::Zero();  ///< of the point from the one of Scan 0
  int n_spots = 0;
  int n_from_pixels = 0;
  double rms_px = 0.0;
  double extra_scatter_px = 0.0;
};

/// The group /entry/change of maps.h5 (contract §5): every grain that both scans show, and how the scans lie
/// on one another.
struct ScanChange {
  std::vector<ChangeRow> rows;
  std::string reference;  ///< the file of Scan 0's maps
  std::string message;    ///< what had to be taken on trust; empty: nothing
  Eigen::Vector2d scan_shift_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d scan_shift_sigma_um = Eigen::Vector2d::Zero();
  double scan_rotation_deg = 0.0;
  Eigen::Vector2d scan_drift_um = Eigen::Vector2d::Zero();
  bool is_registered = true;  ///< false: `message` says why, and there are no rows
  double agreement = 0.0;     ///< share of points that show the grain which Scan 0 has there
  Eigen::Vector2d panel_shift_px = Eigen::Vector2d::Zero();
  Eigen::Vector2d panel_shift_sigma_px = Eigen::Vector2d::Zero();
};

/// Pinned by: ChangeTable.WrittenAndRead.
void write_change(Hdf5Writer& writer, const ScanChange& change);
/// Empty rows where the file has no /entry/change.
ScanChange read_change(const Hdf5Reader& reader);
bool has_change(const Hdf5Reader& reader);

}  // namespace lauelith
