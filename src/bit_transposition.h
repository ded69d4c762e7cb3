// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

namespace lauelith {

/// The order of bits of filter 32008 (Masui et al., Astronomy and Computing 12 (2015) 181): of a block of n
/// elements, n a multiple of 8, bit b of all elements lies in row b, 8·size rows of n/8 bytes.
///
/// Eight rows by eight bytes are an 8 × 8 matrix of bytes, and each of its columns one of bits; both are
/// transposed by exchanges of halves, quarters and eighths (Hacker's Delight, 7-3), four matrices to a
/// vector. The way there is `transpose_bits` of chunk_codecs.h; this is the way back. Bytes that are zero in
/// 256 elements, as the high ones of counts are, cost a glance. Pinned by: Hdf5Codecs.*, BitTransposition.*
/// (tests/src).
void untranspose_bits(std::span<const std::byte> shuffled_bits, std::span<std::byte> block,
                      std::size_t element_bytes);

}  // namespace lauelith
