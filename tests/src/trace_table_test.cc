// SPDX-License-Identifier: BSD-3-Clause
#include "src/trace_table.h"

#include <gtest/gtest.h>

#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(TraceTable, WrittenAndRead) {
  const TemporaryFolder folder;
  const std::string path = folder.path("energy.h5");
  EnergyResult result;
  result.monochromator_eV = 1.6;
  for (int i = 0; i < 3; ++i) {
    TraceRow row;
    row.grain = 7;
    row.phase = i;
    row.strain_trace = 1e-3 * i;
    row.strain_sample << 1, 2, 3, 4, 5, 6 + i;
    row.strain_covariance_sample(2, 3) = 1e-9 * i;
    row.n_lines = 4;
    result.rows.push_back(row);
    result.lines.push_back({7, {i, -2, 3}, 12.0 + i, 12.1, 2.0, 300.0, 5.0});
  }
  Hdf5Writer writer(path);
  writer.group("/entry", "NXentry");
  write_energy(writer, result);
  writer.finish();
  const EnergyResult read = read_energy(Hdf5Reader(path));
  ASSERT_EQ(read.rows.size(), 3u);
  ASSERT_EQ(read.lines.size(), 3u);
  EXPECT_EQ(read.monochromator_eV, 1.6);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read.rows[i].phase, result.rows[i].phase);
    EXPECT_EQ(read.rows[i].strain_trace, result.rows[i].strain_trace);
    EXPECT_EQ(read.rows[i].strain_sample, result.rows[i].strain_sample);
    EXPECT_EQ(read.rows[i].strain_covariance_sample, result.rows[i].strain_covariance_sample);
    EXPECT_EQ(read.lines[i].hkl, result.lines[i].hkl);
    EXPECT_EQ(read.lines[i].predicted_keV, result.lines[i].predicted_keV);
  }
}

}  // namespace
}  // namespace lauelith
