// SPDX-License-Identifier: BSD-3-Clause
#include "src/byte_offset.h"

#include <array>
#include <cassert>
#include <cstring>
#include <limits>

namespace lauelith {
namespace {

/// Reads deltas; `broken()` after an escape that the bytes do not complete.
class Deltas {
 public:
  explicit Deltas(std::span<const std::byte> bytes)
      : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool exhausted() const { return next_ == end_; }
  bool broken() const { return broken_; }

  std::int64_t next() {
    const std::int64_t one = take<std::int8_t>();
    if (one != std::numeric_limits<std::int8_t>::min()) [[likely]]
      return one;
    const std::int64_t two = take<std::int16_t>();
    if (two != std::numeric_limits<std::int16_t>::min()) return two;
    const std::int64_t four = take<std::int32_t>();
    return four != std::numeric_limits<std::int32_t>::min() ? four : take<std::int64_t>();
  }

 private:
  template <typename Delta>
  Delta take() {
    if (static_cast<std::size_t>(end_ - next_) < sizeof(Delta)) [[unlikely]] {
      broken_ = true;
      next_ = end_;
      return 0;
    }
    Delta delta;
    std::memcpy(&delta, next_, sizeof(Delta));
    next_ += sizeof(Delta);
    return delta;
  }

  const std::byte* next_;
  const std::byte* end_;
  bool broken_ = false;
};

template <typename Stored, typename Kept>
std::optional<Pixels> decode_as(std::span<const std::byte> bytes, std::uint64_t n_pixels) {
  std::vector<Kept> pixels(n_pixels);
  Deltas deltas(bytes);
  std::uint64_t sum = 0;  // wraps; the running value itself is checked
  for (Kept& pixel : pixels) {
    sum += static_cast<std::uint64_t>(deltas.next());
    const auto value = static_cast<std::int64_t>(sum);
    pixel = static_cast<Kept>(static_cast<Stored>(value));
    if (static_cast<std::int64_t>(pixel) != value) [[unlikely]]
      return std::nullopt;
  }
  if (deltas.broken() || !deltas.exhausted()) return std::nullopt;
  return pixels;
}

template <typename Delta>
void append(std::string& bytes, std::int64_t value) {
  const auto delta = static_cast<Delta>(value);
  std::array<char, sizeof(Delta)> raw;
  std::memcpy(raw.data(), &delta, sizeof(Delta));
  bytes.append(raw.data(), raw.size());
}

template <typename Delta>
bool fits(std::int64_t delta) {
  return delta > std::numeric_limits<Delta>::min() && delta <= std::numeric_limits<Delta>::max();
}

void append_delta(std::string& bytes, std::int64_t delta) {
  if (fits<std::int8_t>(delta)) return append<std::int8_t>(bytes, delta);
  append<std::int8_t>(bytes, std::numeric_limits<std::int8_t>::min());
  if (fits<std::int16_t>(delta)) return append<std::int16_t>(bytes, delta);
  append<std::int16_t>(bytes, std::numeric_limits<std::int16_t>::min());
  if (fits<std::int32_t>(delta)) return append<std::int32_t>(bytes, delta);
  append<std::int32_t>(bytes, std::numeric_limits<std::int32_t>::min());
  append<std::int64_t>(bytes, delta);
}

}  // namespace

std::optional<Pixels> decode_byte_offset(std::span<const std::byte> bytes, std::uint64_t n_pixels,
                                         StoredType type) {
  if (n_pixels > bytes.size()) return std::nullopt;  // a pixel takes at least one byte
  switch (type) {
    case StoredType::u8:
      return decode_as<std::uint8_t, std::uint8_t>(bytes, n_pixels);
    case StoredType::i8:
      return decode_as<std::int8_t, std::int32_t>(bytes, n_pixels);
    case StoredType::u16:
      return decode_as<std::uint16_t, std::uint16_t>(bytes, n_pixels);
    case StoredType::i16:
      return decode_as<std::int16_t, std::int32_t>(bytes, n_pixels);
    case StoredType::u32:
      return decode_as<std::uint32_t, std::uint32_t>(bytes, n_pixels);
    case StoredType::i32:
      return decode_as<std::int32_t, std::int32_t>(bytes, n_pixels);
    default:
      assert(false);
      return std::nullopt;
  }
}

std::string encode_byte_offset(const Pixels& pixels) {
  return std::visit(
      [](const auto& values) {
        std::string bytes;
        bytes.reserve(values.size() + values.size() / 8);
        std::int64_t before = 0;
        for (const auto value : values) {
          const auto now = static_cast<std::int64_t>(value);
          append_delta(bytes, now - before);
          before = now;
        }
        return bytes;
      },
      pixels);
}

}  // namespace lauelith
