// SPDX-License-Identifier: BSD-3-Clause
#include "src/raw_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace lauelith {
namespace {

std::string reason_of(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse_to_open(const std::string& name, int error) {
  const Complaint complaint{name, "", "a file that can be read", reason_of(error),
                            "check path and permission"};
  if (error == ENOENT || error == ENOTDIR) throw InputError(complaint);
  throw FileSystemError(complaint);
}

void require_regular(const struct stat& status, const std::string& name) {
  if (!S_ISREG(status.st_mode))
    throw InputError({name, "", "a regular file", "a folder, device, FIFO or socket", "name an image file"});
}

void write_all(int descriptor, const void* bytes, std::size_t n_bytes, const std::string& name) {
  const char* next = static_cast<const char*>(bytes);
  while (n_bytes > 0) {
    const ssize_t n = ::write(descriptor, next, n_bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0)
      throw FileSystemError(
          {name, "", "room to write", reason_of(errno), "check the space left on the disk"});
    next += n;
    n_bytes -= static_cast<std::size_t>(n);
  }
}

/// Closes and, unless it was renamed, removes the file that is being written.
struct Unfinished {
  std::string name;
  int descriptor = -1;
  ~Unfinished() {
    if (descriptor >= 0) ::close(descriptor);
    if (!name.empty()) ::unlink(name.c_str());
  }
};

}  // namespace

RawFile::RawFile(const std::filesystem::path& path) : name_(path.string()) {
  struct stat status {};
  // Looked at before opening: opening a device can already do something.
  if (::stat(name_.c_str(), &status) != 0) refuse_to_open(name_, errno);
  require_regular(status, name_);
  descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) refuse_to_open(name_, errno);
  try {
    if (::fstat(descriptor_, &status) != 0) refuse_to_open(name_, errno);
    require_regular(status, name_);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

RawFile::~RawFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void RawFile::refuse(const std::string& where, const std::string& expected, const std::string& found,
                     const std::string& advice) const {
  throw InputError(
      {name_, where, expected, found,
       advice.empty() ? "check that the file is whole and of the format its name says" : advice});
}

void RawFile::require_range(std::uint64_t offset, std::uint64_t count, std::uint64_t size_of_value) const {
  if (offset <= size_ && count <= (size_ - offset) / size_of_value) return;
  refuse("byte " + std::to_string(offset),
         std::to_string(count) + " values of " + std::to_string(size_of_value) + " bytes",
         "a file of " + std::to_string(size_) + " bytes");
}

void RawFile::read(std::uint64_t offset, void* into, std::uint64_t n_bytes) const {
  char* next = static_cast<char*>(into);
  while (n_bytes > 0) {
    const ssize_t n = ::pread(descriptor_, next, n_bytes, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw FileSystemError({name_, "byte " + std::to_string(offset), "readable data", reason_of(errno), ""});
    if (n == 0)
      refuse("byte " + std::to_string(offset), "more data", "a file that was cut while it was read");
    next += n;
    offset += static_cast<std::uint64_t>(n);
    n_bytes -= static_cast<std::uint64_t>(n);
  }
}

std::string RawFile::text(std::uint64_t offset, std::uint64_t count) const {
  std::string text(offset >= size_ ? 0 : std::min(count, size_ - offset), '\0');
  read(offset, text.data(), text.size());
  return text;
}

void write_raw_file(const std::filesystem::path& path, std::string_view header,
                    std::span<const std::byte> payload) {
  Unfinished part{path.string() + ".part"};
  part.descriptor = ::open(part.name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (part.descriptor < 0) {
    const std::string reason = reason_of(errno);
    part.name.clear();
    throw FileSystemError(
        {path.string(), "", "a file that can be created", reason, "check folder and permission"});
  }
  write_all(part.descriptor, header.data(), header.size(), path.string());
  write_all(part.descriptor, payload.data(), payload.size(), path.string());
  if (::close(std::exchange(part.descriptor, -1)) != 0 || ::rename(part.name.c_str(), path.c_str()) != 0)
    throw FileSystemError(
        {path.string(), "", "a file that can be written", reason_of(errno), "check the disk"});
  part.name.clear();
}

}  // namespace lauelith
