// SPDX-License-Identifier: BSD-3-Clause
#include "src/work_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "src/failure.h"

namespace lauelith {
namespace {

constexpr std::size_t record_bytes = 64;
constexpr std::size_t crc_at = 60;
constexpr std::uint32_t magic = 0x4a45554c;  // "LUEJ"
constexpr std::uint32_t version_and_kind = 1;
using Bytes64 = std::array<std::uint8_t, record_bytes>;

std::uint32_t crc32c(const std::uint8_t* bytes, std::size_t n) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes, n);
  return static_cast<std::uint32_t>(crc.checksum());
}

void put(Bytes64& bytes, std::size_t at, std::uint64_t value, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(const Bytes64& bytes, std::size_t at, std::size_t n) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < n; ++i) value |= std::uint64_t{bytes[at + i]} << (8 * i);
  return value;
}

Bytes64 packed(const JournalRecord& record) {
  Bytes64 bytes{};
  put(bytes, 0, magic, 4);
  put(bytes, 4, version_and_kind, 4);
  put(bytes, 8, record.part, 4);
  put(bytes, 12, record.first, 4);
  put(bytes, 16, record.n, 4);
  put(bytes, 20, record.run, 8);
  std::memcpy(bytes.data() + 28, record.sha256.data(), record.sha256.size());
  put(bytes, crc_at, crc32c(bytes.data(), crc_at), 4);
  return bytes;
}

JournalRecord unpacked(const Bytes64& bytes) {
  JournalRecord record;
  record.part = static_cast<std::uint32_t>(get(bytes, 8, 4));
  record.first = static_cast<std::uint32_t>(get(bytes, 12, 4));
  record.n = static_cast<std::uint32_t>(get(bytes, 16, 4));
  record.run = get(bytes, 20, 8);
  std::memcpy(record.sha256.data(), bytes.data() + 28, record.sha256.size());
  return record;
}

bool is_sound(const Bytes64& bytes) {
  return get(bytes, 0, 4) == magic && get(bytes, 4, 4) == version_and_kind &&
         get(bytes, crc_at, 4) == crc32c(bytes.data(), crc_at);
}

}  // namespace

void append_to_journal(const std::string& path, const JournalRecord& record) {
  const Bytes64 bytes = packed(record);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const bool written =
      file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  const bool stored = written && ::fdatasync(file) == 0;
  const int cause = errno;
  if (file >= 0) ::close(file);
  if (!stored) {
    throw FileSystemError({path, "", "to note what is done", std::strerror(cause),
                           cause == ENOSPC ? "free some space and --resume" : "check its permission"});
  }
}

std::vector<JournalRecord> read_journal(const std::string& path) {
  std::vector<JournalRecord> records;
  std::ifstream file(path, std::ios::binary);
  Bytes64 bytes;
  while (file.read(reinterpret_cast<char*>(bytes.data()), record_bytes) && is_sound(bytes))
    records.push_back(unpacked(bytes));
  return records;
}

}  // namespace lauelith
