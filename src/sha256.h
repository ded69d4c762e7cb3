// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lauelith {

/// SHA-256 of a stream of bytes (FIPS 180-4). Pinned by the standard's example messages in
/// tests/src/file_hash_test.cc.
class Sha256 {
 public:
  void add(const void* data, std::size_t n_bytes);
  void add(std::string_view text) { add(text.data(), text.size()); }
  /// 64 hexadecimal digits; nothing may be added afterwards.
  std::string finish();

 private:
  void digest_block(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> waiting_{};
  std::size_t n_waiting_ = 0;
  std::uint64_t n_bytes_ = 0;
};

}  // namespace lauelith
