// SPDX-License-Identifier: BSD-3-Clause
#include "src/cbf_file.h"

#include <algorithm>
#include <limits>

#include "src/base64.h"
#include "src/byte_offset.h"
#include "src/md5.h"
#include "tests/src/image_fixture.h"

namespace lauelith::test {
namespace {

std::string md5_of(const std::string& text) {
  const auto sum = md5(std::as_bytes(std::span(text)));
  std::string hex;
  for (const std::uint8_t byte : sum)
    for (const int digit : {byte >> 4, byte & 15}) hex += "0123456789abcdef"[digit];
  return hex;
}

// RFC 1321, A.5; the lengths 55, 56 and 64 lie at the seams of the padding (values from coreutils' md5sum).
TEST(Md5, TheSumsOfTheStandard) {
  EXPECT_EQ(md5_of(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_of("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5_of("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
  EXPECT_EQ(md5_of(std::string(55, 'a')), "ef1772b6dff9a122358552954ad0df65");
  EXPECT_EQ(md5_of(std::string(56, 'a')), "3b0c8ac703f828b04c6c197006d17218");
  EXPECT_EQ(md5_of(std::string(64, 'a')), "014842d480b571495a4a0363793f7367");
}

// RFC 4648, §10.
TEST(Md5, Base64) {
  const auto coded = [](const std::string& text) {
    return base64(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  };
  EXPECT_EQ(coded("f"), "Zg==");
  EXPECT_EQ(coded("fo"), "Zm8=");
  EXPECT_EQ(coded("foobar"), "Zm9vYmFy");
}

std::string code_of(std::vector<std::int32_t> pixels) {
  return encode_byte_offset(Pixels(std::move(pixels)));
}

// The smallest value of a width is the sign to go on, so it must go out in the next width.
TEST(ByteOffset, TheSmallestDeltaOfAWidthTakesTheNext) {
  using std::string;
  constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(code_of({-127}), "\x81");
  EXPECT_EQ(code_of({-128}), "\x80\x80\xff");
  EXPECT_EQ(code_of({128}), string("\x80\x80\0", 3));
  EXPECT_EQ(code_of({-32767}), "\x80\x01\x80");
  EXPECT_EQ(code_of({-32768}), string("\x80\0\x80\0\x80\xff\xff", 7));
  EXPECT_EQ(code_of({least + 1}), string("\x80\0\x80\x01\0\0\x80", 7));
  EXPECT_EQ(code_of({least}), string("\x80\0\x80\0\0\0\x80\0\0\0\x80\xff\xff\xff\xff", 15));
  EXPECT_EQ(code_of({0, least, 0}).size(), 1U + 15U + 15U);  // +2³¹ does not fit four bytes either
}

TEST(ByteOffset, EveryBoundaryComesBack) {
  constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
  const std::vector<std::int32_t> pixels{0,  -128,  0,    127,   -1, -32768, 0, 32767,
                                         -1, least, most, least, 0,  most,   -1};
  const std::string code = code_of(pixels);
  const auto bytes = std::as_bytes(std::span(code));
  const auto back = decode_byte_offset(bytes, pixels.size(), StoredType::i32);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(*back), pixels);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(decode_byte_offset(bytes.first(n), pixels.size(), StoredType::i32)) << n;
  EXPECT_FALSE(decode_byte_offset(bytes, pixels.size() - 1, StoredType::i32));
  EXPECT_FALSE(decode_byte_offset(bytes, pixels.size(), StoredType::u16));
}

struct CbfFile : testing::Test {
  TempFolder folder;
  Frame frame = sample_frame<std::int32_t>(17, 23);
  std::string bytes;
  CbfFile() {
    write_cbf(folder / "a.cbf", frame);
    bytes = read_bytes(folder / "a.cbf");
  }
  std::string refusal_with(const std::string& old_text, const std::string& new_text) {
    std::string changed = bytes;
    const std::size_t at = changed.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    changed.replace(at, old_text.size(), new_text);
    write_bytes(folder / "b.cbf", changed);
    return refusal_of(folder / "b.cbf");
  }
};

TEST_F(CbfFile, EveryDamagedPixelByteIsNoticed) {
  const std::size_t start = bytes.find("\x0c\x1a\x04\xd5") + 4;
  for (std::size_t i = 0; i < 400; ++i) {
    std::string changed = bytes;
    changed[start + i] = static_cast<char>(changed[start + i] ^ 0x10);
    write_bytes(folder / "b.cbf", changed);
    EXPECT_NE(refusal_of(folder / "b.cbf").find("MD5"), std::string::npos);
  }
}

TEST_F(CbfFile, ContradictionsAreRefused) {
  EXPECT_NE(refusal_with("x-CBF_BYTE_OFFSET", "x-CBF_PACKED_____").find("conversions"), std::string::npos);
  EXPECT_NE(refusal_with("Elements: 391", "Elements: 390").find("391"), std::string::npos);
  EXPECT_NE(refusal_with("Dimension: 23", "Dimension: 99999999").find("max_side_px"), std::string::npos);
  refusal_with("Dimension: 23", "Dimension: -3");
  refusal_with("Dimension: 23", "Dimension: 9223372036854775808");
  refusal_with("LITTLE_ENDIAN", "BIG_ENDIAN");
  refusal_with("signed 32-bit", "signed 64-bit");
  refusal_with("X-Binary-Size: ", "X-Binary-Size: 9");
  refusal_with("X-Binary-Size: ", "X-Binary-Size: -");
  refusal_with("\x0c\x1a\x04\xd5", "\x0c\x1a\x04\xd6");
}

TEST_F(CbfFile, AFileWithoutChecksumIsRead) {
  std::string changed = bytes;
  const std::size_t at = changed.find("Content-MD5");
  changed.erase(at, changed.find('\n', at) + 1 - at);
  write_bytes(folder / "b.cbf", changed);
  expect_same_pixels(read_frame(folder / "b.cbf"), frame);
}

}  // namespace
}  // namespace lauelith::test
