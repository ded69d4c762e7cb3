// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_writer.h"

#include <gtest/gtest.h>

#include "src/file_digest.h"
#include "src/hdf5_reader.h"
#include "tests/src/maps_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// Many frames, so that tables fill more than a chunk.
std::vector<FrameResult> many_frames(std::size_t n) {
  const Maps maps = example_maps();
  std::vector<FrameResult> frames;
  for (std::size_t i = 0; i < n; ++i) frames.push_back(maps.frames[i % maps.frames.size()]);
  return frames;
}

std::string digest_in_portions(const std::string& path, std::size_t portion, bool compressed = true) {
  const auto frames = many_frames(2000);
  MapsWriter writer(path, frames.size(), compressed);
  for (std::size_t i = 0; i < frames.size(); i += portion) {
    const std::size_t end = std::min(i + portion, frames.size());
    writer.add({frames.begin() + static_cast<long>(i), frames.begin() + static_cast<long>(end)});
  }
  writer.finish(example_maps(), {40, 50}, maps_of_single_frames(frames), example_provenance());
  return digest_of_file(path);
}

TEST(MapsWriter, PortionsDoNotShow) {
  const TemporaryFolder folder;
  const std::string whole = digest_in_portions(folder.path("a.h5"), 2000);
  EXPECT_EQ(digest_in_portions(folder.path("b.h5"), 1), whole);
  EXPECT_EQ(digest_in_portions(folder.path("c.h5"), 256), whole);
  EXPECT_EQ(digest_in_portions(folder.path("d.h5"), 300, false), whole);
}

TEST(MapsWriter, WhatIsReadIsWhatCame) {
  const TemporaryFolder folder;
  digest_in_portions(folder.path("a.h5"), 333);
  const Maps maps = read_maps(folder.path("a.h5"));
  ASSERT_EQ(maps.frames.size(), 2000u);
  EXPECT_EQ(maps.ny, 40);
  EXPECT_EQ(maps.nx, 50);
  const Maps example = example_maps();
  for (const std::size_t i : {std::size_t{0}, std::size_t{1005}, std::size_t{1999}}) {
    const FrameResult& want = example.frames[i % 5];
    const FrameResult& got = maps.frames[i];
    EXPECT_EQ(got.source, want.source);
    EXPECT_EQ(got.peaks.peaks.size(), want.peaks.peaks.size());
    ASSERT_EQ(got.grains.size(), keeps_grains(want) ? want.grains.size() : 0);
    if (got.grains.empty()) continue;
    EXPECT_EQ(got.grains[0].strain_deviatoric_sample, want.grains[0].strain_deviatoric_sample);
    EXPECT_EQ(got.grains[0].spots.size(), want.grains[0].spots.size());
  }
  const Hdf5Reader reader(folder.path("a.h5"));
  EXPECT_EQ(reader.numbers("/entry/grains/n_indexed").values[0], 2.0);
}

TEST(MapsWriter, ShapesThatDoNotFitAreRefused) {
  const TemporaryFolder folder;
  MapsWriter writer(folder.path("a.h5"), 5);
  writer.add(example_maps().frames);
  EXPECT_THROW(writer.finish(example_maps(), {2, 3}, DerivedMaps(5), example_provenance()), UsageError);
}

}  // namespace
}  // namespace lauelith
