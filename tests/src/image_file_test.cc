// SPDX-License-Identifier: BSD-3-Clause
#include "src/image_file.h"

#include <numeric>

#include "tests/src/image_fixture.h"

namespace lauelith::test {
namespace {

template <typename Pixel>
void expect_round_trip(const TempFolder& folder, const std::string& name) {
  SCOPED_TRACE(name);
  Frame frame = sample_frame<Pixel>(31, 45);
  frame.saturation = 60000.0;
  write_frame(folder / name, frame);
  const Frame back = read_frame(folder / name);
  expect_same_pixels(back, frame);
  EXPECT_EQ(back.saturation, frame.saturation);
  EXPECT_EQ(back.source, (folder / name).string());
  EXPECT_FALSE(std::filesystem::exists(folder / (name + ".part")));
}

TEST(ImageFile, IntegersComeBackFromEveryFormat) {
  const TempFolder folder;
  for (const std::string ending : {".mccd", ".tif", ".cbf", ".edf"}) {
    expect_round_trip<std::uint8_t>(folder, "u8" + ending);
    expect_round_trip<std::uint16_t>(folder, "u16" + ending);
    expect_round_trip<std::uint32_t>(folder, "u32" + ending);
    expect_round_trip<std::int32_t>(folder, "i32" + ending);
  }
}

TEST(ImageFile, FloatsComeBackWhereTheFormatHasThem) {
  const TempFolder folder;
  expect_round_trip<float>(folder, "f32.tif");
  expect_round_trip<float>(folder, "f32.edf");
  EXPECT_THROW(write_frame(folder / "f32.mccd", sample_frame<float>(3, 4)), UsageError);
  EXPECT_THROW(write_frame(folder / "f32.cbf", sample_frame<float>(3, 4)), UsageError);
  EXPECT_THROW(write_frame(folder / "f32.png", sample_frame<float>(3, 4)), UsageError);
}

TEST(ImageFile, OnePixelIsAnImage) {
  const TempFolder folder;
  for (const std::string name : {"a.mccd", "a.tif", "a.cbf", "a.edf"}) {
    write_frame(folder / name, sample_frame<std::uint16_t>(1, 1));
    expect_same_pixels(read_frame(folder / name), sample_frame<std::uint16_t>(1, 1));
  }
}

TEST(ImageFile, BytesDecideBeforeTheName) {
  const TempFolder folder;
  const Frame frame = sample_frame<std::uint16_t>(9, 11);
  for (const auto& [written, named, format] :
       {std::array{"a.mccd", "b.dat", "mccd"}, std::array{"a.tif", "b.cbf", "tiff"},
        std::array{"a.cbf", "c.tif", "cbf"}, std::array{"a.edf", "d", "edf"}}) {
    write_frame(folder / written, frame);
    std::filesystem::copy(folder / written, folder / named);
    const Frame back = read_frame(folder / named);
    EXPECT_EQ(back.format, format);
    expect_same_pixels(back, frame);
  }
}

TEST(ImageFile, AnUnknownFileIsNamed) {
  const TempFolder folder;
  write_bytes(folder / "notes.txt", "peak_X peak_Y\n1 2\n");
  write_bytes(folder / "settings.json", "{ \"a\": 1 }\n");
  write_bytes(folder / "empty.mccd", "");
  EXPECT_NE(refusal_of(folder / "notes.txt").find("notes.txt"), std::string::npos);
  EXPECT_NE(refusal_of(folder / "settings.json").find("EDF"), std::string::npos);
  EXPECT_NE(refusal_of(folder / "empty.mccd").find("empty"), std::string::npos);
  EXPECT_THROW(read_frame(folder / "absent.mccd"), InputError);
  EXPECT_THROW(read_frame(folder.path()), InputError);
}

TEST(ImageFile, MetadataAndStageComeBack) {
  const TempFolder folder;
  Frame frame = sample_frame<std::uint16_t>(4, 6);
  frame.metadata = {{"exposure_s", "0.5"},
                    {"pixel_x_mm", "0.079142"},
                    {"dataset_comments", "1.25 -0.5 0.125 mm"},
                    {"title", "germanium"},
                    {"distance_mm", "70.775"}};
  write_frame(folder / "a.mccd", frame);
  const Frame back = read_frame(folder / "a.mccd");
  for (const auto& [key, value] : frame.metadata) EXPECT_EQ(back.metadata.at(key), value) << key;
  ASSERT_TRUE(stage_position(back));
  EXPECT_DOUBLE_EQ(stage_position(back)->x_um, 1250.0);
  EXPECT_DOUBLE_EQ(stage_position(back)->y_um, -500.0);
  for (const std::string name : {"b.tif", "b.cbf", "b.edf"}) {
    write_frame(folder / name, back);
    ASSERT_TRUE(stage_position(read_frame(folder / name))) << name;
    EXPECT_DOUBLE_EQ(stage_position(read_frame(folder / name))->x_um, 1250.0);
  }
}

// A real frame of a MAR165 whose binary header is all zero.
TEST(ImageFile, TheRealGermaniumFrame) {
  const char* data = std::getenv("LAUELITH_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "LAUELITH_REAL_DATA does not name the folder of real frames";
  const std::filesystem::path path = std::filesystem::path(data) / "ge_mar165" / "Ge_blanc_0000.mccd";
  const Frame frame = read_frame(path);
  EXPECT_EQ(frame.format, "mccd");
  EXPECT_EQ(frame.rows, 2048);
  EXPECT_EQ(frame.cols, 2048);
  EXPECT_EQ(frame.saturation, 65535.0);
  const auto& pixels = std::get<std::vector<std::uint16_t>>(frame.pixels);
  EXPECT_EQ(std::accumulate(pixels.begin(), pixels.end(), std::uint64_t{0}),
            180081672U);  // fabio 0.14 agrees
  if (!has_module("fabio")) return;
  const TempFolder folder;
  std::filesystem::create_symlink(path, folder / "ge.mccd");
  write_bytes(folder / "ge.raw",
              std::string(reinterpret_cast<const char*>(pixels.data()), 2 * pixels.size()));
  write_bytes(folder / "manifest.txt", "ge.mccd 0 uint16 2048 2048 ge.raw\n");
  EXPECT_EQ(run_reference("check", folder.path()), 0);
}

}  // namespace
}  // namespace lauelith::test
