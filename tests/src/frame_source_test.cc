// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_source.h"

#include <sys/stat.h>

#include <thread>

#include "tests/src/hdf5_fixture.h"

namespace lauelith::test {
namespace {

/// A frame that is recognised again by its one pixel.
Frame numbered(std::uint16_t number) {
  Frame frame;
  frame.rows = frame.cols = 1;
  frame.pixels = std::vector<std::uint16_t>{number};
  return frame;
}
int number_of_frame(const FrameSource& source, std::size_t i) {
  return std::get<std::vector<std::uint16_t>>(source.frame(i).pixels).front();
}

TEST(NaturalOrder, NumbersCountByValue) {
  EXPECT_TRUE(natural_less("img_2.tif", "img_10.tif"));
  EXPECT_TRUE(natural_less("img_0009.tif", "img_10.tif"));
  EXPECT_FALSE(natural_less("img_10.tif", "img_9.tif"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_TRUE(natural_less("a99999999999999999999999", "a100000000000000000000000"));
  EXPECT_TRUE(natural_less("img_002", "img_2") != natural_less("img_2", "img_002"));
  EXPECT_FALSE(natural_less("same1", "same1"));
}

TEST(FrameSource, AFolderIsReadInTheOrderOfItsNumbers) {
  const TempFolder folder;
  for (const std::uint16_t number : {10, 9, 100, 1})
    write_frame(folder / ("scan_" + std::to_string(number) + ".tif"), numbered(number));
  write_bytes(folder / "notes.txt", "not an image");
  write_bytes(folder / "log.json", "{ \"frames\": 4 }");
  std::filesystem::create_directory(folder / "more.tif");
  const FrameSource source({folder.path()});
  ASSERT_EQ(source.n_frames(), 4U);
  EXPECT_EQ(source.skipped().size(), 2U);
  for (const auto& [i, number] : {std::pair{0, 1}, std::pair{1, 9}, std::pair{2, 10}, std::pair{3, 100}})
    EXPECT_EQ(number_of_frame(source, static_cast<std::size_t>(i)), number);
}

TEST(FrameSource, InputsKeepTheirOrderAndStacksGiveTheirFrames) {
  const TempFolder folder;
  write_frame(folder / "z.edf", numbered(7));
  write_frame(folder / "a.mccd", numbered(8));
  write_stack(create_hdf5(folder / "s.h5"), "/entry/data/frames", {3, 1, 1});
  write_bytes(folder / "two.edf", read_bytes(folder / "z.edf") + read_bytes(folder / "z.edf"));
  const FrameSource source({folder / "z.edf", folder / "s.h5", folder / "a.mccd", folder / "two.edf"});
  ASSERT_EQ(source.n_frames(), 7U);
  const std::vector<int> expected{7, 0, 1, 2, 8, 7, 7};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(number_of_frame(source, i), expected[i]) << i;
  EXPECT_EQ(source.name(2), (folder / "s.h5").string() + "[1]");
}

TEST(FrameSource, ABrokenFrameCostsOneFrame) {
  const TempFolder folder;
  for (const std::uint16_t number : {0, 1, 2, 3})
    write_frame(folder / (std::to_string(number) + ".mccd"), numbered(number));
  write_bytes(folder / "1.mccd", read_bytes(folder / "1.mccd").substr(0, 3000));
  write_bytes(folder / "2.mccd", "");
  const FrameSource source({folder.path(), folder / "gone.tif"});
  ASSERT_EQ(source.n_frames(), 5U);
  EXPECT_EQ(number_of_frame(source, 0), 0);
  EXPECT_THROW(source.frame(1), InputError);
  EXPECT_THROW(source.frame(2), InputError);
  EXPECT_EQ(number_of_frame(source, 3), 3);
  EXPECT_THROW(source.frame(4), MissingFrame);
}

TEST(FrameSource, FifosAndLinksOutOfTheFolderAreRefused) {
  const TempFolder folder;
  const TempFolder elsewhere;
  write_frame(elsewhere / "x.tif", numbered(5));
  write_frame(folder / "0.tif", numbered(0));
  std::filesystem::create_symlink(elsewhere / "x.tif", folder / "1.tif");
  std::filesystem::create_symlink("0.tif", folder / "2.tif");
  ASSERT_EQ(::mkfifo((folder / "3.tif").c_str(), 0600), 0);
  const FrameSource source({folder.path()});
  ASSERT_EQ(source.n_frames(), 4U);
  EXPECT_NE(refusal_of([&source] { source.frame(1); }).find("symbolic link"), std::string::npos);
  EXPECT_EQ(number_of_frame(source, 2), 0);
  EXPECT_NE(refusal_of([&source] { source.frame(3); }).find("FIFO"), std::string::npos);
  FrameSourceOptions options;
  options.allow_external = elsewhere.path().string();
  EXPECT_EQ(number_of_frame(FrameSource({folder.path()}, options), 1), 5);
  EXPECT_THROW(FrameSource({folder / "3.tif"}).frame(0), InputError);
}

TEST(FrameSource, MapsInAFolderOfFramesAreLeftOut) {
  const TempFolder folder;
  write_numbers(create_hdf5(folder / "maps0.h5"), "/entry/map/x_um", {1, 2});
  write_stack(create_hdf5(folder / "scan0.h5"), "/entry/data/frames", {2, 1, 1});
  const FrameSource source({folder.path()});
  EXPECT_EQ(source.n_frames(), 2U);
  EXPECT_EQ(source.skipped().size(), 1U);
}

TEST(FrameSource, ThreadsReadDifferentFilesAtOnce) {
  const TempFolder folder;
  for (const std::string name : {"a.h5", "b.h5"})
    write_stack(create_hdf5(folder / name), "/entry/data/frames", {8, 1, 1});
  const FrameSource source({folder / "a.h5", folder / "b.h5"});
  std::vector<std::thread> threads;
  std::array<int, 4> n_wrong{};
  for (std::size_t t = 0; t < n_wrong.size(); ++t)
    threads.emplace_back([&source, &n_wrong, t] {
      for (std::size_t i = 0; i < 64; ++i) {
        const std::size_t frame = (5 * i + 3 * t) % 16;
        n_wrong[t] += number_of_frame(source, frame) != static_cast<int>(frame % 8);
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(n_wrong, (std::array<int, 4>{}));
}

}  // namespace
}  // namespace lauelith::test
