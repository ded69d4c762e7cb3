// SPDX-License-Identifier: BSD-3-Clause
#include "src/picture.h"

#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "src/colour_map.h"
#include "src/failure.h"
#include "src/plot_axes.h"
#include "src/png_file.h"
#include "src/spot_label.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};

/// Blackness of the whole picture, in pixels.
double ink(const Picture& picture) {
  double sum = 0.0;
  for (const std::uint8_t value : picture.rgb()) sum += 255.0 - value;
  return sum / (3 * 255.0);
}

TEST(Picture, LinesCoverTheirArea) {
  Picture picture(100, 60, white);
  picture.line({10.0, 20.0}, {90.0, 41.0}, {black, 3.0, 1.0});
  const double length = std::hypot(80.0, 21.0);
  EXPECT_NEAR(ink(picture), 3.0 * length + 0.25 * 3.1416 * 9.0, 0.02 * 3.0 * length);
}

TEST(Picture, CirclesCoverTheirArea) {
  Picture ring(60, 60, white);
  ring.circle({30.3, 29.6}, 20.0, {black, 2.0, 1.0});
  EXPECT_NEAR(ink(ring), 2 * 3.1416 * 20.0 * 2.0, 4.0);
  Picture disc(60, 60, white);
  disc.disc({30.3, 29.6}, 20.0, black);
  EXPECT_NEAR(ink(disc), 3.1416 * 400.0, 4.0);
}

TEST(Picture, FillsShareOfPixels) {
  Picture picture(10, 10, white);
  picture.fill({2.5, 3.0, 1.0, 2.0}, black);
  EXPECT_NEAR(ink(picture), 2.0, 0.02);
  EXPECT_EQ(picture.at(2, 3).red, 128);
  EXPECT_EQ(picture.at(4, 3), white);
}

TEST(Picture, CrossingStrokesAreNotDarker) {
  Picture once(20, 20, white);
  Picture twice(20, 20, white);
  const Stroke stroke{{3.2, 4.1}, {15.0, 17.0}};
  once.draw({stroke}, {black, 1.0, 0.5});
  twice.draw({stroke, stroke}, {black, 1.0, 0.5});
  EXPECT_EQ(once.rgb(), twice.rgb());
}

TEST(Picture, WhatLiesOutsideIsCutOff) {
  Picture picture(10, 10, white);
  picture.line({-1e300, 5.0}, {1e300, 5.0}, {black, 1.0, 1.0});
  picture.disc({-1e9, 1e9}, 5.0, black);
  picture.circle({1e300, -1e300}, 5.0, {black, 1.0, 1.0});
  picture.fill({-100.0, -100.0, 101.0, 101.0}, black);
  picture.cross({std::nan(""), 3.0}, 5.0, {black, 1.0, 1.0});
  EXPECT_EQ(picture.at(0, 0), black);
}

TEST(Png, ReadsBackEqualAndIsTheSameEveryTime) {
  Picture picture(37, 23, {10, 200, 30});
  write(picture, "Ge 1 1 1", {3.0, 15.0}, {8.0, black, Align::left, false, false});
  const auto bytes = png_bytes(picture);
  EXPECT_EQ(bytes, png_bytes(picture));
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()), 0);
  header.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> rgb(PNG_IMAGE_SIZE(header));
  ASSERT_NE(png_image_finish_read(&header, nullptr, rgb.data(), 0, nullptr), 0);
  EXPECT_EQ(rgb, picture.rgb());
}

