// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/LU>
#include <cstring>
#include <string>
#include <vector>

#include "src/text_file.h"
#include "src/xmas_sequence.h"
#include "tests/src/scan_example.h"

/// Sequences of one LLZO grain as XMAS would list it, by the rules of formats, in both of its forms.
namespace lauelith::test {

using Eigen::Matrix3d;

/// Strain of the test grain in our sample axes.
inline Vector6d strain_ours() {
  return (Vector6d() << 3e-4, -1e-4, -2e-4, 0.5e-4, 1.5e-4, -2.5e-4).finished();
}
inline Matrix3d rotation_ours() {
  return rotation_from_bunge({40.0 * units::deg, 30.0 * units::deg, 15.0 * units::deg});
}

/// What XMAS would list of it, by the rules of formats: axes turned by 180° about y (xy and yz change sign),
/// order xx xy xz yy yz zz, 1e-3; nm and 1/nm; vectors in the lab frame.
inline XmasRecord example_record(int image, int grain, double x_um) {
  const Matrix3d R_lab = R_lab_from_sample(45.0 * units::deg);
  const Matrix3d F = Matrix3d::Identity() + tensor_of(strain_ours());
  const Matrix3d B = reciprocal_matrix_1_A(find_crystal("LLZO").cell);
  XmasRecord record;
  record.image = image;
  record.grain = grain;
  record.x_stage = x_um;
  record.y_stage = 4.0;
  record.n_indexed = 57;
  record.pixel_deviation = 0.25;
  record.strain_sample << 0.3, 0.25, 0.15, -0.1, -0.05, -0.2;
  record.strain_crystal.setConstant(0.125);
  record.reciprocal = 10.0 * R_lab * strained_reciprocal_1_A(F, rotation_ours(), B);
  record.direct = record.reciprocal.inverse().transpose();
  record.peak_width_px = 1.75;
  return record;
}

template <typename Value>
void put(std::string& bytes, std::size_t at, Value value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

inline std::string binary_of(const std::vector<XmasRecord>& records) {
  std::string bytes(4 + xmas_record_bytes * records.size(), '\0');
  put(bytes, 0, static_cast<std::int32_t>(records.size()));
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::size_t at = 4 + i * xmas_record_bytes;
    const XmasRecord& record = records[i];
    put(bytes, at, static_cast<std::int16_t>(record.image));
    put(bytes, at + 2, static_cast<std::int16_t>(record.grain));
    put(bytes, at + 4, static_cast<float>(record.x_stage));
    put(bytes, at + 8, static_cast<float>(record.y_stage));
    put(bytes, at + 36, static_cast<std::int16_t>(record.n_indexed));
    put(bytes, at + 46, static_cast<float>(record.pixel_deviation));
    put(bytes, at + 340, static_cast<float>(record.peak_width_px));
    for (int k = 0; k < 6; ++k) {
      put(bytes, at + 64 + 4 * static_cast<std::size_t>(k), static_cast<float>(record.strain_crystal(k)));
      put(bytes, at + 88 + 4 * static_cast<std::size_t>(k), static_cast<float>(record.strain_sample(k)));
    }
    for (int k = 0; k < 9; ++k) {
      put(bytes, at + 164 + 4 * static_cast<std::size_t>(k), static_cast<float>(record.direct(k % 3, k / 3)));
      put(bytes, at + 200 + 4 * static_cast<std::size_t>(k),
          static_cast<float>(record.reciprocal(k % 3, k / 3)));
    }
  }
  return bytes;
}

inline std::string text_of(const std::vector<XmasRecord>& records) {
  std::string text = std::to_string(records.size()) +
                     "\nASIMAGEINDICE GRAININDICE ASXSTAGE ASYSTAGE ASNINDEX ASPIXDEV"
                     " ASSTRAUXX ASSTRAUXY ASSTRAUXZ ASSTRAUYY ASSTRAUYZ ASSTRAUZZ"
                     " ASSTRAXXX ASSTRAXXY ASSTRAXXZ ASSTRAXYY ASSTRAXYZ ASSTRAXZZ"
                     " ASAX ASAY ASAZ ASBX ASBY ASBZ ASCX ASCY ASCZ"
                     " ASASX ASASY ASASZ ASBSX ASBSY ASBSZ ASCSX ASCSY ASCSZ AVERPEAKWIDTH\n";
  for (const XmasRecord& record : records) {
    for (const double value : {double(record.image), double(record.grain), record.x_stage, record.y_stage,
                               double(record.n_indexed), record.pixel_deviation})
      text += exact_text(value) + " ";
    for (int k = 0; k < 6; ++k) text += exact_text(record.strain_crystal(k)) + " ";
    for (int k = 0; k < 6; ++k) text += exact_text(record.strain_sample(k)) + " ";
    for (int k = 0; k < 9; ++k) text += exact_text(record.direct(k % 3, k / 3)) + " ";
    for (int k = 0; k < 9; ++k) text += exact_text(record.reciprocal(k % 3, k / 3)) + " ";
    text += exact_text(record.peak_width_px) + "\n";
  }
  return text;
}

}  // namespace lauelith::test
