// SPDX-License-Identifier: BSD-3-Clause
// What ParaView Catalyst draws and writes while `lauelith simulate` runs: the picture is looked at, the
// profile is compared with fields.h5.
#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "src/field_file.h"
#include "src/frames.h"
#include "src/units.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

#ifdef LAUELITH_HAS_CATALYST
#define SKIP_WITHOUT_CATALYST()
#else
#define SKIP_WITHOUT_CATALYST() GTEST_SKIP() << "this build has no ParaView Catalyst"
#endif

namespace lauelith {
namespace {

/// One notch in a cell of 120 µm; sources are solved in two blocks: three steps, the last with the notch
/// open.
std::string study_in(const TemporaryFolder& folder, const std::string& insitu) {
  const std::string path = folder.path("study.toml");
  std::ofstream(path) << R"([cell]
thickness_mm = 0.12
width_um = 120.0
window_um = [60.0, 120.0]
[grains]
size_um = 40.0
[residual]
field_waves = 32
grain_strain_sd = 0.0
[flaws]
place_um = [50.0]
place_depth_um = [8.0]
place_angle_deg = [5.0]
[numerics]
voxel_um = 4.0
cell_far_um = 4.0
degree = 1
block_size = 4
[insitu]
backend = "catalyst"
folder = ")" << folder.path("insitu")
                      << "\"\npicture_width_px = 400\npicture_height_px = 300\n"
                      << insitu;
  return path;
}

Outcome simulate(const TemporaryFolder& folder, const std::string& insitu,
                 const std::string& environment = {}, const std::string& launcher = "$L") {
  return run(
      "env -u DISPLAY OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
      "OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none " +
      environment + " " + launcher + " simulate " + study_in(folder, insitu) + " -o " +
      folder.path("fields.h5"));
}

struct Image {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;
  double mean(int channel, int row_low, int row_high, int column_low, int column_high) const {
    double sum = 0.0;
    for (int row = row_low; row < row_high; ++row) {
      for (int column = column_low; column < column_high; ++column)
        sum += rgb[static_cast<std::size_t>(3 * (row * width + column) + channel)];
    }
    return sum / ((row_high - row_low) * (column_high - column_low));
  }
  std::size_t n_colours() const {
    std::set<int> colours;
    for (std::size_t i = 0; i < rgb.size(); i += 3)
      colours.insert(rgb[i] << 16 | rgb[i + 1] << 8 | rgb[i + 2]);
    return colours.size();
  }
};

Image read_image(const std::string& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  Image image;
  if (png_image_begin_read_from_file(&png, path.c_str()) == 0) return image;
  png.format = PNG_FORMAT_RGB;
  image.rgb.resize(PNG_IMAGE_SIZE(png));
  image.width = static_cast<int>(png.width);
  image.height = static_cast<int>(png.height);
  png_image_finish_read(&png, nullptr, image.rgb.data(), 0, nullptr);
  return image;
}

/// Outputs end in the number of the step.
std::string last_output(const TemporaryFolder& folder, const std::string& kind) {
  std::string last;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path("insitu"))) {
    if (entry.path().filename().string().rfind(kind, 0) == 0) last = std::max(last, entry.path().string());
  }
  return last;
}

/// The body fills the height of the picture, centred, on white: columns 50 to 350, plating interface below.
void expect_residual_field(const Image& image) {
  ASSERT_EQ(image.width, 400);
  ASSERT_EQ(image.height, 300);
  EXPECT_EQ(image.mean(0, 0, 300, 0, 45), 255.0);
  EXPECT_EQ(image.mean(1, 0, 300, 355, 400), 255.0);
  EXPECT_GT(image.n_colours(), 100u);
  const double interface = image.mean(1, 275, 298, 60, 340), middle = image.mean(1, 120, 160, 60, 340);
  EXPECT_GT(interface, 1.5 * middle) << "the machining layer is brighter than the interior";
}

