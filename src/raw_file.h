// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "src/failure.h"

namespace lauelith {

/// A frame that is not there, as opposed to one that is damaged.
struct MissingFrame : InputError {
  using InputError::InputError;
};

/// A regular file opened for reading; what is in it is not trusted. Reads are bounded by the file's length
/// *before* anything is allocated, and nothing is memory-mapped: a file that is cut meanwhile ends in an
/// InputError, not in a signal. Devices, FIFOs and sockets are refused. Reading is thread-safe.
class RawFile {
 public:
  explicit RawFile(const std::filesystem::path& path);
  RawFile(RawFile&& other) noexcept
      : name_(std::move(other.name_)),
        size_(other.size_),
        descriptor_(std::exchange(other.descriptor_, -1)) {}
  RawFile& operator=(RawFile&&) = delete;
  ~RawFile();

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }

  /// `count` values as they lie in the file (native byte order); InputError if the file does not hold them.
  template <typename Value>
  std::vector<Value> values(std::uint64_t offset, std::uint64_t count) const;
  template <typename Value>
  Value value(std::uint64_t offset) const {
    return values<Value>(offset, 1).front();
  }
  /// Up to `count` bytes: fewer at the end of the file, none beyond it.
  std::string text(std::uint64_t offset, std::uint64_t count) const;

  [[noreturn]] void refuse(const std::string& where, const std::string& expected, const std::string& found,
                           const std::string& advice = "") const;

 private:
  void require_range(std::uint64_t offset, std::uint64_t count, std::uint64_t size_of_value) const;
  void read(std::uint64_t offset, void* into, std::uint64_t n_bytes) const;

  std::string name_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

template <typename Value>
std::vector<Value> RawFile::values(std::uint64_t offset, std::uint64_t count) const {
  static_assert(std::is_trivially_copyable_v<Value>);
  require_range(offset, count, sizeof(Value));
  std::vector<Value> values(count);
  read(offset, values.data(), count * sizeof(Value));
  return values;
}

/// A value out of bytes in memory, any alignment, native byte order. The caller knows that it lies inside.
template <typename Value>
Value value_at(std::string_view bytes, std::size_t offset) {
  Value value;
  std::memcpy(&value, bytes.data() + offset, sizeof(Value));
  return value;
}

/// Writes header and payload beside `path` and renames, so that nothing half-written has the final name.
void write_raw_file(const std::filesystem::path& path, std::string_view header,
                    std::span<const std::byte> payload);

}  // namespace lauelith