TEST(Png, AFailedWriteLeavesNothing) {
  const std::string folder = testing::TempDir() + "/no_such_folder";
  EXPECT_THROW(write_png(Picture(4, 4, white), folder + "/a.png"), FileSystemError);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(StrokeFont, KnowsEveryCharacterOfALabel) {
  const double unknown = stroke_font().width("\xE4\xB8\xAD", 14.0);
  for (char character = ' '; character <= '~'; ++character) {
    const std::string text(1, character);
    EXPECT_GT(stroke_font().width(text, 14.0), 0.0) << text;
    EXPECT_EQ(stroke_font().strokes(text, {0, 0}, 14.0, Align::left).empty(), character == ' ') << text;
  }
  const auto box = stroke_font().strokes("\xE4\xB8\xAD", {0, 0}, 14.0, Align::left);
  for (const char* text :
       {"µ", "°", "·", "−", "×", "±", "Å", "²", "³", "⁻", "σ", "ω", "ε", "θ", "χ", "Δ", "…"}) {
    const auto strokes = stroke_font().strokes(text, {0, 0}, 14.0, Align::left);
    EXPECT_FALSE(strokes.size() == box.size() && strokes[0].size() == box[0].size() &&
                 stroke_font().width(text, 14.0) == unknown)
        << text << " is not in the font";
  }
  EXPECT_EQ(stroke_font().width("1\xCC\x84", 10.0), stroke_font().width("1", 10.0));
}

TEST(ColourMap, LightnessIsMonotonic) {
  const auto luminance = [](Colour c) { return 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue; };
  const ColourMap viridis = ColourMap::viridis();
  const ColourMap diverging = ColourMap::blue_white_red();
  for (int i = 1; i < 100; ++i) {
    EXPECT_GE(luminance(viridis.at(i / 99.0)), luminance(viridis.at((i - 1) / 99.0)));
    const double away = i / 198.0;
    EXPECT_LE(luminance(diverging.at(0.5 + away)), luminance(diverging.at(0.5 + away - 1 / 198.0)));
    EXPECT_LE(luminance(diverging.at(0.5 - away)), luminance(diverging.at(0.5 - away + 1 / 198.0)));
  }
  EXPECT_EQ(viridis.at(0.0), (Colour{68, 1, 84}));  // as matplotlib has them
  EXPECT_EQ(viridis.at(1.0), (Colour{253, 231, 37}));
  EXPECT_EQ(viridis.at(std::nan("")), ColourMap::not_a_number);
  EXPECT_GT(diverging.at(0.0).blue, diverging.at(0.0).red);
  EXPECT_GT(diverging.at(1.0).red, diverging.at(1.0).blue);
}

TEST(PlotAxes, TicksAreRound) {
  EXPECT_EQ(round_ticks(-0.5, 2047.5, 5), (std::vector<double>{0, 500, 1000, 1500, 2000}));
  EXPECT_EQ(round_ticks(0.0, 1.0, 5).size(), 6u);
  EXPECT_TRUE(round_ticks(1.0, 1.0, 5).empty());
  EXPECT_TRUE(round_ticks(1.0, 1.0 + 4e-16, 5).empty());
  EXPECT_EQ(logarithmic_ticks(3.0, 120.0), (std::vector<double>{5, 10, 20, 50, 100}));
  EXPECT_EQ(logarithmic_ticks(1.0, 1e5).size(), 6u);
  EXPECT_EQ(tick_text(-1500.0), "−1500");
  EXPECT_EQ(tick_text(0.30000000000000004), "0.3");
}

TEST(SpotLabel, NegativeIndicesCarryBars) {
  EXPECT_EQ(hkl_text({2, -4, 0}), "2 4\xCC\x84 0");
  EXPECT_EQ(hkl_text({-10, 1, 1}),
            "1\xCC\x84"
            "0\xCC\x84 1 1");
}

TEST(SpotLabel, LabelsDoNotOverlap) {
  LabelPlacer placer({0, 0, 200, 200});
  std::vector<Box> placed;
  for (int i = 0; i < 20; ++i) {
    const auto box = placer.place({100.0, 100.0}, 40.0, 12.0, 8.0);
    if (box) placed.push_back(*box);
  }
  EXPECT_GE(placed.size(), 4u);
  EXPECT_LT(placed.size(), 20u);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(placed[i].overlaps(placed[k]));
  }
  EXPECT_FALSE(placer.place({100.0, 100.0}, 300.0, 12.0, 8.0).has_value());
}

}  // namespace
}  // namespace lauelith
