// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/crystal_field.h"
#include "src/provenance.h"

namespace lauelith {

/// What is said once for all times of a field file.
struct FieldFrame {
  FieldGrid grid;
  std::vector<std::int8_t> phase;
  std::vector<std::int32_t> grain;
  std::vector<Eigen::Matrix3d> R_sample_from_crystal;
};

/// A further scalar by name, one value per voxel: "pressure_Pa", "deposit_thickness_nm" …
struct FieldScalar {
  std::string name;  ///< ends in its unit
  std::string units;
  std::string long_name;
  std::vector<float> values;
};

/// Everything at one time.
struct FieldMoment {
  double time_s = 0.0;
  std::string label;
  std::vector<float> H;              ///< voxel·9, row-major
  std::vector<float> mosaic_mrad;    ///< per voxel; empty in every moment or in none
  std::vector<FieldScalar> scalars;  ///< the same names in every moment
};

/// Writes fields.h5 (contract §5). An existing file is refused (UsageError) unless `may_replace`.
/// Pinned by tests/src/field_file_test.cc.
void write_field(const std::string& path, const FieldFrame& frame, const std::vector<FieldMoment>& moments,
                 const Provenance& provenance, bool may_replace = false);

/// Times and labels in the file.
struct FieldTimes {
  std::vector<double> time_s;
  std::vector<std::string> label;
};

/// A field file open for reading. Not trusted: shapes, grains and phases are checked (InputError with the
/// place), and only the moment asked for is loaded.
FieldTimes read_field_times(const std::string& path);
CrystalField read_field(const std::string& path, std::size_t moment);

}  // namespace lauelith
