// SPDX-License-Identifier: BSD-3-Clause
#include "src/study_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "src/failure.h"

namespace lauelith {

void read_study_file(Study& study, const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw UsageError(
        {path, {}, "a study file", std::filesystem::is_directory(status) ? "a folder" : "a device", {}});
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FileSystemError({path, {}, "a readable study file", std::strerror(errno), {}});
  constexpr std::streamsize one_more_than_allowed = (std::streamsize{1} << 20) + 1;
  std::string text(static_cast<std::size_t>(one_more_than_allowed), '\0');
  file.read(text.data(), one_more_than_allowed);
  if (file.bad()) throw FileSystemError({path, {}, "a readable study file", std::strerror(errno), {}});
  text.resize(static_cast<std::size_t>(file.gcount()));
  study.read(text, path);
}

}  // namespace lauelith
