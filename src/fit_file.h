// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/grain.h"
#include "src/lauetools_geometry.h"

namespace lauelith {

/// One grain of a LaueTools .fit file.
///
/// The file gives q = UB · B0 · hkl in its lab frame (x along the beam), B0 upper triangular. Orientation and
/// strain of `grain` are recomputed from that product (lattice_state), in our frames; the printed tensors are
/// kept apart, since they have five decimals and a frame error for cells with a not parallel to a*.
struct FitGrain {
  std::string material;
  Eigen::Matrix3d UB = Eigen::Matrix3d::Identity();
  Eigen::Matrix3d B0_1_A = Eigen::Matrix3d::Identity();
  Grain grain;  ///< not symmetry-reduced: the file does not name the symmetry
  std::optional<Vector6d> printed_strain_crystal;  ///< ours: order and unit; crystal axes as in the file
  std::optional<Vector6d> printed_strain_sample;   ///< our sample axes at a tilt of 40°
};

/// Several grains over one list of peaks.
struct FitFile {
  PeakList peaks;               ///< the indexed ones, in the file's order
  std::vector<int> spot_index;  ///< of each peak in the list the file was made from
  std::vector<FitGrain> grains;
  std::optional<LaueToolsCalibration> calibration;
};

/// Reads by column name: refinement and calibration files of several versions. `sample_tilt_deg` is ω of our
/// sample frame. Where the file has no calculated positions they are NaN.
/// Pinned by tests/src/fit_file_test.cc.
FitFile read_fit(const std::string& path, double sample_tilt_deg = 45.0);
FitFile fit_file_of(const TextFile& text, double sample_tilt_deg = 45.0);

/// What is written.
struct FitWriting {
  std::string material = "unknown";
  Eigen::Matrix3d B_1_A = Eigen::Matrix3d::Identity();  ///< unstrained reciprocal cell, our crystal frame
  std::string source = "unknown";
  TextPrecision precision = TextPrecision::theirs;
};
/// The refinement layout, one block per grain. The tensors are what the frames of the file mean: crystal axes
/// a ∥ x, and "sample2" at a tilt of 40°, both from the grain's measured a*, b*, c*.
std::string fit_text(const std::vector<Grain>& grains, const PeakList& peaks, const DetectorFile& detector,
                     const FitWriting& writing);
void write_fit(const std::string& path, const std::vector<Grain>& grains, const PeakList& peaks,
               const DetectorFile& detector, const FitWriting& writing);

}  // namespace lauelith
