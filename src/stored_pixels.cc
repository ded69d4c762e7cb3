// SPDX-License-Identifier: BSD-3-Clause
#include "src/stored_pixels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>

namespace lauelith {
namespace {

constexpr std::uint64_t always_allowed_bytes = std::uint64_t{64} << 20;

template <typename Value>
void swap_bytes(std::vector<Value>& values) {
  for (Value& value : values) {
    auto bytes = std::bit_cast<std::array<std::byte, sizeof(Value)>>(value);
    std::reverse(bytes.begin(), bytes.end());
    value = std::bit_cast<Value>(bytes);
  }
}

template <typename Kept, typename Stored>
Pixels kept_as(std::vector<Stored> stored, std::endian order) {
  if (order != std::endian::native) swap_bytes(stored);
  if constexpr (std::is_same_v<Kept, Stored>) {
    return stored;
  } else {
    std::vector<Kept> kept(stored.size());
    std::transform(stored.begin(), stored.end(), kept.begin(), [](Stored v) { return static_cast<Kept>(v); });
    return kept;
  }
}

/// `stored` gives the values of a type; called as stored.operator()<Value>().
template <typename Source>
Pixels pixels_from(StoredType type, std::endian order, const Source& stored) {
  switch (type) {
    case StoredType::u8:
      return kept_as<std::uint8_t>(stored.template operator()<std::uint8_t>(), order);
    case StoredType::i8:
      return kept_as<std::int32_t>(stored.template operator()<std::int8_t>(), order);
    case StoredType::u16:
      return kept_as<std::uint16_t>(stored.template operator()<std::uint16_t>(), order);
    case StoredType::i16:
      return kept_as<std::int32_t>(stored.template operator()<std::int16_t>(), order);
    case StoredType::u32:
      return kept_as<std::uint32_t>(stored.template operator()<std::uint32_t>(), order);
    case StoredType::i32:
      return kept_as<std::int32_t>(stored.template operator()<std::int32_t>(), order);
    case StoredType::f32:
      return kept_as<float>(stored.template operator()<float>(), order);
    case StoredType::f64:
      return kept_as<float>(stored.template operator()<double>(), order);
  }
  assert(false);
  return {};
}

}  // namespace

void describe(ParameterVisitor& visit, ImageLimits& limits) {
  visit.integer({"max_side_px", "largest number of rows or columns of an image", 1, 65536},
                limits.max_side_px);
  visit.number({"max_image_bytes", "largest size of an image in memory", 1, 17179869184.0}, limits.max_bytes);
  visit.number(
      {"max_compression_ratio", "largest ratio of an image above 64 MiB to what is stored of it", 1, 1000000},
      limits.max_compression_ratio);
}

std::uint64_t bytes_of(StoredType type) {
  constexpr std::array<std::uint64_t, 8> sizes{1, 1, 2, 2, 4, 4, 4, 8};
  return sizes[static_cast<std::size_t>(type)];
}

std::string name_of(StoredType type) {
  constexpr std::array<const char*, 8> names{"u8", "i8", "u16", "i16", "u32", "i32", "f32", "f64"};
  return names[static_cast<std::size_t>(type)];
}

void require_size(const ClaimedSize& size, const ImageLimits& limits, const std::string& file,
                  const std::string& where) {
  const auto max_side = static_cast<std::uint64_t>(limits.max_side_px);
  const bool sides_fit = size.rows >= 1 && size.cols >= 1 && size.rows <= max_side && size.cols <= max_side;
  if (sides_fit && static_cast<double>(size.n_bytes()) <= limits.max_bytes) return;
  throw InputError({file, where,
                    "1 to " + std::to_string(max_side) + " rows and columns, at most " +
                        std::to_string(static_cast<std::uint64_t>(limits.max_bytes)) + " bytes",
                    std::to_string(size.rows) + " x " + std::to_string(size.cols) + " " + name_of(size.type),
                    "the header is damaged, or raise the limit max_side_px or max_image_bytes"});
}

void require_ratio(std::uint64_t decoded_bytes, std::uint64_t stored_bytes, const ImageLimits& limits,
                   const std::string& file, const std::string& where) {
  if (decoded_bytes <= always_allowed_bytes) return;
  if (static_cast<double>(decoded_bytes) <= limits.max_compression_ratio * static_cast<double>(stored_bytes))
    return;
  throw InputError({file, where, "data compressed by less than max_compression_ratio",
                    std::to_string(decoded_bytes) + " bytes out of " + std::to_string(stored_bytes),
                    "the file is damaged or hostile"});
}

Pixels decode_pixels(std::span<const std::byte> bytes, StoredType type, std::endian order) {
  assert(bytes.size() % bytes_of(type) == 0);
  return pixels_from(type, order, [&]<typename Value>() {
    std::vector<Value> values(bytes.size() / sizeof(Value));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  });
}

Pixels read_pixels(const RawFile& file, std::uint64_t offset, const ClaimedSize& size, std::endian order) {
  return pixels_from(size.type, order,
                     [&]<typename Value>() { return file.values<Value>(offset, size.n_pixels()); });
}

StoredType type_of(const Pixels& pixels) {
  constexpr std::array<StoredType, 5> types{StoredType::u8, StoredType::u16, StoredType::u32, StoredType::i32,
                                            StoredType::f32};
  return types[pixels.index()];
}

std::uint64_t n_pixels(const Pixels& pixels) {
  return std::visit([](const auto& values) { return std::uint64_t{values.size()}; }, pixels);
}

std::span<const std::byte> bytes_of(const Pixels& pixels) {
  return std::visit([](const auto& values) { return std::as_bytes(std::span(values)); }, pixels);
}

void require_consistent(const Frame& frame) {
  assert(frame.rows > 0 && frame.cols > 0);
  assert(n_pixels(frame.pixels) ==
         static_cast<std::uint64_t>(frame.rows) * static_cast<std::uint64_t>(frame.cols));
}

}  // namespace lauelith
