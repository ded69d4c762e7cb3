// SPDX-License-Identifier: BSD-3-Clause
#include "src/edf_file.h"

#include "tests/src/image_fixture.h"

namespace lauelith::test {
namespace {

constexpr std::uint64_t allowed_growth = std::uint64_t{300} << 20;

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
  EXPECT_NE(refusal(size + type + "Compression = GzipCompression ;\n").find("Compression"),
            std::string::npos);
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
