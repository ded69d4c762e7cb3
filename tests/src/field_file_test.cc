// SPDX-License-Identifier: BSD-3-Clause
#include "src/field_file.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// Two grains side by side in X, H linear in X, Y and Z.
FieldFrame example_frame() {
  FieldFrame frame;
  frame.grid = {{4, 3, 2}, {1e-6, 2e-6, -5e-6}, {0.5e-6, 1e-6, 2e-6}};
  frame.phase.assign(24, 1);
  frame.phase[23] = 2;
  for (std::size_t v = 0; v < 24; ++v) frame.grain.push_back(v % 4 < 2 ? 0 : 1);
  frame.grain[23] = -1;
  frame.R_sample_from_crystal = {rotation_from_bunge({0.1, 0.2, 0.3}), rotation_from_bunge({1.1, 0.4, 2.3})};
  return frame;
}

float linear_H(const Eigen::Vector3d& point_m, int component) {
  return static_cast<float>(1e-3 * component + 50.0 * point_m.x() - 20.0 * point_m.y() + 7.0 * point_m.z());
}

FieldMoment example_moment(const FieldGrid& grid, double time_s) {
  FieldMoment moment{time_s, "Scan " + std::to_string(static_cast<int>(time_s)), {}, {}, {}};
  for (std::size_t v = 0; v < grid.n_voxels(); ++v) {
    for (int c = 0; c < 9; ++c)
      moment.H.push_back(linear_H(grid.centre_m(v), c) * static_cast<float>(1 + time_s));
    moment.mosaic_mrad.push_back(static_cast<float>(0.1 * time_s));
  }
  moment.scalars = {{"pressure_Pa", "Pa", "pressure", std::vector<float>(grid.n_voxels(), 3.0F)}};
  return moment;
}

void write_example(const std::string& path) {
  const FieldFrame frame = example_frame();
  write_field(path, frame, {example_moment(frame.grid, 0.0), example_moment(frame.grid, 1.0)}, {});
}

TEST(FieldFile, EverythingComesBack) {
  const TemporaryFolder folder;
  const std::string path = folder.path("fields.h5");
  write_example(path);
  const FieldFrame frame = example_frame();
  EXPECT_EQ(read_field_times(path).label, (std::vector<std::string>{"Scan 0", "Scan 1"}));
  const CrystalField field = read_field(path, 1);
  EXPECT_EQ(field.grid.n, frame.grid.n);
  EXPECT_LT((field.grid.origin_m - frame.grid.origin_m).norm(), 1e-18);
  EXPECT_LT((field.grid.spacing_m - frame.grid.spacing_m).norm(), 1e-18);
  EXPECT_EQ(field.phase, frame.phase);
  EXPECT_EQ(field.grain, frame.grain);
  EXPECT_EQ(field.H, example_moment(frame.grid, 1.0).H);
  EXPECT_EQ(field.mosaic_mrad, std::vector<float>(24, 0.1F));
  EXPECT_EQ(field.time_s, 1.0);
  EXPECT_LT((field.R_sample_from_crystal[1] - frame.R_sample_from_crystal[1]).norm(), 1e-14);
}

TEST(FieldFile, OriginIsTheCentreOfTheFirstVoxel) {
  const FieldGrid grid = example_frame().grid;
  EXPECT_EQ(grid.voxel_at(grid.origin_m), 0u);
  EXPECT_EQ(grid.voxel_at(grid.origin_m - 0.49 * grid.spacing_m), 0u);
  EXPECT_EQ(grid.voxel_at(grid.origin_m - 0.51 * grid.spacing_m), FieldGrid::no_voxel);
  EXPECT_EQ(grid.voxel_at(grid.centre_m(17)), 17u);
}

TEST(FieldFile, LinearFieldsAreExactInsideAGrain) {
  const TemporaryFolder folder;
  write_example(folder.path("fields.h5"));
  const CrystalField field = read_field(folder.path("fields.h5"), 0);
  const Eigen::Vector3d point(1.3e-6, 3.1e-6, -3.9e-6);  // between the centres of grain 0
  EXPECT_NEAR(field.H_at(point, 0)(1, 2), linear_H(point, 5), 1e-8);
}

TEST(FieldFile, NothingIsInterpolatedAcrossABoundary) {
  const TemporaryFolder folder;
  write_example(folder.path("fields.h5"));
  CrystalField field = read_field(folder.path("fields.h5"), 0);
  for (std::size_t v = 0; v < 24; ++v)
    for (std::size_t c = 0; c < 9; ++c) field.H[9 * v + c] = field.grain[v] == 0 ? 1e-3F : -1e-3F;
  const Eigen::Vector3d boundary(1.75e-6, 3.1e-6, -3.9e-6);
  EXPECT_NEAR(field.H_at(boundary, 0)(0, 0), 1e-3, 1e-9);
  EXPECT_NEAR(field.H_at(boundary, 1)(0, 0), -1e-3, 1e-9);
}

TEST(FieldFile, WrittenByOthers) {
  const TemporaryFolder folder;
  const std::string path = folder.path("other.h5");
  const std::string command =
      std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR + "/tests/src/field_file_other.py " + path;
  ASSERT_EQ(std::system(command.c_str()), 0);
  const CrystalField field = read_field(path, 1);
  EXPECT_EQ(field.label, "Scan 1");
  EXPECT_EQ(field.grid.n, (std::array<std::size_t, 3>{3, 2, 1}));
  EXPECT_NEAR(field.H_of_voxel(5)(2, 0), 1e-3 * 6, 1e-9);
}

TEST(FieldFile, DamageIsNamed) {
  const TemporaryFolder folder;
  FieldFrame frame = example_frame();
  frame.grain[3] = 7;
  const std::string path = folder.path("fields.h5");
  write_field(path, frame, {example_moment(frame.grid, 0.0)}, {});
  try {
    read_field(path, 0);
    FAIL() << "a grain without orientation was accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("/field/grain"), std::string::npos) << error.what();
  }
  EXPECT_THROW(read_field(path, 1), InputError);
  EXPECT_THROW(read_field(folder.path("none.h5"), 0), Failure);
}

}  // namespace
}  // namespace lauelith
