// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "src/chunk_codecs.h"

namespace lauelith {

/// How frames are packed in a scan. `deflate`: shuffle, deflate, Fletcher32: read by every HDF5 build.
/// `bitshuffle`: bitshuffle with LZ4 (filter 32008), faster still, for which other readers need a plug-in.
enum class ChunkPacking { none, deflate, bitshuffle };

/// The bytes of one chunk as the HDF5 filters would have stored them; made without the library, hence in
/// several threads at once. Pinned by: ChunkEncoders.* (our own decoders, h5py).
Bytes encoded_chunk(std::span<const std::byte> plain, std::uint64_t element_bytes, ChunkPacking packing);

inline constexpr unsigned chunk_deflate_level = 4;  ///< said in the file; run_deflate.h makes the bytes
inline constexpr int bitshuffle_filter = 32008;

}  // namespace lauelith
