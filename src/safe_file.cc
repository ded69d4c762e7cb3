// SPDX-License-Identifier: BSD-3-Clause
#include "src/safe_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "src/failure.h"

namespace lauelith {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& step) {
  throw FileSystemError({path, "", step, std::strerror(errno),
                         errno == ENOSPC ? "free some space" : "check the path and its permissions"});
}

void synchronise(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0) fail(path, "to open it");
  const bool failed = ::fsync(descriptor) != 0;
  ::close(descriptor);
  if (failed) fail(path, "to store it on disk");
}

std::string folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

void write_all(int descriptor, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int cause = errno;
      ::close(descriptor);
      errno = cause;
      fail(path, "to write it");
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

std::string part_name(const std::string& path) { return path + ".part"; }

void refuse_existing(const std::string& path, bool may_replace) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    throw FileSystemError({path, "", "a file name", "a folder", "name a file in it"});
  }
  if (std::filesystem::exists(status) && !may_replace) {
    throw UsageError({path, "", "no file of that name yet", "an existing one",
                      "choose another name, or replace it with --force"});
  }
}

void store_so_far(const std::string& path) { synchronise(part_name(path), O_RDONLY); }

void seal(const std::string& path) {
  const std::string part = part_name(path);
  store_so_far(path);
  if (std::rename(part.c_str(), path.c_str()) != 0) fail(path, "to give the finished file its name");
  synchronise(folder_of(path), O_RDONLY | O_DIRECTORY);
}

void write_whole_file(const std::string& path, std::string_view bytes) {
  const std::string part = part_name(path);
  const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(path, "to create it");
  write_all(descriptor, path, bytes);
  if (::close(descriptor) != 0) fail(path, "to write it");
  seal(path);
}

}  // namespace lauelith
