// SPDX-License-Identifier: BSD-3-Clause
#include "src/field_xdmf.h"

#include <gtest/gtest.h>

#include "src/failure.h"
#include "src/field_file.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// 3 × 2 × 1 voxels of 2, 3 and 5 µm at two times, with a pressure.
std::string field_in(const TemporaryFolder& folder) {
  FieldFrame frame;
  frame.grid.n = {3, 2, 1};
  frame.grid.origin_m = {1e-6, 1.5e-6, 0.0};
  frame.grid.spacing_m = {2e-6, 3e-6, 5e-6};
  frame.phase.assign(6, 1);
  frame.grain.assign(6, 0);
  frame.R_sample_from_crystal = {Eigen::Matrix3d::Identity()};
  std::vector<FieldMoment> moments(2);
  for (std::size_t t = 0; t < 2; ++t) {
    moments[t].time_s = 100.0 * static_cast<double>(t);
    moments[t].label = "Scan " + std::to_string(t);
    moments[t].H.assign(54, 0.0F);
    moments[t].scalars = {{"pressure_Pa", "Pa", "pressure", std::vector<float>(6, 1.0F)}};
  }
  const std::string path = folder.path("fields.h5");
  write_field(path, frame, moments, begun_provenance({"test"}));
  return path;
}

TEST(FieldXdmf, NamesTimesMeshAndArrays) {
  const TemporaryFolder folder;
  const std::string text = field_xdmf(field_in(folder));
  // Corners of cells, z first; the corner lies half a voxel before the first centre.
  for (const char* part :
       {"Dimensions=\"2 3 4\"", ">-2.5 0 0<", ">5 3 2<", "<Time Value=\"0\"/>", "<Time Value=\"100\"/>",
        "Grid Name=\"Scan 1\"", "fields.h5:/field/grain", "pressure_Pa|1 0 0 0:1 1 1 1:1 1 2 3:2 1 2 3<",
        "|1 0 0 0 0:1 1 1 1 1:1 1 2 3 9:2 1 2 3 9<", "Name=\"pressure_Pa\" AttributeType=\"Scalar\""})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_EQ(text.find("Name=\"mosaic_mrad\""), std::string::npos) << "not in this file";
}

TEST(FieldXdmf, KnowsFieldsFromOthers) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_field_file(field_in(folder)));
  EXPECT_FALSE(is_field_file(folder.path("map.ctf")));
  EXPECT_THROW(field_xdmf(folder.path("none.h5")), InputError);
}

}  // namespace
}  // namespace lauelith
