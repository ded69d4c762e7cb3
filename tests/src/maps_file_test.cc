// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "src/frames.h"
#include "src/hdf5_reader.h"
#include "src/maps_tables.h"
#include "tests/src/maps_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

template <typename Row>
std::vector<double> all_numbers(const std::vector<Column<Row>>& columns, const std::vector<Row>& rows) {
  std::vector<double> numbers;
  for (const auto& column : columns) {
    std::size_t n = 1;
    for (const auto side : column.shape) n *= side;
    for (const auto& row : rows) {
      numbers.resize(numbers.size() + n);
      column.get(row, &*numbers.end() - n);
    }
  }
  return numbers;
}

TEST(MapsFile, EverythingComesBack) {
  const TemporaryFolder folder;
  const Maps maps = example_maps();
  write_maps(folder.path("maps.h5"), maps, example_provenance());
  const Maps back = read_maps(folder.path("maps.h5"));
  const MapsTables written = tables_of(maps.frames);
  const MapsTables read = tables_of(back.frames);
  EXPECT_EQ(read.frames.size(), 5u);
  EXPECT_EQ(read.grains.size(), 4u);
  EXPECT_EQ(read.peaks.size(), 12u);
  EXPECT_EQ(read.reflections.size(), 5u);
  EXPECT_EQ(all_numbers(peak_columns(), read.peaks), all_numbers(peak_columns(), written.peaks));
  EXPECT_EQ(all_numbers(grain_columns(), read.grains), all_numbers(grain_columns(), written.grains));
  EXPECT_EQ(all_numbers(reflection_columns(), read.reflections),
            all_numbers(reflection_columns(), written.reflections));
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(back.frames[i].status, maps.frames[i].status);
    EXPECT_EQ(back.frames[i].source, maps.frames[i].source);
    EXPECT_EQ(back.frames[i].message, maps.frames[i].message);
    EXPECT_EQ(back.frames[i].x_um, maps.frames[i].x_um);
    EXPECT_EQ(back.frames[i].copy_of, maps.frames[i].copy_of);
  }
  EXPECT_EQ(back.frames[0].grains[0].spots[0].peak, 2);
  EXPECT_EQ(back.frames[4].grains[0].spots[0].peak, 1);
  EXPECT_EQ(back.crystal, "LLZO");
  EXPECT_EQ(back.B_1_A, maps.B_1_A);
  EXPECT_EQ(back.sample_tilt_deg, 40.0);
  EXPECT_EQ(back.nx, 5);
  EXPECT_EQ(back.depth_model, "absorption");
  ASSERT_TRUE(back.refined_panel.has_value());
  EXPECT_EQ(back.refined_panel->parameters, maps.refined_panel->parameters);
  EXPECT_EQ(back.refined_panel->given, maps.refined_panel->given);
  EXPECT_EQ(back.refined_panel->prior_sigma, maps.refined_panel->prior_sigma);
  EXPECT_EQ(back.refined_panel->covariance, maps.refined_panel->covariance);
  EXPECT_EQ(back.refined_panel->message, maps.refined_panel->message);
  ASSERT_TRUE(back.detector.has_value());
  EXPECT_EQ(back.detector->detector.mask, maps.detector->detector.mask);
}

