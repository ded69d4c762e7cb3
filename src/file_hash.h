// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

namespace lauelith {

/// What tells an input apart without its time stamps, so that data may be moved between machines.
struct FileHash {
  std::string name;
  std::uint64_t n_bytes = 0;
  std::string sha256;        ///< 64 hexadecimal digits
  bool of_everything = true; ///< false: of 64 KiB each at the head, the middle and the tail
};

/// Of every byte when the file is not larger than `whole_below_bytes`, else of three samples.
/// FileSystemError when it cannot be read. Pinned by tests/src/file_hash_test.cc.
FileHash hash_of_file(const std::string& path, std::uint64_t whole_below_bytes = std::uint64_t{64} << 20);

}  // namespace lauelith
