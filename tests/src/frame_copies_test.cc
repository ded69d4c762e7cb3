// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_copies.h"

#include <gtest/gtest.h>

#include <set>
#include <span>

namespace lauelith {
namespace {

Frame frame_of(std::vector<std::uint16_t> pixels, int rows) {
  Frame frame;
  frame.rows = rows;
  frame.cols = static_cast<int>(pixels.size()) / rows;
  frame.pixels = std::move(pixels);
  return frame;
}

TEST(FrameCopies, OnePixelOrAnotherShapeIsAnotherFrame) {
  std::vector<std::uint16_t> pixels(245, 7);
  const Fingerprint print = fingerprint_of(frame_of(pixels, 5));
  EXPECT_EQ(fingerprint_of(frame_of(pixels, 5)), print);
  EXPECT_NE(fingerprint_of(frame_of(pixels, 7)), print);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    auto other = pixels;
    ++other[i];
    EXPECT_NE(fingerprint_of(frame_of(other, 5)), print) << i;
    std::swap(other[i], other[(i + 1) % other.size()]);
    EXPECT_NE(fingerprint_of(frame_of(other, 5)), print) << i;
  }
}

TEST(FrameCopies, PlacesAndBitsAllCount) {
  // One bit flipped anywhere, in frames that are zero otherwise: all fingerprints differ in both halves.
  std::set<std::uint64_t> first, second;
  std::size_t n = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    for (int bit = 0; bit < 16; ++bit, ++n) {
      std::vector<std::uint16_t> pixels(200, 0);
      pixels[i] = static_cast<std::uint16_t>(1U << bit);
      const Fingerprint print = fingerprint_of(frame_of(pixels, 5));
      first.insert(print[0]);
      second.insert(print[1]);
    }
  }
  EXPECT_EQ(first.size(), n);
  EXPECT_EQ(second.size(), n);
}

TEST(FrameCopies, WithTheImageInOnePass) {
  for (const int rows : {1, 63, 64, 65, 130}) {
    Frame frame;
    frame.rows = rows;
    frame.cols = 13;
    const auto n = static_cast<std::size_t>(13 * rows);
    std::vector<std::int32_t> pixels(n);
    for (std::size_t i = 0; i < n; ++i) pixels[i] = static_cast<std::int32_t>(i * 37 % 101) - 3;
    frame.mask.assign(n, 0);
    frame.mask[n / 2] = 1;
    std::vector<std::uint8_t> detector_mask(n);
    detector_mask[0] = 1;
    const auto check = [&] {
      for (const auto& mask : {detector_mask, std::vector<std::uint8_t>{}}) {
        Fingerprint print{};
        const Image image = make_image(frame, mask, 500.0, print);
        const Image apart = make_image(frame, mask, 500.0);
        EXPECT_EQ(print, fingerprint_of(frame)) << rows;
        EXPECT_EQ(image.value, apart.value);
        EXPECT_EQ(image.mask, apart.mask);
        EXPECT_EQ(image.n_impossible, apart.n_impossible);
        EXPECT_EQ(image.mask[n / 2], 1);
        EXPECT_EQ(image.mask[0], mask.empty() && pixels[0] >= 0 ? 0 : 1);
      }
    };
    frame.pixels = pixels;
    check();
    frame.pixels = std::vector<std::uint16_t>(pixels.begin(), pixels.end());
    pixels[0] = 0;
    check();
    frame.pixels = std::vector<std::uint8_t>(pixels.begin(), pixels.end());
    check();
  }
}

TEST(FrameCopies, FromPiecesOfAnyLength) {
  Frame frame;
  frame.rows = 91;
  frame.cols = 53;
  std::vector<std::uint16_t> pixels(91 * 53);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint16_t>(i * 977);
  frame.pixels = pixels;
  const Image whole = make_image(frame, {}, 500.0);
  Image made;  // each takes the memory of the one before; the first, of another shape
  made.value.assign(7, 8.0F);
  made.mask.assign(7, 1);
  for (const std::size_t length : {1, 7, 31, 32, 33, 1024, 4000, 5000}) {
    FingerprintedImage image(frame, {frame.mask, {}}, 500.0, std::move(made));
    const std::span<const std::uint16_t> all(pixels);
    for (std::size_t i = 0; i < all.size(); i += length)
      image.add(all.subspan(i, std::min(length, all.size() - i)));
    Fingerprint print{};
    made = std::move(image).finished(print);
    EXPECT_EQ(print, fingerprint_of(frame)) << length;
    EXPECT_EQ(made.value, whole.value) << length;
    EXPECT_EQ(made.mask, whole.mask) << length;
  }
}

TEST(FrameCopies, PointToTheFirst) {
  std::vector<FrameResult> frames(5);
  frames[0].fingerprint = frames[2].fingerprint = frames[4].fingerprint = {1, 3};
  frames[1].fingerprint = {2, 3};  // frames[3] was not looked at
  EXPECT_EQ(mark_copies(frames), 2U);
  EXPECT_EQ(frames[0].copy_of, -1);
  EXPECT_EQ(frames[1].copy_of, -1);
  EXPECT_EQ(frames[2].copy_of, 0);
  EXPECT_EQ(frames[3].copy_of, -1);
  EXPECT_EQ(frames[4].copy_of, 0);
}

TEST(FrameCopies, EmptyListsAreNotUnseen) { EXPECT_NE(fingerprint_of(PeakList{}), Fingerprint{}); }

}  // namespace
}  // namespace lauelith
