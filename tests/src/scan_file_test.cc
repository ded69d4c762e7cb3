// SPDX-License-Identifier: BSD-3-Clause
#include "src/scan_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "src/failure.h"
#include "src/hdf5_frames.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

constexpr int n_rows = 37;
constexpr int n_cols = 53;

std::vector<std::int32_t> example_pixels(std::size_t frame) {
  std::mt19937 random(static_cast<unsigned>(frame));
  std::poisson_distribution<std::int32_t> counts(5.0);
  std::vector<std::int32_t> pixels(n_rows * n_cols);
  for (auto& pixel : pixels) pixel = counts(random);
  pixels[7] = -1;
  pixels[100] = 70000;
  return pixels;
}

ScanSetting example_setting(ChunkPacking packing) {
  ScanSetting setting;
  setting.n_frames = 4;
  setting.shape = {2, 2};
  Detector& panel = setting.detector.detector;
  panel.name = "small";
  panel.rows = n_rows;
  panel.cols = n_cols;
  panel = placed(panel, {100.0, 20.0, 20.0, 0.1, 0.2, 0.1});
  panel.mask.assign(n_rows * n_cols, 0);
  panel.mask[7] = 1;
  setting.saturation = 1048574;
  setting.packing = packing;
  setting.energy_keV = {5.0, 10.0, 24.0};
  setting.flux_1_s_keV = {1e6, 2e6, 1e5};
  setting.energy_range_keV = {5.0, 24.0};
  setting.depth_model = "absorption";
  setting.crystal = "LLZO";
  setting.label = "Scan 1";
  return setting;
}

TruthRow example_row(std::size_t frame) {
  TruthRow row;
  row.frame = frame;
  row.grain = 3;
  row.strain_deviatoric_sample << 1e-4, -2e-4, 1e-4, 3e-4, 4e-4, 5e-4;
  row.spots = {{{2, 5, 5}, 5.1, 10.5, 20.25, 1234.5, {0.4, 0.1, 0.5}, 3.5, false},
               {{0, 8, 8}, 6.7, 11.5, 21.25, 34.5, {0.4, 0.0, 0.5}, 4.5, true}};
  return row;
}

void write_example(const std::string& path, ChunkPacking packing) {
  ScanWriter writer(path, example_setting(packing), false);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto pixels = example_pixels(i);
    writer.add_frame(i, encoded_chunk(std::as_bytes(std::span(pixels)), 4, packing));
    writer.add_point(
        {2.0 * static_cast<double>(i % 2), 3.0 * static_cast<double>(i / 2), 10.0 + static_cast<double>(i)});
    writer.add_truth({example_row(i), example_row(i)});
  }
  writer.finish({});
}

TEST(ScanFile, FramesComeBackHoweverTheyArePacked) {
  const TemporaryFolder folder;
  for (const ChunkPacking packing : {ChunkPacking::none, ChunkPacking::deflate, ChunkPacking::bitshuffle}) {
    const std::string path = folder.path("scan" + std::to_string(static_cast<int>(packing)) + ".h5");
    write_example(path, packing);
    const Hdf5Frames frames(path);
    Bytes packed;  // of the frame before
    ASSERT_EQ(frames.n_frames(), 4u);
    EXPECT_EQ(frames.layout(), "scan");
    for (std::size_t i = 0; i < 4; ++i) {
      const Frame frame = frames.frame(i);
      EXPECT_EQ(std::get<std::vector<std::int32_t>>(frame.pixels), example_pixels(i));
      EXPECT_EQ(frame.mask[7], 1);
      EXPECT_EQ(frame.saturation.value(), 1048574.0);
      // Piece by piece, with all else known before the first.
      std::vector<std::int32_t> pieces;
      const Frame rest =
          frames.frame(i, packed, [&](const Frame& begun, const std::vector<std::uint8_t>& mask) {
            EXPECT_EQ(mask, frame.mask);
            EXPECT_EQ(begun.rows, frame.rows);
            return [&pieces](const PixelPiece& piece) {
              const auto& part = std::get<std::span<const std::int32_t>>(piece);
              pieces.insert(pieces.end(), part.begin(), part.end());
            };
          });
      EXPECT_EQ(pieces.empty(), packing != ChunkPacking::bitshuffle);
      EXPECT_EQ(pieces.empty() ? std::get<std::vector<std::int32_t>>(rest.pixels) : pieces,
                example_pixels(i));
      EXPECT_EQ(rest.metadata, frame.metadata);
    }
    EXPECT_EQ(depth_model_of_scan(path), "absorption");
  }
}

TEST(ScanFile, AnotherReaderNeedsNoPlugIn) {
  const TemporaryFolder folder;
  write_example(folder.path("scan.h5"), ChunkPacking::deflate);
  const std::string command = std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR +
                              "/tests/src/scan_file_check.py " + folder.path("scan.h5");
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(ScanFile, AnUnfinishedScanHasNoName) {
  const TemporaryFolder folder;
  {
    ScanWriter writer(folder.path("scan.h5"), example_setting(ChunkPacking::deflate), false);
    EXPECT_FALSE(std::filesystem::exists(folder.path("scan.h5")));
  }
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(folder.path("scan.h5")).parent_path()));
  write_example(folder.path("scan.h5"), ChunkPacking::deflate);
  EXPECT_THROW(write_example(folder.path("scan.h5"), ChunkPacking::deflate), UsageError);
}

}  // namespace
}  // namespace lauelith
