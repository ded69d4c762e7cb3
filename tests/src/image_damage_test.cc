// SPDX-License-Identifier: BSD-3-Clause
#include "src/edf_file.h"
#include "tests/src/image_fixture.h"

/// Files cut anywhere and headers with any bit wrong: an InputError or a frame of the stated size, nothing else,
/// and no more memory than a small image needs (F6, F7 of the fault list).
namespace lauelith::test {
namespace {

constexpr std::uint64_t allowed_growth = std::uint64_t{300} << 20;


struct ImageDamage : testing::TestWithParam<std::string> {
  TempFolder folder;
  std::string bytes;
  std::size_t header_bytes = 0;
  std::size_t needed_bytes = 0;

  ImageDamage() {
    const Frame frame = sample_frame<std::uint16_t>(13, 21);
    write_frame(folder / GetParam(), frame);
    bytes = read_bytes(folder / GetParam());
    header_bytes = bytes.size() - bytes_of(frame.pixels).size();
    needed_bytes = bytes.size();
    if (const std::size_t mark = bytes.find("\x0c\x1a\x04\xd5"); mark != std::string::npos) {
      header_bytes = mark + 4;
      needed_bytes = bytes.rfind("\r\n--CIF");
    }
  }
};

/// True if it was refused as it should be.
bool is_refused(const std::filesystem::path& path) {
  try {
    const Frame frame = read_frame(path);
    require_consistent(frame);
    return false;
  } catch (const InputError&) {
    return true;
  }
}

TEST_P(ImageDamage, EveryCutIsRefused) {
  const MemoryLimit limit(allowed_growth);
  std::vector<std::size_t> cuts;
  for (std::size_t n = 0; n <= header_bytes; ++n) cuts.push_back(n);
  for (std::size_t i = 0; i < 64; ++i) cuts.push_back(header_bytes + i * (needed_bytes - header_bytes) / 64);
  for (const std::size_t n : cuts) {
    write_bytes(folder / GetParam(), bytes.substr(0, n));
    EXPECT_TRUE(is_refused(folder / GetParam())) << n << " of " << bytes.size();
  }
}

TEST_P(ImageDamage, NoBitOfAHeaderDoesHarm) {
  const MemoryLimit limit(allowed_growth);
  std::size_t n_refused = 0;
  for (std::size_t bit = 0; bit < 8 * header_bytes; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    write_bytes(folder / GetParam(), changed);
    ASSERT_NO_THROW(n_refused += is_refused(folder / GetParam()) ? 1 : 0) << "bit " << bit;
  }
  EXPECT_GT(n_refused, 0U);
}

TEST_P(ImageDamage, NoRandomDamageDoesHarm) {
  const MemoryLimit limit(allowed_growth);
  std::mt19937 random(3);
  for (int i = 0; i < 1000; ++i) {
    std::string changed = bytes;
    for (int k = 0; k < 1 + i % 8; ++k) changed[random() % header_bytes] = static_cast<char>(random());
    write_bytes(folder / GetParam(), changed);
    ASSERT_NO_THROW(is_refused(folder / GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ImageDamage, testing::Values("a.mccd", "a.tif", "a.cbf", "a.edf"),
                         [](const auto& format) { return format.param.substr(2); });

std::string edf(const std::string& keys) { return "{\n" + keys + "}\n" + std::string(24, '\0'); }

TEST(EdfFile, ContradictionsAreRefused) {
  const TempFolder folder;
  const auto refusal = [&folder](const std::string& keys) {
    write_bytes(folder / "a.edf", edf(keys));
    const MemoryLimit limit(allowed_growth);
    return refusal_of(folder / "a.edf");
  };
  const std::string size = "Dim_1 = 4 ;\nDim_2 = 3 ;\n";
  const std::string type = "ByteOrder = LowByteFirst ;\nDataType = UnsignedShort ;\n";
  write_bytes(folder / "good.edf", edf(size + type));
  EXPECT_EQ(read_frame(folder / "good.edf").rows, 3);
  EXPECT_NE(refusal(size + type + "EDF_BinaryFileName = other.bin ;\n").find("EDF_BinaryFileName"),
            std::string::npos);
  EXPECT_NE(refusal(size + type + "Compression = GzipCompression ;\n").find("Compression"), std::string::npos);
  EXPECT_NE(refusal(size + type + "Size = 23 ;\n").find("Size"), std::string::npos);
  EXPECT_NE(refusal(size + type + "EDF_BinarySize = 9999999999999 ;\n").find("EDF data"), std::string::npos);
  EXPECT_NE(refusal(size + type + "Dim_3 = 2 ;\n").find("Dim_3"), std::string::npos);
  EXPECT_NE(refusal(size + type + "Dim_1 = 4 ;\n").find("two"), std::string::npos);
  EXPECT_NE(refusal(size + "ByteOrder = Middle ;\nDataType = UnsignedShort ;\n").find("ByteOrder"),
            std::string::npos);
  EXPECT_NE(refusal(size + "ByteOrder = LowByteFirst ;\nDataType = Unsigned64 ;\n").find("DataType"),
            std::string::npos);
  EXPECT_NE(refusal("Dim_1 = 99999999999 ;\nDim_2 = 3 ;\n" + type).find("max_side_px"), std::string::npos);
  EXPECT_NE(refusal("Dim_1 = -4 ;\nDim_2 = 3 ;\n" + type).find("Dim_1"), std::string::npos);
  EXPECT_NE(refusal(type).find("Dim_2"), std::string::npos);
}

}  // namespace
}  // namespace lauelith::test
