// SPDX-License-Identifier: BSD-3-Clause
#include "src/tiff_file.h"

#include "src/tiff_directory.h"
#include "tests/src/image_fixture.h"

namespace lauelith::test {
namespace {

/// A small TIFF of ours whose directory can be spoilt entry by entry.
struct TiffFile : testing::Test {
  TempFolder folder;
  std::string bytes;
  TiffFile() {
    write_tiff(folder / "a.tif", sample_frame<std::uint16_t>(8, 12));
    bytes = read_bytes(folder / "a.tif");
  }

  static void put(std::string& into, std::size_t at, std::uint32_t value, std::size_t width) {
    std::memcpy(into.data() + at, &value, width);
  }
  std::size_t entry(std::uint16_t tag) const {
    for (std::size_t at = 10; at + 12 < bytes.size(); at += 12)
      if (value_at<std::uint16_t>(bytes, at) == tag) return at;
    ADD_FAILURE() << "no tag " << tag;
    return 10;
  }
  std::string refusal_with(std::uint16_t tag, std::uint32_t count, std::uint32_t value) {
    std::string changed = bytes;
    put(changed, entry(tag) + 4, count, 4);
    put(changed, entry(tag) + 8, value, 4);
    return refusal_of_bytes(changed);
  }
  std::string refusal_of_bytes(const std::string& changed) {
    write_bytes(folder / "b.tif", changed);
    const MemoryLimit limit(std::uint64_t{300} << 20);
    return refusal_of(folder / "b.tif");
  }
};

TEST_F(TiffFile, AbsurdDirectoriesAreRefusedByTag) {
  EXPECT_NE(refusal_with(277, 1, 65529).find("277"), std::string::npos);
  EXPECT_NE(refusal_with(256, 1, 0x80000000U).find("max_side_px"), std::string::npos);
  EXPECT_NE(refusal_with(257, 1, 0x80000000U).find("max_side_px"), std::string::npos);
  EXPECT_NE(refusal_with(257, 1, 0).find("1 to"), std::string::npos);
  EXPECT_NE(refusal_with(258, 1, 12).find("258"), std::string::npos);
  EXPECT_NE(refusal_with(259, 1, 7).find("259"), std::string::npos);
  EXPECT_NE(refusal_with(262, 1, 3).find("262"), std::string::npos);
  EXPECT_NE(refusal_with(339, 1, 5).find("339"), std::string::npos);
  EXPECT_NE(refusal_with(273, 0, 0).find("273"), std::string::npos);
  EXPECT_NE(refusal_with(273, 0xffffffffU, 8).find("273"), std::string::npos);
  EXPECT_NE(refusal_with(273, 65537, 8).find("273"), std::string::npos);
  EXPECT_NE(refusal_with(273, 1, 0xfffffff0U).find("inside"), std::string::npos);
  EXPECT_NE(refusal_with(279, 1, 0xfffffff0U).find("inside"), std::string::npos);
  EXPECT_NE(refusal_with(279, 1, 0).find("strips"), std::string::npos);
  EXPECT_NE(refusal_with(278, 1, 1).find("8 offsets"), std::string::npos);
  EXPECT_NE(refusal_with(278, 1, 0).find("278"), std::string::npos);
}

TEST_F(TiffFile, CompressedDataThatAreNoneAreRefused) {
  EXPECT_NE(refusal_with(259, 1, 8).find("TIFF strip 0"), std::string::npos);
  EXPECT_NE(refusal_with(259, 1, 5).find("TIFF strip 0"), std::string::npos);
}

TEST_F(TiffFile, ATinyFileDoesNotBecomeAHugeImage) {
  std::string changed = bytes;
  put(changed, entry(256) + 8, 16384, 4);
  put(changed, entry(257) + 8, 16384, 4);
  put(changed, entry(278) + 8, 16384, 4);
  put(changed, entry(259) + 8, 8, 4);
  EXPECT_NE(refusal_of_bytes(changed).find("max_compression_ratio"), std::string::npos);
}

TEST_F(TiffFile, ChainsThatLoopOrLeaveTheFileAreRefused) {
  const std::size_t next = 10 + 12 * value_at<std::uint16_t>(bytes, 8);
  std::string changed = bytes;
  put(changed, next, 8, 4);
  EXPECT_NE(refusal_of_bytes(changed).find("loop"), std::string::npos);
  put(changed, next, 0x7fffffff, 4);
  EXPECT_NE(refusal_of_bytes(changed).find("directory"), std::string::npos);
  changed = bytes;
  put(changed, 4, 0, 4);
  EXPECT_NE(refusal_of_bytes(changed).find("directory"), std::string::npos);
  changed = bytes;
  put(changed, 8, 0xffff, 2);
  refusal_of_bytes(changed);
  changed = bytes;
  put(changed, 8, 0, 2);
  put(changed, 10, 0, 4);  // no entries, and no further directory
  EXPECT_NE(refusal_of_bytes(changed).find("4096 entries"), std::string::npos);
}

TEST_F(TiffFile, PlainStripsNeedNoLengths) {
  std::string changed = bytes;
  put(changed, entry(279), 65000, 2);  // a private tag instead
  write_bytes(folder / "b.tif", changed);
  expect_same_pixels(read_frame(folder / "b.tif"), sample_frame<std::uint16_t>(8, 12));
  put(changed, entry(278) + 8, 3, 4);  // three strips, one offset
  EXPECT_NE(refusal_of_bytes(changed).find("3 offsets"), std::string::npos);
}

TEST_F(TiffFile, BigTiffIsNamed) {
  std::string changed = bytes;
  changed[2] = 43;
  EXPECT_NE(refusal_of_bytes(changed).find("BigTIFF"), std::string::npos);
}

TEST_F(TiffFile, MotorsOfTheScmosCameraAreTheStage) {
  std::string changed = bytes;
  const std::string artist = "(Xech=1.5 Yech=-0.25 Zech=0.1)";
  put(changed, entry(339), 315, 2);  // instead of the sample format, whose default is the same
  put(changed, entry(339) + 2, 2, 2);
  put(changed, entry(339) + 4, static_cast<std::uint32_t>(artist.size() + 1), 4);
  put(changed, entry(339) + 8, static_cast<std::uint32_t>(changed.size()), 4);
  write_bytes(folder / "b.tif", changed + artist + '\0');
  const auto stage = stage_position(read_frame(folder / "b.tif"));
  ASSERT_TRUE(stage);
  EXPECT_DOUBLE_EQ(stage->x_um, 1500.0);
  EXPECT_DOUBLE_EQ(stage->y_um, -250.0);
}

}  // namespace
}  // namespace lauelith::test
