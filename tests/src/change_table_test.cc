// SPDX-License-Identifier: BSD-3-Clause
#include "src/change_table.h"

#include <gtest/gtest.h>

#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

ChangeRow row_of(int number) {
  ChangeRow row;
  row.grain = number;
  row.reference_frame = 10 + number;
  row.reference_grain = 20 + number;
  row.n_spots = 100 + number;
  row.n_from_pixels = 90;
  for (int i = 0; i < 6; ++i) {
    row.strain_deviatoric_sample[i] = 1e-4 * (i + 1) + number;
    for (int j = 0; j < 6; ++j) row.strain_covariance_sample(i, j) = 1e-9 * (6 * i + j) + number;
  }
  for (int i = 0; i < 3; ++i) {
    row.rotation_mrad[i] = 0.1 * i + number;
    for (int j = 0; j < 3; ++j) row.rotation_covariance_mrad2(i, j) = 0.01 * (3 * i + j) + number;
  }
  row.shift_um = {0.3, -0.2};
  row.rms_px = 0.04;
  row.extra_scatter_px = 0.01;
  return row;
}

TEST(ChangeTable, WrittenAndRead) {
  const TemporaryFolder folder;
  const std::string path = folder.path("change.h5");
  ScanChange change;
  for (int i = 0; i < 3; ++i) change.rows.push_back(row_of(i));
  change.reference = "maps0.h5";
  change.message = "stage positions taken";
  change.scan_shift_um = {1.5, -0.25};
  change.scan_rotation_deg = 0.4;
  change.agreement = 0.97;
  change.panel_shift_sigma_px = {0.01, 0.02};
  Hdf5Writer writer(path);
  writer.group("/entry", "NXentry");
  write_change(writer, change);
  writer.finish();
  const Hdf5Reader reader(path);
  ASSERT_TRUE(has_change(reader));
  const ScanChange read = read_change(reader);
  ASSERT_EQ(read.rows.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const ChangeRow& row = change.rows[i];
    EXPECT_EQ(read.rows[i].reference_grain, row.reference_grain);
    EXPECT_EQ(read.rows[i].n_spots, row.n_spots);
    EXPECT_EQ(read.rows[i].strain_deviatoric_sample, row.strain_deviatoric_sample);
    EXPECT_EQ(read.rows[i].strain_covariance_sample, row.strain_covariance_sample);
    EXPECT_EQ(read.rows[i].rotation_covariance_mrad2, row.rotation_covariance_mrad2);
    EXPECT_EQ(read.rows[i].shift_um, row.shift_um);
  }
  EXPECT_EQ(read.reference, change.reference);
  EXPECT_EQ(read.message, change.message);
  EXPECT_EQ(read.scan_shift_um, change.scan_shift_um);
  EXPECT_EQ(read.scan_rotation_deg, change.scan_rotation_deg);
  EXPECT_EQ(read.agreement, change.agreement);
  EXPECT_EQ(read.panel_shift_sigma_px, change.panel_shift_sigma_px);
  EXPECT_EQ(reader.shape("/entry/change/strain_covariance_sample"), (std::vector<std::size_t>{3, 6, 6}));
}

TEST(ChangeTable, NoneIsNoChange) {
  const TemporaryFolder folder;
  const std::string path = folder.path("none.h5");
  Hdf5Writer writer(path);
  writer.group("/entry", "NXentry");
  writer.finish();
  const Hdf5Reader reader(path);
  EXPECT_FALSE(has_change(reader));
  EXPECT_TRUE(read_change(reader).rows.empty());
}

}  // namespace
}  // namespace lauelith
