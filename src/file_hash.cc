// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_hash.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "src/failure.h"
#include "src/sha256.h"

namespace lauelith {
namespace {

constexpr std::uint64_t sample_bytes = 65536;

void add_part(std::ifstream& stream, std::uint64_t begin, std::uint64_t n_bytes, Sha256& hash) {
  std::array<char, sample_bytes> buffer;
  stream.clear();
  stream.seekg(static_cast<std::streamoff>(begin));
  while (n_bytes > 0 && stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(n_bytes, buffer.size())));
    const auto n = static_cast<std::uint64_t>(stream.gcount());
    hash.add(buffer.data(), n);
    n_bytes -= n;
  }
}

}  // namespace

FileHash hash_of_file(const std::string& path, std::uint64_t whole_below_bytes) {
  std::error_code error;
  FileHash result;
  result.name = path;
  result.n_bytes = std::filesystem::file_size(path, error);
  std::ifstream stream(path, std::ios::binary);
  if (error || !stream) throw FileSystemError({path, "", "a readable file", "none", "check the path"});
  result.of_everything = result.n_bytes <= std::max(whole_below_bytes, 3 * sample_bytes);
  Sha256 hash;
  if (result.of_everything) {
    add_part(stream, 0, result.n_bytes, hash);
  } else {
    for (const std::uint64_t begin : {std::uint64_t{0}, (result.n_bytes - sample_bytes) / 2, result.n_bytes - sample_bytes}) {
      add_part(stream, begin, sample_bytes, hash);
    }
  }
  result.sha256 = hash.finish();
  return result;
}

}  // namespace lauelith
