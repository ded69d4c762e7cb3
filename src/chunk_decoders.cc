// SPDX-License-Identifier: BSD-3-Clause
#include "src/chunk_decoders.h"

#include <cassert>
#include <cstring>

namespace lauelith {
namespace {

/// Elements from their bytes of each significance, which lie together; a loop that the compiler turns into
/// vector instructions.
template <typename Word>
void unshuffle_words(std::span<const std::byte> stored, std::span<std::byte> elements) {
  const std::size_t n = stored.size() / sizeof(Word);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(stored.data());
  for (std::size_t i = 0; i < n; ++i) {
    Word word = 0;
    for (std::size_t byte = 0; byte < sizeof(Word); ++byte)
      word =
          static_cast<Word>(word | static_cast<Word>(static_cast<Word>(bytes[byte * n + i]) << (8 * byte)));
    std::memcpy(elements.data() + i * sizeof(Word), &word, sizeof(Word));
  }
}

}  // namespace

void unshuffle_into(std::span<const std::byte> stored, std::uint64_t element_bytes,
                    std::span<std::byte> elements) {
  assert(element_bytes > 0 && stored.size() == elements.size());
  if (element_bytes == 2) return unshuffle_words<std::uint16_t>(stored, elements);
  if (element_bytes == 4) return unshuffle_words<std::uint32_t>(stored, elements);
  const std::size_t n = stored.size() / element_bytes;
  for (std::size_t byte = 0; byte < element_bytes; ++byte)
    for (std::size_t i = 0; i < n; ++i) elements[i * element_bytes + byte] = stored[byte * n + i];
}

}  // namespace lauelith
