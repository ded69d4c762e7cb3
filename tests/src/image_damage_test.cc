// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "tests/src/image_fixture.h"

/// Files cut anywhere and headers with any bit wrong: an InputError or a frame of the stated size, nothing
/// else, and no more memory than a small image needs (F6, F7 of the fault list).
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
  std::sort(cuts.rbegin(), cuts.rend());
  for (const std::size_t n : cuts) {
    std::filesystem::resize_file(folder / GetParam(), n);
    EXPECT_TRUE(is_refused(folder / GetParam())) << n << " of " << bytes.size();
  }
}

TEST_P(ImageDamage, NoBitOfAHeaderDoesHarm) {
  const MemoryLimit limit(allowed_growth);
  std::size_t n_refused = 0;
  for (std::size_t bit = 0; bit < 8 * header_bytes; ++bit) {
    write_byte(folder / GetParam(), bit / 8, static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8)));
    ASSERT_NO_THROW(n_refused += is_refused(folder / GetParam()) ? 1 : 0) << "bit " << bit;
    write_byte(folder / GetParam(), bit / 8, bytes[bit / 8]);
  }
  EXPECT_GT(n_refused, 0U);
}

TEST_P(ImageDamage, NoRandomDamageDoesHarm) {
  const MemoryLimit limit(allowed_growth);
  std::mt19937 random(3);
  for (int i = 0; i < 1000; ++i) {
    std::vector<std::size_t> places(1 + static_cast<std::size_t>(i) % 8);
    for (std::size_t& place : places) place = random() % header_bytes;
    for (const std::size_t place : places)
      write_byte(folder / GetParam(), place, static_cast<char>(random()));
    ASSERT_NO_THROW(is_refused(folder / GetParam()));
    for (const std::size_t place : places) write_byte(folder / GetParam(), place, bytes[place]);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ImageDamage, testing::Values("a.mccd", "a.tif", "a.cbf", "a.edf"),
                         [](const auto& format) { return format.param.substr(2); });

}  // namespace
}  // namespace lauelith::test