TEST(MapsFile, AFailureLeavesNoRows) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_maps(), example_provenance());
  const Hdf5Reader reader(folder.path("maps.h5"));
  EXPECT_EQ(reader.numbers("/entry/grains/frame").values, (std::vector<double>{0, 0, 2, 4}));
  EXPECT_EQ(reader.numbers("/entry/grains/rank").values, (std::vector<double>{0, 1, 0, 0}));
  EXPECT_EQ(reader.numbers("/entry/grains/n_indexed").values, (std::vector<double>{2, 1, 1, 1}));
  EXPECT_EQ(reader.numbers("/entry/grains/quality").values, (std::vector<double>{0, 0, 1, 0}));
  EXPECT_EQ(reader.numbers("/entry/map/status").values, (std::vector<double>{1, 2, 3, 4, 1}));
  EXPECT_EQ(reader.numbers("/entry/reflections/peak").values, (std::vector<double>{2, 0, 1, 3, 10}));
  const auto von_mises = reader.numbers("/entry/derived/von_mises").values;
  const Vector6d strain = example_maps().frames[4].grains[0].strain_deviatoric_sample;
  EXPECT_NEAR(von_mises[4], std::sqrt(2.0 / 3.0 * (14e-8 + 2.0 * 14e-8)), 1e-18);
  EXPECT_EQ(von_mises[4], von_mises_strain(strain));
  for (const std::size_t failed : {1u, 2u, 3u}) {
    EXPECT_TRUE(std::isnan(von_mises[failed]));
    EXPECT_EQ(reader.numbers("/entry/derived/grain_id").values[failed], -1.0);
  }
  EXPECT_TRUE(std::isnan(reader.numbers("/entry/derived/kam_deg").values[0]));
}

TEST(MapsFile, NothingIsReplacedUnasked) {
  const TemporaryFolder folder;
  const std::string path = folder.path("maps.h5");
  write_maps(path, example_maps(), example_provenance());
  EXPECT_THROW(write_maps(path, example_maps(), example_provenance()), UsageError);
  EXPECT_NO_THROW(write_maps(path, example_maps(), example_provenance(), true));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  EXPECT_THROW(write_maps(folder.path("none/maps.h5"), example_maps(), example_provenance()),
               FileSystemError);
}

TEST(MapsFile, AnEmptyRunIsAFileToo) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), Maps{}, Provenance{});
  const Maps back = read_maps(folder.path("maps.h5"));
  EXPECT_TRUE(back.frames.empty());
  EXPECT_FALSE(back.detector.has_value());
}

TEST(MapsFile, TheShapeMustHoldTheFrames) {
  const TemporaryFolder folder;
  Maps maps = example_maps();
  maps.ny = 2;
  maps.nx = 3;
  EXPECT_THROW(write_maps(folder.path("maps.h5"), maps, Provenance{}), UsageError);
}

TEST(MapsFile, AFullDiskIsSaid) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.path("maps.h5.part"));
  EXPECT_THROW(write_maps(folder.path("maps.h5"), example_maps(), Provenance{}), FileSystemError);
  EXPECT_FALSE(std::filesystem::exists(folder.path("maps.h5")));
}

/// Runs a check of tests/src/maps_file_check.py; its exit code.
int python(const std::string& arguments) {
  const std::string command =
      std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR + "/tests/src/" + arguments;
  return std::system(command.c_str());
}

bool has_h5py() {
  return std::system((std::string(LAUELITH_PYTHON) + " -c 'import h5py' >/dev/null 2>&1").c_str()) == 0;
}

// An independent reader finds units, names, the NeXus chain and the numbers where the contract says.
TEST(MapsFile, AnotherReaderUnderstandsIt) {
  if (!has_h5py()) GTEST_SKIP() << "no h5py for " << LAUELITH_PYTHON;
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_maps(), example_provenance());
  EXPECT_EQ(python("maps_file_check.py " + folder.path("maps.h5")), 0);
}

TEST(MapsFile, ForeignAndDamagedFilesAreNamed) {
  if (!has_h5py()) GTEST_SKIP() << "no h5py for " << LAUELITH_PYTHON;
  const TemporaryFolder folder;
  for (const char* damage : {"type", "major", "missing", "shape", "peak", "frame", "hkl", "text", "external",
                             "virtual", "huge", "status"}) {
    const std::string path = folder.path(std::string(damage) + ".h5");
    write_maps(path, example_maps(), Provenance{});
    ASSERT_EQ(python("maps_file_damage.py " + path + " " + damage), 0);
    try {
      read_maps(path);
      ADD_FAILURE() << damage << ": accepted";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace lauelith
