// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/grain.h"

namespace lauelith {

/// One grain of one image as XMAS lists it: its numbers, frames, orders and units untouched.
struct XmasRecord {
  int image = 0;  ///< counted from 1
  int grain = 0;  ///< counted from 1; 0: the image was not indexed
  double x_stage = 0.0;
  double y_stage = 0.0;
  int n_indexed = 0;
  double pixel_deviation = 0.0;                          ///< of the strain refinement where there was one
  Vector6d strain_crystal = Vector6d::Zero();            ///< 11 12 13 22 23 33, deviatoric
  Vector6d strain_sample = Vector6d::Zero();             ///< xx xy xz yy yz zz, deviatoric
  Eigen::Matrix3d direct = Eigen::Matrix3d::Zero();      ///< a, b, c as columns
  Eigen::Matrix3d reciprocal = Eigen::Matrix3d::Zero();  ///< a*, b*, c* as columns
  double peak_width_px = 0.0;
};

struct XmasSequence {
  std::vector<XmasRecord> records;
  std::string format;  ///< "binary, 652 bytes a record" or "text"
};

/// Reads the sequence file of XMAS (N. Tamura's program at ALS 12.3.2), binary or as its text export.
///
///   binary: i32 N, then N records of 652 bytes, little-endian without padding; image, grain (i16) at 0,
///   stage
///           x, y (f32) at 4, spots at 36, deviations at 38–60, deviatoric strain in crystal axes at 64 and
///           in sample axes at 88, a b c at 164, a* b* c* at 200, mean peak width at 340
///   text:   a line with the number of rows, a line of column names, rows; read by name (ASIMAGEINDICE …)
///
/// Source: the layout as one third-party reader has it; *unverified*, never tested on a real file. Other
/// revisions of XMAS have other records: they are refused by their size. InputError for a cut file, a count
/// that contradicts the length, more than 1,000,000 records, missing columns. Values are not judged here:
/// xmas_maps.h does. Pinned by XmasSequence.* (tests/src/xmas_sequence_test.cc).
XmasSequence read_xmas_sequence(const std::string& path);

inline constexpr std::size_t xmas_record_bytes = 652;

}  // namespace lauelith
