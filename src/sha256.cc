// SPDX-License-Identifier: BSD-3-Clause
#include "src/sha256.h"

#include <algorithm>
#include <cstring>

#include "src/sha256_block.h"

namespace lauelith {
void Sha256::digest_block(const std::uint8_t* block) {
  static const bool by_instructions = has_sha256_instructions();
  by_instructions ? sha256_by_instructions(block, state_) : sha256_by_definition(block, state_);
}

void Sha256::add(const void* data, std::size_t n_bytes) {
  const auto* next = static_cast<const std::uint8_t*>(data);
  n_bytes_ += n_bytes;
  while (n_bytes > 0) {
    if (n_waiting_ == 0 && n_bytes >= waiting_.size()) {
      digest_block(next);
      next += waiting_.size();
      n_bytes -= waiting_.size();
      continue;
    }
    const std::size_t n = std::min(n_bytes, waiting_.size() - n_waiting_);
    std::memcpy(waiting_.data() + n_waiting_, next, n);
    n_waiting_ += n;
    next += n;
    n_bytes -= n;
    if (n_waiting_ < waiting_.size()) return;
    digest_block(waiting_.data());
    n_waiting_ = 0;
  }
}

std::string Sha256::finish() {
  const std::uint64_t n_bits = 8 * n_bytes_;
  const std::size_t n_zeros = (119 - n_bytes_ % 64) % 64;
  std::array<std::uint8_t, 72> tail{0x80};
  for (std::size_t i = 0; i < 8; ++i)
    tail[1 + n_zeros + i] = static_cast<std::uint8_t>(n_bits >> (56 - 8 * i));
  add(tail.data(), n_zeros + 9);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint32_t word : state_) {
    for (int shift = 28; shift >= 0; shift -= 4) text += digits[word >> shift & 15];
  }
  return text;
}

}  // namespace lauelith
