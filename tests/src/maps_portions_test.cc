// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_portions.h"

#include <gtest/gtest.h>

#include "src/hdf5_writer.h"
#include "src/maps_writer.h"
#include "tests/src/maps_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

constexpr std::size_t n_frames = 2000;

void write_many(const std::string& path) {
  const Maps maps = example_maps();
  std::vector<FrameResult> frames;
  for (std::size_t i = 0; i < n_frames; ++i) frames.push_back(maps.frames[i % maps.frames.size()]);
  MapsWriter writer(path, n_frames);
  writer.add(frames);
  writer.finish(example_maps(), {40, 50}, maps_of_single_frames(frames), example_provenance());
}

void expect_same(const FrameResult& got, const FrameResult& want) {
  EXPECT_EQ(got.status, want.status);
  EXPECT_EQ(got.fingerprint, want.fingerprint);
  ASSERT_EQ(got.peaks.peaks.size(), want.peaks.peaks.size());
  for (std::size_t i = 0; i < got.peaks.peaks.size(); ++i)
    EXPECT_EQ(got.peaks.peaks[i].x_px, want.peaks.peaks[i].x_px);
  ASSERT_EQ(got.grains.size(), want.grains.size());
  for (std::size_t i = 0; i < got.grains.size(); ++i) {
    EXPECT_EQ(got.grains[i].strain_covariance_sample, want.grains[i].strain_covariance_sample);
    ASSERT_EQ(got.grains[i].spots.size(), want.grains[i].spots.size());
    for (std::size_t k = 0; k < got.grains[i].spots.size(); ++k) {
      EXPECT_EQ(got.grains[i].spots[k].peak, want.grains[i].spots[k].peak);
      EXPECT_EQ(got.grains[i].spots[k].hkl, want.grains[i].spots[k].hkl);
    }
  }
}

TEST(MapsPortions, StretchesAreThoseOfTheWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.path("a.h5");
  write_many(path);
  const Maps whole = read_maps(path);
  const MapsPortions portions(path);
  ASSERT_EQ(portions.n_frames(), n_frames);
  EXPECT_EQ(portions.setting().nx, 50);
  EXPECT_EQ(portions.setting().crystal, whole.crystal);
  std::size_t n_grains = 0;
  std::size_t next = 0;
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}, std::size_t{777}, n_frames - 3}) {
    const std::size_t last = std::min(first + 300, n_frames);
    for (; next < first; ++next) n_grains += whole.frames[next].grains.size();
    EXPECT_EQ(portions.first_grain_row(first), n_grains);
    const auto frames = portions.frames(first, last);
    const auto bare = portions.frames(first, last, MapsPortions::Content::grains);
    ASSERT_EQ(frames.size(), last - first);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      SCOPED_TRACE(first + i);
      expect_same(frames[i], whole.frames[first + i]);
      EXPECT_EQ(bare[i].grains.size(), frames[i].grains.size());
      EXPECT_TRUE(bare[i].peaks.peaks.empty());
    }
  }
}

TEST(MapsPortions, UnsortedRowsAreRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.path("a.h5");
  Hdf5Writer writer(path);
  writer.attribute("/", "type", "lauelith.maps");
  writer.attribute("/", "version", std::vector<int>{1, 1});
  for (const char* group : {"/entry", "/entry/map", "/entry/peaks", "/entry/grains"})
    writer.group(group, "NXcollection");
  writer.dataset("/entry/map/x_um", {"um", ""}, std::vector<double>{0.0, 1.0}, {2});
  writer.dataset("/entry/peaks/frame", {"1", ""}, std::vector<std::int32_t>{1, 0}, {2});
  writer.dataset("/entry/grains/frame", {"1", ""}, std::vector<std::int32_t>{}, {0});
  writer.finish();
  EXPECT_THROW(MapsPortions{path}, InputError);
}

}  // namespace
}  // namespace lauelith
