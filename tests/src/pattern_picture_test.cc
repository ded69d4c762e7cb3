// SPDX-License-Identifier: BSD-3-Clause
#include "src/pattern_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/colour_map.h"
#include "src/image_view.h"
#include "src/png_file.h"

namespace lauelith {
namespace {

Image flat_image(int rows, int cols, float value) {
  Image image;
  image.rows = rows;
  image.cols = cols;
  image.value.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), value);
  image.mask.assign(image.value.size(), 0);
  return image;
}

FrameResult one_grain(double x_px, double y_px) {
  FrameResult result;
  result.source = "folder/frame_0001.mccd";
  result.status = FrameStatus::ok;
  Peak peak;
  peak.x_px = x_px;
  peak.y_px = y_px;
  peak.intensity = 1000.0;
  result.peaks.peaks.push_back(peak);
  Grain grain;
  grain.spots.push_back({0, {1, -1, 3}, 12.0, {x_px, y_px}});
  result.grains.push_back(grain);
  return result;
}

long n_pixels_of(const Picture& picture, Colour colour) {
  long n = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) n += picture.at(x, y) == colour ? 1 : 0;
  }
  return n;
}

TEST(PatternPicture, KeepsToItsWidthAndDrawsTheGrain) {
  PatternPictureOptions options;
  options.widest_px = 900;
  const Picture picture = pattern_picture(flat_image(1043, 981, 20.0F), one_grain(400.0, 300.0), options);
  EXPECT_LE(picture.width(), 900);
  EXPECT_GT(picture.width(), 800);
  EXPECT_GT(n_pixels_of(picture, category_colour(0)), 20);
  options.show_grains = false;
  const Picture plain = pattern_picture(flat_image(1043, 981, 20.0F), one_grain(400.0, 300.0), options);
  EXPECT_LT(n_pixels_of(plain, category_colour(0)), n_pixels_of(picture, category_colour(0)));
}

TEST(PatternPicture, TheSameInputGivesTheSameBytes) {
  const Image image = flat_image(64, 80, 7.0F);
  EXPECT_EQ(png_bytes(pattern_picture(image, one_grain(10, 20))),
            png_bytes(pattern_picture(image, one_grain(10, 20))));
}

// What a frame or a list may look like when something went wrong before.
TEST(PatternPicture, SurvivesOddInput) {
  const double nan = std::nan("");
  Image image = flat_image(3, 5000, 0.0F);
  EXPECT_NO_THROW(pattern_picture(image, {}));
  image.mask.assign(image.mask.size(), 1);
  EXPECT_NO_THROW(pattern_picture(image, one_grain(nan, 1e30)));
  FrameResult result = one_grain(nan, nan);
  result.grains[0].spots.push_back({77, {0, 0, 1}, nan, {-1e12, 1e12}});
  result.grains[0].rms_px = nan;
  result.message = std::string(400, 'm');
  result.source = "\xff\xfe/" + std::string(300, 'n');
  EXPECT_NO_THROW(pattern_picture(result));
  EXPECT_NO_THROW(pattern_picture(FrameResult{}));
}

TEST(PatternPicture, SmallListsOfManyGrainsFit) {
  FrameResult result = one_grain(100, 100);
  for (int i = 0; i < 63; ++i) result.grains.push_back(result.grains[0]);
  EXPECT_LE(pattern_picture(result).width(), 1400);
}

TEST(ImageView, LimitsAreRobust) {
  Image image = flat_image(200, 200, 50.0F);
  image.value[7] = 1e6F;  // one hot pixel in 40,000
  const DisplayLimits limits = robust_limits(image);
  EXPECT_EQ(limits.low, 50.0);
  EXPECT_LE(limits.high, 20.0 * 50.0);
  EXPECT_GE(limits.high, 4.0 * limits.low);
  image.mask.assign(image.mask.size(), 1);
  EXPECT_LT(robust_limits(image).low, robust_limits(image).high);
}

TEST(ImageView, ASinglePixelSpotSurvivesShrinking) {
  Image image = flat_image(400, 400, 1.0F);
  image.value[213 * 400 + 371] = 1000.0F;
  Picture picture(50, 50, {255, 255, 255});
  draw_image(picture, {0, 0, 50, 50}, image, {1.0, 100.0}, ColourMap::ink());
  EXPECT_EQ(picture.at(371 / 8, 213 / 8), (Colour{0, 0, 0}));
  EXPECT_EQ(picture.at(10, 10), (Colour{255, 255, 255}));
}

}  // namespace
}  // namespace lauelith