TEST(Insitu, PictureOfEachStep) {
  SKIP_WITHOUT_CATALYST();
  const TemporaryFolder folder;
  const Outcome outcome = simulate(folder, "profile = false\n");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const Image before = read_image(folder.path("insitu/picture_0004.png"));
  expect_residual_field(before);
  // The open notch concentrates the strain: the colours of everything else go down.
  const Image after = read_image(last_output(folder, "picture"));
  ASSERT_EQ(after.width, 400);
  EXPECT_GT(after.n_colours(), 100u);
  EXPECT_LT(after.mean(1, 275, 298, 200, 340), before.mean(1, 275, 298, 200, 340));
}

TEST(Insitu, PictureOnTwoRanks) {
  SKIP_WITHOUT_CATALYST();
  const TemporaryFolder folder;
  const Outcome outcome = simulate(folder, "profile = false\n", {}, "mpirun -n 2 $L-fe");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  expect_residual_field(read_image(folder.path("insitu/picture_0004.png")));
}

/// Column by name.
std::map<std::string, std::vector<double>> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, std::vector<double>> columns;
  std::vector<std::string> names;
  std::string line, cell;
  std::getline(file, line);
  for (std::istringstream cells(line); std::getline(cells, cell, ',');)
    names.push_back(cell.substr(1, cell.size() - 2));
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    for (std::size_t i = 0; std::getline(cells, cell, ','); ++i)
      columns[names.at(i)].push_back(std::strtod(cell.c_str(), nullptr));
  }
  return columns;
}

TEST(Insitu, ProfileIsThatOfTheFieldFileAndNeedsNoDisplay) {
  SKIP_WITHOUT_CATALYST();
  const TemporaryFolder folder;
  const Outcome outcome = simulate(folder, "picture = false\n");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const auto profile = read_csv(last_output(folder, "profile"));
  const CrystalField field = read_field(folder.path("fields.h5"), 0);
  const auto& y = profile.at("Points:1");
  ASSERT_GT(y.size(), 500u);
  double difference = 0.0, size = 0.0;
  int n_voxels = 0, n_same_grain = 0;
  for (std::size_t j = 0; j < field.grid.n[1]; ++j) {
    const std::size_t voxel = field.grid.index(7, j, 0);  // X = 60 µm, the middle of the body
    const double height = field.grid.centre_m(voxel)[1];
    ASSERT_NEAR(field.grid.centre_m(voxel)[0], 60.0 * units::um, 1e-9);
    const auto row = static_cast<std::size_t>(
        std::lround(height / (y.back() - y.front()) * static_cast<double>(y.size() - 1)));
    const Eigen::Matrix3d H = field.H_of_voxel(voxel);
    difference += std::abs(H(0, 0) - profile.at("elastic_strain_xx")[row]);
    size += std::abs(H(0, 0));
    ++n_voxels;
    n_same_grain += static_cast<int>(std::lround(profile.at("grain")[row])) == field.grain[voxel] ? 1 : 0;
  }
  EXPECT_GE(n_same_grain, n_voxels * 9 / 10);
  EXPECT_LT(difference, 0.1 * size) << "cells have their mean, voxels the value at their centre";
  EXPECT_GT(size, 5e-5 * n_voxels);
}

TEST(Insitu, RefusalsAreClear) {
  const TemporaryFolder folder;
  const Outcome missing = simulate(folder, {}, "LAUELITH_CATALYST=" + folder.path("nothing.so"));
  EXPECT_EQ(missing.code, 2) << missing.output;
  EXPECT_NE(last_line(missing.output).find("a build without ParaView"), std::string::npos) << missing.output;
  SKIP_WITHOUT_CATALYST();
  const std::string broken = folder.path("Xvfb");
  std::ofstream(broken) << "#!/bin/sh\nexit 1\n";
  std::filesystem::permissions(broken, std::filesystem::perms::owner_all);
  const Outcome blind =
      simulate(folder, {}, "PATH=" + std::filesystem::path(broken).parent_path().string() + ":$PATH");
  EXPECT_EQ(blind.code, 2) << blind.output;
  EXPECT_NE(last_line(blind.output).find("a display to draw on"), std::string::npos) << blind.output;
  const Outcome unknown = simulate(folder, "field = \"nonsense\"\n");
  EXPECT_EQ(unknown.code, 2) << unknown.output;
  EXPECT_NE(unknown.output.find("nonsense is none of"), std::string::npos) << unknown.output;
}

}  // namespace
}  // namespace lauelith
