// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lauelith {

/// A zlib stream (RFC 1950, 1951) made for shuffled counts and real numbers: bytes that noise leaves no
/// pattern in, and long runs. Every 256 KiB get a Huffman code of their own; of repetitions only runs of one
/// byte are looked for (distance 1; zlib's Z_RLE does the same). Of the byte planes of a noisy frame that
/// makes a sixth of the time of a search for matches, and fewer bytes. Pinned by: RunDeflate.* (decoded by
/// zlib and libdeflate).
std::vector<std::byte> run_deflated(std::span<const std::byte> plain);

}  // namespace lauelith
