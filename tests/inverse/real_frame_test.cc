// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

#include "inverse/peak_search.h"
#include "tests/inverse/simulated_frames.h"

namespace lauelith::inverse {
namespace {

std::string data_folder() {
  const char* folder = std::getenv("LAUELITH_REAL_DATA");
  return folder == nullptr ? "" : folder;
}

std::vector<std::uint16_t> words_of(const std::string& path, std::streamoff offset, std::size_t n) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(offset);
  std::vector<char> bytes(2 * n);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  EXPECT_TRUE(file.good()) << path;
  std::vector<std::uint16_t> words(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto low = static_cast<std::uint8_t>(bytes[2 * i]);
    const auto high = static_cast<std::uint8_t>(bytes[2 * i + 1]);
    words[i] = static_cast<std::uint16_t>(low | (high << 8));
  }
  return words;
}

/// Rows of numbers of a text file; lines that do not start with a number are left out.
std::vector<std::vector<double>> table_of(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::vector<double> row;
    for (double value = 0.0; words >> value;) row.push_back(value);
    if (row.size() > 3) rows.push_back(row);
  }
  return rows;
}

// The list of another program on the same frame (its pixels count from 1): the peaks are there.
TEST(RealFrame, GermaniumOnMar165) {
  if (data_folder().empty()) GTEST_SKIP() << "LAUELITH_REAL_DATA is not set: no real frame was looked at";
  const std::string folder = data_folder() + "/ge_mar165/";
  Frame frame;
  frame.rows = 2048;
  frame.cols = 2048;
  frame.pixels = words_of(folder + "Ge_blanc_0000.mccd", 4096, 2048UL * 2048UL);
  const PeakList list = find_peaks(make_image(frame, {}, 65535.0));
  const auto rows = table_of(folder + "Ge_blanc_0000_LT_5.dat");
  ASSERT_EQ(rows.size(), 97U);
  for (const auto& row : rows) {
    EXPECT_NE(nearest(list, row[0] - 1.0, row[1] - 1.0, 0.3), nullptr) << row[0] << " " << row[1];
  }
  int n_more = 0;
  int n_at_rim = 0;
  for (const Peak& peak : list.peaks) {
    const bool listed = std::any_of(rows.begin(), rows.end(), [&peak](const auto& row) {
      return std::hypot(peak.x_px - row[0] + 1.0, peak.y_px - row[1] + 1.0) < 0.5;
    });
    if (listed) continue;
    ++n_more;
    n_at_rim += std::hypot(peak.x_px - 1023.5, peak.y_px - 1023.5) > 990.0 ? 1 : 0;
  }
  EXPECT_LE(n_at_rim, 1);  // at (1746.8, 310.0) there is a spot, 200 counts high, that the list leaves out
  EXPECT_LE(n_more, 15);
  EXPECT_NEAR(list.gain, 0.23, 0.05);
  EXPECT_NEAR(list.psf_sigma_px, 0.75, 0.08);
}

// 3,280 patches of one spot: the fits that came with them against ours. Their first coordinate runs along our
// rows (correlation 0.9993 with the centroid in y, 0.11 in x); they count from 0.
TEST(RealFrame, SpotPatches) {
  if (data_folder().empty()) GTEST_SKIP() << "LAUELITH_REAL_DATA is not set: no real patch was looked at";
  constexpr std::size_t n_patches = 3280;
  constexpr std::size_t side = 12;
  const auto pixels =
      words_of(data_folder() + "/spot_patches/patches.npy",
               944768 - 2 * static_cast<std::streamoff>(n_patches * side * side), n_patches * side * side);
  const auto rows = table_of(data_folder() + "/spot_patches/patches_fit.txt");
  ASSERT_EQ(rows.size(), n_patches);
  std::vector<double> distances;
  std::vector<double> normalised;
  for (std::size_t i = 0; i < n_patches; ++i) {
    Frame frame;
    frame.rows = static_cast<int>(side);
    frame.cols = static_cast<int>(side);
    const auto first = pixels.begin() + static_cast<std::ptrdiff_t>(i * side * side);
    frame.pixels = std::vector<std::uint16_t>(first, first + side * side);
    const PeakList list = find_peaks(make_image(frame, {}, 65535.0), {5.5, 0.8});
    const Peak* peak = nearest(list, rows[i][3], rows[i][2], 2.0);
    if (peak == nullptr) continue;
    distances.push_back(std::hypot(peak->x_px - rows[i][3], peak->y_px - rows[i][2]));
    normalised.push_back(std::abs(peak->x_px - rows[i][3]) / std::hypot(peak->x_sigma_px, 0.02));
  }
  ASSERT_GE(distances.size(), n_patches * 95 / 100);
  std::sort(distances.begin(), distances.end());
  std::sort(normalised.begin(), normalised.end());
  std::printf(
      "patches: %zu of %zu, distance median %.4f, 90 %% %.4f px; |dx|/sigma median %.2f, 90 %% %.2f\n",
      distances.size(), n_patches, distances[distances.size() / 2], distances[distances.size() * 9 / 10],
      normalised[normalised.size() / 2], normalised[normalised.size() * 9 / 10]);
  EXPECT_LT(distances[distances.size() / 2], 0.06);
  EXPECT_LT(distances[distances.size() * 9 / 10], 0.2);
}

}  // namespace
}  // namespace lauelith::inverse
