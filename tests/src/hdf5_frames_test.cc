// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_frames.h"

#include "tests/src/hdf5_fixture.h"

namespace lauelith::test {
namespace {

struct Hdf5Stack : testing::Test {
  TempFolder folder;
  std::filesystem::path path = folder / "scan.h5";
};

TEST_F(Hdf5Stack, OurScanCarriesPositionsTimesMaskAndSaturation) {
  {
    const Hdf5Handle file = create_hdf5(path);
    write_stack(file, "/entry/data/frames", {3, 4, 5});
    write_numbers(file, "/entry/data/x_um", {0, 2, 4.5});
    write_numbers(file, "/entry/data/y_um", {-1, -1, 0.25});
    write_numbers(file, "/entry/data/time_s", {0, 0.5, 1});
    write_numbers(file, "/entry/instrument/detector/saturation_value", {50000});
    const Hdf5Handle mask =
        make_dataset(file, "/entry/instrument/detector/pixel_mask", H5T_STD_U32LE, {4, 5});
    std::vector<std::uint32_t> bits(20, 0);
    bits[3] = 2;         // dead
    bits[7] = 1U << 31;  // a virtual pixel is usable
    H5Dwrite(mask.get(), H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, bits.data());
  }
  const Hdf5Frames frames(path);
  ASSERT_EQ(frames.n_frames(), 3U);
  EXPECT_EQ(frames.layout(), "scan");
  const Frame frame = frames.frame(2);
  EXPECT_EQ(std::get<std::vector<std::uint16_t>>(frame.pixels).front(), 40);
  EXPECT_DOUBLE_EQ(stage_position(frame)->x_um, 4.5);
  EXPECT_DOUBLE_EQ(stage_position(frame)->y_um, 0.25);
  EXPECT_EQ(frame.metadata.at("time_s"), "1");
  EXPECT_EQ(frame.saturation, 50000.0);
  ASSERT_EQ(frame.mask.size(), 20U);
  EXPECT_EQ(frame.mask[3], 1);
  EXPECT_EQ(frame.mask[7], 0);
  EXPECT_THROW(frames.frame(3), MissingFrame);
}

TEST_F(Hdf5Stack, SampleOf34IdRunsAlongItsFace) {
  {
    const Hdf5Handle file = create_hdf5(path);
    write_stack(file, "/entry1/data/data", {4, 5});
    write_numbers(file, "/entry1/sample/sampleX", {100});
    write_numbers(file, "/entry1/sample/sampleY", {30});
    write_numbers(file, "/entry1/sample/sampleZ", {10});
  }
  const Frame frame = read_frame(path);
  EXPECT_EQ(frame.rows, 4);
  EXPECT_DOUBLE_EQ(stage_position(frame)->x_um, 100.0);
  EXPECT_DOUBLE_EQ(stage_position(frame)->y_um, 40.0 / std::sqrt(2.0));
}

TEST_F(Hdf5Stack, AFrameThatWasNeverWrittenIsMissingAndTheOthersAreNot) {
  {
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    const std::vector<hsize_t> chunk{1, 4, 5};
    H5Pset_chunk(creation.get(), 3, chunk.data());
    const Hdf5Handle data =
        make_dataset(create_hdf5(path), "/entry/data/data", H5T_STD_U16LE, {3, 4, 5}, creation.get());
    const std::vector<hsize_t> origin{1, 0, 0};
    const std::vector<std::uint16_t> pixels(20, 7);
    H5Dwrite_chunk(data.get(), H5P_DEFAULT, 0, origin.data(), 40, pixels.data());
  }
  const Hdf5Frames frames(path);
  EXPECT_THROW(frames.frame(0), MissingFrame);
  EXPECT_EQ(std::get<std::vector<std::uint16_t>>(frames.frame(1).pixels).back(), 7);
  EXPECT_THROW(frames.frame(2), MissingFrame);
}

TEST_F(Hdf5Stack, DamagedPixelsAreNoticedByTheirChecksum) {
  const std::vector<hsize_t> shape{1, 64, 64};
  {
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(creation.get(), 3, shape.data());
    H5Pset_fletcher32(creation.get());
    write_stack(create_hdf5(path), "/entry/data/frames", shape, creation.get());
  }
  EXPECT_NO_THROW(read_frame(path));
  std::string bytes = read_bytes(path);
  const std::size_t at = bytes.find(std::string("\x05\x04\x06\x04\x07\x04", 6));  // pixels 0x405 to 0x407
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  write_bytes(path, bytes);
  EXPECT_NE(refusal_of(path).find("HDF5 filter 3"), std::string::npos);
}

TEST_F(Hdf5Stack, AFileWithoutFramesSaysWhereItLooked) {
  write_numbers(create_hdf5(path), "/other", {1, 2});
  EXPECT_NE(refusal_of(path).find("/entry/data/frames"), std::string::npos);
}

/// An InputError, or a frame; the library itself must survive the rest.
TEST_F(Hdf5Stack, CutsAreRefused) {
  write_stack(create_hdf5(path), "/entry/data/frames", {2, 6, 7});
  const std::string bytes = read_bytes(path);
  for (std::size_t n = 0; n < bytes.size(); n += n < 128 ? 1 : 1 + bytes.size() / 128) {
    write_bytes(path, bytes.substr(0, n));
    refusal_of(path);
  }
}

TEST_F(Hdf5Stack, NoBitOfTheStructureDoesHarm) {
  {
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    const std::vector<hsize_t> chunk{1, 6, 7};
    H5Pset_chunk(creation.get(), 3, chunk.data());
    H5Pset_shuffle(creation.get());
    H5Pset_deflate(creation.get(), 4);
    write_stack(create_hdf5(path), "/entry/data/frames", {2, 6, 7}, creation.get());
  }
  const std::string bytes = read_bytes(path);
  const MemoryLimit limit(std::uint64_t{300} << 20);
  int n_refused = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    write_byte(path, bit / 8, static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8)));
    try {
      const Hdf5Frames frames(path);
      for (std::uint64_t i = 0; i < frames.n_frames() && i < 2; ++i) require_consistent(frames.frame(i));
    } catch (const InputError&) {
      ++n_refused;
    }
    write_byte(path, bit / 8, bytes[bit / 8]);
  }
  EXPECT_GT(n_refused, 0);
}

}  // namespace
}  // namespace lauelith::test
