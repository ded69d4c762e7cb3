// SPDX-License-Identifier: BSD-3-Clause
#include "apps/laue_input.h"

#include <gtest/gtest.h>

#include "src/failure.h"
#include "src/hdf5_writer.h"
#include "src/scan_file.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

using forward::DepthModel;

/// A scan file of which only the depth model matters here.
std::string scan_that_says(const TemporaryFolder& folder, const std::string& word) {
  const std::string path = folder.path(word + ".h5");
  Hdf5Writer writer(path);
  for (const char* group : {"/entry", "/entry/sample"}) writer.group(group, "NXcollection");
  writer.text(depth_model_place_in_scan, {"1", "where the spots come from"}, word);
  writer.finish();
  return path;
}

TEST(DepthModelChoice, CommandLineThenStudyThenScanThenSurface) {
  const TemporaryFolder folder;
  const std::string scan = scan_that_says(folder, "absorption");
  LaueInputOptions options;
  EXPECT_EQ(depth_model_for(options, "auto", {}), DepthModel::surface);
  EXPECT_EQ(depth_model_for(options, "auto", {folder.path("missing.tif")}), DepthModel::surface);
  EXPECT_EQ(depth_model_for(options, "auto", {scan}), DepthModel::absorption);
  EXPECT_EQ(depth_model_for(options, "surface", {scan}), DepthModel::surface);
  options.depth_model = "absorption";
  EXPECT_EQ(depth_model_for(options, "surface", {}), DepthModel::absorption);
}

TEST(DepthModelChoice, ContradictingScansAreRefused) {
  const TemporaryFolder folder;
  const std::vector<std::string> scans{scan_that_says(folder, "absorption"),
                                       scan_that_says(folder, "surface")};
  EXPECT_THROW(depth_model_for({}, "auto", scans), UsageError);
  EXPECT_THROW(depth_model_for({}, "auto", {scan_that_says(folder, "deep")}), UsageError);
}

}  // namespace
}  // namespace lauelith
