// SPDX-License-Identifier: BSD-3-Clause
// Frames whose chunk unpacks straight into pixels.
#include "src/hdf5_array.h"

#include <cassert>
#include <cstring>
#include <span>

#include "src/chunk_decoders.h"
#include "src/chunk_encoders.h"

namespace lauelith {
namespace {

/// Bytes as elements; those that do not lie as elements must (the few after the last block) through a copy.
template <typename Value>
void give(std::span<const std::byte> block, const PixelSink& sink) {
  const std::size_t n = block.size() / sizeof(Value);
  if (reinterpret_cast<std::uintptr_t>(block.data()) % alignof(Value) == 0) {
    sink(std::span(reinterpret_cast<const Value*>(block.data()), n));
    return;
  }
  std::vector<Value> aligned(n);
  std::memcpy(aligned.data(), block.data(), n * sizeof(Value));
  sink(std::span<const Value>(aligned));
}

}  // namespace

/// One chunk per frame whose first filter, undone last, is this one.
bool Hdf5Array::is_packed_by(int filter) const {
  return is_one_chunk() && !filters_.empty() && order_ == std::endian::native &&
         filters_.front().id == filter;
}

bool Hdf5Array::unpack(std::uint64_t i, Bytes& packed, const PixelSink& sink) const {
  if (!type_ || !is_packed_by(bitshuffle_filter)) return false;
  const auto& parameters = filters_.front().parameters;
  if (parameters.size() < 5 || parameters[2] != element_bytes_ || parameters[4] != 2) return false;
  const bool is_u16 = *type_ == StoredType::u16, is_u32 = *type_ == StoredType::u32;
  if (!is_u16 && !is_u32 && *type_ != StoredType::i32) return false;
  StoredChunk stored = stored_chunk({i, 0, 0}, std::move(packed));
  if ((stored.skipped_filters & 1U) != 0) return false;
  packed = undone(std::move(stored), 1);
  const auto give_block = [&](std::span<const std::byte> block) {
    if (is_u16) {
      give<std::uint16_t>(block, sink);
    } else if (is_u32) {
      give<std::uint32_t>(block, sink);
    } else {
      give<std::int32_t>(block, sink);
    }
  };
  if (!decode_bitshuffle_lz4_blocks(packed, element_bytes_, dims_[1] * dims_[2] * element_bytes_, give_block))
    refuse("data that HDF5 filter 32008 can undo to " + std::to_string(chunk_bytes()) + " bytes",
           "damaged data, or a variant that is not supported");
  return true;
}

template <typename Value>
std::optional<Pixels> Hdf5Array::unpacked(std::uint64_t i) const {
  std::vector<Value> values;
  const std::size_t n = dims_[1] * dims_[2];
  const auto append = [&values, n](const PixelPiece& piece) {
    const auto& part = std::get<std::span<const Value>>(piece);
    values.reserve(n);
    values.insert(values.end(), part.begin(), part.end());
  };
  if (Bytes packed; unpack(i, packed, append)) return values;
  if (!is_packed_by(H5Z_FILTER_SHUFFLE)) return std::nullopt;
  StoredChunk stored = stored_chunk({i, 0, 0});
  if ((stored.skipped_filters & 1U) != 0) return std::nullopt;
  const Bytes bytes = undone(std::move(stored), 1);
  values.resize(n);
  const auto to = std::as_writable_bytes(std::span(values));
  if (bytes.size() != to.size()) return std::nullopt;
  unshuffle_into(bytes, element_bytes_, to);
  return values;
}

Pixels Hdf5Array::pixels(std::uint64_t i) const {
  if (!type_) refuse("pixels of 8, 16 or 32 bits, or floating-point ones", "another type");
  assert(i < dims_[0]);
  std::optional<Pixels> pixels;
  if (*type_ == StoredType::u16) pixels = unpacked<std::uint16_t>(i);
  if (*type_ == StoredType::u32) pixels = unpacked<std::uint32_t>(i);
  if (*type_ == StoredType::i32) pixels = unpacked<std::int32_t>(i);
  return pixels ? *std::move(pixels) : decode_pixels(slice(i), *type_, order_);
}

}  // namespace lauelith
