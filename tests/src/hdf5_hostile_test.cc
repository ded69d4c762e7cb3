// SPDX-License-Identifier: BSD-3-Clause
#include <zlib.h>

#include <array>

#include "src/hdf5_frames.h"
#include "tests/src/hdf5_fixture.h"

/// Files that try to open others, to run code or to fill memory (F9, F10, F11 of the fault list).
namespace lauelith::test {
namespace {

struct Hdf5Hostile : testing::Test {
  TempFolder folder;
  std::filesystem::path path = folder / "a.h5";
  std::string target = (folder / "target.h5").string();
  Hdf5Hostile() { write_stack(create_hdf5(target), "/entry/data/frames", {2, 8, 16}); }
};

TEST_F(Hdf5Hostile, ExternalLinksAreNeverFollowed) {
  for (const std::string linked : {"/entry/data/frames", "/entry/data", "/entry"}) {
    {
      const Hdf5Handle file = create_hdf5(path);
      if (linked != "/entry") make_group(file, std::filesystem::path(linked).parent_path().string());
      ASSERT_GE(H5Lcreate_external(target.c_str(), linked.c_str(), file.get(), linked.c_str(), H5P_DEFAULT,
                                   H5P_DEFAULT),
                0);
    }
    const std::string refusal = refusal_of(path);
    EXPECT_NE(refusal.find(linked + ": expected data in this file"), std::string::npos) << refusal;
  }
}

TEST_F(Hdf5Hostile, SoftLinksMayNotHideExternalOnesOrRunInCircles) {
  {
    const Hdf5Handle file = create_hdf5(path);
    make_group(file, "/entry/data");
    H5Lcreate_external(target.c_str(), "/entry/data/frames", file.get(), "/outside", H5P_DEFAULT,
                       H5P_DEFAULT);
    H5Lcreate_soft("/outside", file.get(), "/entry/data/frames", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_NE(refusal_of(path).find("/outside"), std::string::npos);
  {
    const Hdf5Handle file = create_hdf5(path);
    make_group(file, "/entry/data");
    H5Lcreate_soft("/entry/data/b", file.get(), "/entry/data/frames", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("frames", file.get(), "/entry/data/b", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_NE(refusal_of(path).find("loop"), std::string::npos);
}

TEST_F(Hdf5Hostile, UserDefinedLinksAreRefused) {
  const H5L_class_t own{H5L_LINK_CLASS_T_VERS,
                        static_cast<H5L_type_t>(200),
                        "for tests",
                        nullptr,
                        nullptr,
                        nullptr,
                        [](const char*, hid_t, const void*, std::size_t, hid_t, hid_t) -> hid_t {
                          ADD_FAILURE() << "the link was followed";
                          return -1;
                        },
                        nullptr,
                        nullptr};
  {
    const Hdf5Handle file = create_hdf5(path);
    H5Lregister(&own);
    make_group(file, "/entry/data");
    H5Lcreate_ud(file.get(), "/entry/data/frames", own.id, "x", 1, H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_NE(refusal_of(path).find("user-defined"), std::string::npos);
  H5Lunregister(own.id);
}

TEST_F(Hdf5Hostile, ExternalStorageAndVirtualDataAreRefused) {
  write_bytes(folder / "raw.bin", std::string(2 * 128, 'x'));
  {
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_external(creation.get(), (folder / "raw.bin").c_str(), 0, 256);
    make_dataset(create_hdf5(path), "/entry/data/frames", H5T_STD_U16LE, {1, 8, 16}, creation.get());
  }
  EXPECT_NE(refusal_of(path).find("external storage"), std::string::npos);
  {
    const Hdf5Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    const std::array<hsize_t, 3> shape{2, 8, 16};
    const Hdf5Handle space(H5Screate_simple(3, shape.data(), nullptr));
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    ASSERT_GE(H5Pset_virtual(creation.get(), space.get(), target.c_str(), "/entry/data/frames", space.get()),
              0);
    ASSERT_TRUE(make_dataset(file, "/entry/data/frames", H5T_STD_U16LE, {2, 8, 16}, creation.get()));
  }
  EXPECT_NE(refusal_of(path).find("virtual"), std::string::npos);
}

/// Big-endian number, as the LZ4 payloads have them.
std::string big(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = width - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

TEST_F(Hdf5Hostile, PayloadsThatClaimAnotherSizeAreRefused) {
  const std::string zeros(256, '\0');
  const MemoryLimit limit(std::uint64_t{300} << 20);
  const std::vector<std::pair<const char*, std::string>> payloads{
      {"1 TiB", big(std::uint64_t{1} << 40, 8) + big(8192, 4) + big(3, 4) + "abc"},
      {"one byte more", big(257, 8) + big(256, 4) + big(256, 4) + zeros},
      {"block of 0", big(256, 8) + big(0, 4) + big(256, 4) + zeros},
      {"block not of 8 elements", big(256, 8) + big(18, 4) + big(256, 4) + zeros},
      {"block beyond the data", big(256, 8) + big(256, 4) + big(0xffffffffU, 4) + zeros},
      {"rest left over", big(256, 8) + big(256, 4) + big(256, 4) + zeros + "x"},
      {"header alone", big(256, 8)},
      {"nothing", "x"}};
  for (const auto& [what, payload] : payloads)
    for (const auto& [filter, parameters] : {std::pair{32004, std::vector<unsigned>{}},
                                             std::pair{32008, std::vector<unsigned>{0, 3, 2, 0, 2}}}) {
      if (filter == 32004 && std::string(what) == "block not of 8 elements") continue;
      write_raw_chunk(path, filter, parameters, payload);
      const std::string refusal = refusal_of(path);
      EXPECT_NE(refusal.find("HDF5 filter " + std::to_string(filter)), std::string::npos)
          << what << ": " << refusal;
    }
  write_raw_chunk(path, 32004, {}, big(256, 8) + big(256, 4) + big(256, 4) + zeros);
  EXPECT_NO_THROW(read_frame(path));
}

TEST_F(Hdf5Hostile, BitshuffleParametersAreNotBelieved) {
  const std::string zeros(256, '\0');
  for (const std::vector<unsigned>& parameters : std::vector<std::vector<unsigned>>{{},
                                                                                    {0, 3},
                                                                                    {0, 3, 4, 0, 0},
                                                                                    {0, 3, 2, 4, 0},
                                                                                    {0, 3, 2, 0, 3},
                                                                                    {0, 3, 2, 0xfffffff8U, 0},
                                                                                    {0, 3, 0, 0, 2}}) {
    write_raw_chunk(path, 32008, parameters, zeros);
    EXPECT_NE(refusal_of(path).find("HDF5 filter 32008"), std::string::npos);
  }
  write_raw_chunk(path, 32008, {0, 3, 2, 0, 0}, zeros);
  EXPECT_NO_THROW(read_frame(path));
}

std::string deflated(std::size_t n_zeros) {
  const std::string zeros(n_zeros, '\0');
  uLongf n = compressBound(n_zeros);
  std::string packed(n, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &n, reinterpret_cast<const Bytef*>(zeros.data()),
            n_zeros, 1);
  packed.resize(n);
  return packed;
}

TEST_F(Hdf5Hostile, ADeflateBombIsRefusedUnexploded) {
  const std::string bomb = deflated(std::size_t{400} << 20);
  const MemoryLimit limit(std::uint64_t{300} << 20);
  write_raw_chunk(path, H5Z_FILTER_DEFLATE, {9}, bomb);
  EXPECT_NE(refusal_of(path).find("HDF5 filter 1 "), std::string::npos);
  write_raw_chunk(path, H5Z_FILTER_DEFLATE, {9}, deflated(256));
  EXPECT_NO_THROW(read_frame(path));
}

TEST_F(Hdf5Hostile, AHugeChunkOutOfNothingIsRefused) {
  const MemoryLimit limit(std::uint64_t{300} << 20);
  write_raw_chunk(path, H5Z_FILTER_DEFLATE, {9}, "abc", 16384, 16384);
  EXPECT_NE(refusal_of(path).find("max_compression_ratio"), std::string::npos);
  write_raw_chunk(path, H5Z_FILTER_DEFLATE, {9}, "abc", 16385, 16);
  EXPECT_NE(refusal_of(path).find("max_side_px"), std::string::npos);
}

TEST_F(Hdf5Hostile, UnknownFiltersAreNamedByNumber) {
  write_raw_chunk(path, 32015, {}, std::string(256, '\0'));
  EXPECT_NE(refusal_of(path).find("HDF5 filter 32015"), std::string::npos);
}

// Whatever the environment says, the library must not look for code to load.
TEST_F(Hdf5Hostile, PluginsAreOff) {
  const Hdf5Frames frames(target);
  unsigned types = 1;
  H5PLget_loading_state(&types);
  EXPECT_EQ(types, 0U);
}

}  // namespace
}  // namespace lauelith::test
