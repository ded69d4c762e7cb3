// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>

#include "src/header_text.h"
#include "src/image_file.h"

/// What the tests of the image readers share.
namespace lauelith::test {

/// A folder of its own, removed at the end.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lauelith_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Changes a file in place: thousands of damaged copies then cost no new files.
inline void write_byte(const std::filesystem::path& path, std::size_t at, char byte) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

/// Pixels over the whole range of the type, with jumps between the extremes.
template <typename Pixel>
Frame sample_frame(int rows, int cols) {
  std::mt19937 random(7);
  std::vector<Pixel> pixels(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  for (auto& pixel : pixels) {
    const auto bits = random();
    if constexpr (std::is_floating_point_v<Pixel>)
      pixel = static_cast<Pixel>(bits) / 7 - 1e6F;
    else
      pixel = bits % 5 == 0 ? static_cast<Pixel>(random()) : static_cast<Pixel>(bits % 25);
  }
  Frame frame;
  frame.rows = rows;
  frame.cols = cols;
  frame.pixels = std::move(pixels);
  return frame;
}

inline void expect_same_pixels(const Frame& got, const Frame& expected) {
  EXPECT_EQ(got.rows, expected.rows);
  EXPECT_EQ(got.cols, expected.cols);
  EXPECT_EQ(got.pixels.index(), expected.pixels.index());
  EXPECT_TRUE(got.pixels == expected.pixels);
}

/// Whether Debian's Python has the module.
inline bool has_module(const std::string& name) {
  const std::string command = std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR +
                              "/tests/src/image_reference.py have " + name + " > /dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}
inline int run_reference(const std::string& command, const std::filesystem::path& folder) {
  const std::string line = std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR +
                           "/tests/src/image_reference.py " + command + " " + folder.string();
  return std::system(line.c_str());
}

/// The message of the InputError that reading ends in; a failure of the test if it does not.
inline std::string refusal_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  ADD_FAILURE() << "was not refused";
  return "";
}
inline std::string refusal_of(const std::filesystem::path& path) {
  return refusal_of([&path] { read_frame(path); });
}

/// Lets this process grow by no more than this while it lives: an allocation beyond it ends in bad_alloc, and
/// so in a failed test. AddressSanitizer reserves address space of its own, so under it nothing is limited.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::uint64_t more_bytes) {
#if !defined(__SANITIZE_ADDRESS__)
    getrlimit(RLIMIT_AS, &before_);
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit limit = before_;
    limit.rlim_cur = pages * 4096 + more_bytes;
    setrlimit(RLIMIT_AS, &limit);
#else
    (void)more_bytes;
#endif
  }
  ~MemoryLimit() {
#if !defined(__SANITIZE_ADDRESS__)
    setrlimit(RLIMIT_AS, &before_);
#endif
  }

 private:
#if !defined(__SANITIZE_ADDRESS__)
  rlimit before_{};
#endif
};

}  // namespace lauelith::test
