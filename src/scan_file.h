// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/chunk_encoders.h"
#include "src/detector_file.h"
#include "src/grain.h"
#include "src/hdf5_writer.h"
#include "src/provenance.h"

namespace lauelith {

/// What is said once for all frames of a simulated scan.
struct ScanSetting {
  std::size_t n_frames = 0;
  std::vector<std::size_t> shape = {1, 1};  ///< of the map: points along y, along x
  DetectorFile detector;
  double saturation = 0.0;
  Hdf5Writer::Pixel stored = Hdf5Writer::Pixel::i32;
  ChunkPacking packing = ChunkPacking::deflate;
  bool has_frames = true;          ///< false: spots alone
  std::vector<double> energy_keV;  ///< of the spectrum table
  std::vector<double> flux_1_s_keV;
  std::vector<double> energy_range_keV;
  double monochromator_eV = 0.0;  ///< full width of its band at half maximum; 0: white light
  double sample_tilt_deg = 45.0;
  std::string depth_model;  ///< "absorption": spots leave from the depth that their energy reaches
  std::string crystal;
  std::string label;  ///< of the moment that was scanned
};

/// Where and when a frame was taken.
struct ScanPoint {
  double x_um = 0.0;
  double y_um = 0.0;
  double time_s = 0.0;
  double energy_keV = 0.0;  ///< of a monochromatic beam; 0: white light
};

/// Rows of the tables /entry/truth (one per frame and grain) and /entry/truth/spots.
struct TruthSpotRow {
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();
  double energy_keV = 0.0;
  double x_px = 0.0;
  double y_px = 0.0;
  double photons = 0.0;
  std::vector<double> covariance_px2;  ///< xx, xy, yy
  double depth_um = 0.0;
  bool overlaps = false;
};
struct TruthRow {
  std::size_t frame = 0;
  int grain = -1;
  double photons = 0.0;
  double depth_um = 0.0;
  Eigen::Matrix3d R_sample_from_crystal = Eigen::Matrix3d::Identity();
  Vector6d strain_deviatoric_sample = Vector6d::Zero();
  Vector6d strain_spread = Vector6d::Zero();
  Eigen::Vector3d rotation_spread_mrad = Eigen::Vector3d::Zero();
  std::vector<TruthSpotRow> spots;
};

/// Writes scan.h5 (contract §5) frame by frame: memory does not grow with the scan, except for three numbers
/// per frame. An existing file is refused (UsageError) unless `may_replace`. The file has its name only when
/// finished. Pinned by tests/src/scan_file_test.cc.
class ScanWriter {
 public:
  ScanWriter(const std::string& path, const ScanSetting& setting, bool may_replace);

  /// In any order of frames.
  void add_frame(std::size_t index, const Bytes& packed);
  /// In the order of frames.
  void add_point(const ScanPoint& point) { points_.push_back(point); }
  void add_truth(const std::vector<TruthRow>& rows);
  void finish(const Provenance& provenance);

 private:
  void write_setting(const ScanSetting& setting);
  void begin_truth();
  void write_pending_truth();
  void write_points();

  Hdf5Writer writer_;
  bool has_frames_;
  std::vector<ScanPoint> points_;
  std::size_t n_truth_rows_ = 0;
  std::vector<TruthRow>
      pending_truth_;  ///< appended many at a time, as opening a dataset costs more than a row
};

/// Full width of the monochromatic band (eV) that a scan states; 0: it does not.
double monochromator_of_scan_eV(const std::string& path);

inline constexpr const char* depth_model_place_in_scan = "/entry/sample/depth_model";
/// What a scan says about how it was made, for `index`; empty where it does not say.
std::string depth_model_of_scan(const std::string& path);

}  // namespace lauelith
