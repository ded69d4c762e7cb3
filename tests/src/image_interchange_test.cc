// SPDX-License-Identifier: BSD-3-Clause
#include "tests/src/image_fixture.h"

/// Two independent programs that agree pixel for pixel: fabio, Pillow, libtiff's tools and h5py on one side.
namespace lauelith::test {
namespace {

struct Row {
  std::string name, dtype, raw;
  std::uint64_t index = 0;
  int rows = 0;
  int cols = 0;
};

std::vector<Row> manifest_of(const TempFolder& folder) {
  std::ifstream in(folder / "manifest.txt");
  std::vector<Row> all;
  for (Row row; in >> row.name >> row.index >> row.dtype >> row.rows >> row.cols >> row.raw;)
    all.push_back(row);
  return all;
}

/// The type that keeps what the other program stored.
StoredType stored_as(const std::string& dtype) {
  if (dtype == "uint8") return StoredType::u8;
  if (dtype == "uint16") return StoredType::u16;
  if (dtype == "int16") return StoredType::i16;
  if (dtype == "uint32") return StoredType::u32;
  return dtype == "int32" ? StoredType::i32 : StoredType::f32;
}

TEST(ImageInterchange, WeReadWhatOthersWrite) {
  if (!has_module("fabio") || !has_module("h5py") || !has_module("PIL"))
    GTEST_SKIP() << "fabio, h5py or Pillow is missing in " << LAUELITH_PYTHON;
  const TempFolder folder;
  ASSERT_EQ(run_reference("write", folder.path()), 0);
  const auto rows = manifest_of(folder);
  EXPECT_GT(rows.size(), 100U);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name + " " + std::to_string(row.index));
    const std::string raw = read_bytes(folder / row.raw);
    try {
      const Frame frame = read_frame(folder / row.name, row.index);
      EXPECT_EQ(frame.rows, row.rows);
      EXPECT_EQ(frame.cols, row.cols);
      EXPECT_TRUE(frame.pixels ==
                  decode_pixels(std::as_bytes(std::span(raw)), stored_as(row.dtype), std::endian::little));
    } catch (const Failure& failure) {
      ADD_FAILURE() << failure.what();
    }
  }
  EXPECT_EQ(read_frame(folder / "pilatus.tif").saturation, 1048574.0);
  EXPECT_EQ(read_frame(folder / "pilatus.tif").metadata.at("Pixel_size"), "172e-6 m x 172e-6 m");
  EXPECT_EQ(n_frames(folder / "pages.tif"), 3U);
  EXPECT_EQ(n_frames(folder / "fabio_stack.edf"), 2U);
  EXPECT_EQ(n_frames(folder / "eiger_data.h5"), 3U);
  EXPECT_THROW(read_frame(folder / "pages.tif", 3), MissingFrame);
  EXPECT_THROW(read_frame(folder / "fabio_stack.edf", 2), InputError);
}

template <typename Pixel>
std::string write_with_raw(const TempFolder& folder, const std::string& name, const std::string& dtype) {
  Frame frame = sample_frame<Pixel>(29, 67);
  frame.saturation = 65535.0;
  frame.metadata = {{"exposure_s", "0.25"}, {"title", "a word or two"}};
  write_frame(folder / name, frame);
  const auto bytes = bytes_of(frame.pixels);
  write_bytes(folder / (name + ".raw"),
              std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return name + " 0 " + dtype + " 29 67 " + name + ".raw\n";
}

TEST(ImageInterchange, OthersReadWhatWeWrite) {
  if (!has_module("fabio")) GTEST_SKIP() << "fabio is missing in " << LAUELITH_PYTHON;
  const TempFolder folder;
  std::string manifest;
  for (const std::string ending : {".mccd", ".tif", ".cbf", ".edf"}) {
    manifest += write_with_raw<std::uint8_t>(folder, "u8" + ending, "uint8");
    manifest += write_with_raw<std::uint16_t>(folder, "u16" + ending, "uint16");
    manifest += write_with_raw<std::uint32_t>(folder, "u32" + ending, "uint32");
    manifest += write_with_raw<std::int32_t>(folder, "i32" + ending, "int32");
  }
  manifest += write_with_raw<float>(folder, "f32.tif", "float32");
  manifest += write_with_raw<float>(folder, "f32.edf", "float32");
  write_bytes(folder / "manifest.txt", manifest);
  EXPECT_EQ(run_reference("check", folder.path()), 0);
}

}  // namespace
}  // namespace lauelith::test
