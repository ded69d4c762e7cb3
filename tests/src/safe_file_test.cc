// SPDX-License-Identifier: BSD-3-Clause
#include "src/safe_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "src/failure.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(SafeFile, AFinishedFileAppearsAtOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.path("out.txt");
  write_whole_file(path, "abc");
  EXPECT_EQ(bytes_of(path), "abc");
  EXPECT_FALSE(std::filesystem::exists(part_name(path)));
  write_whole_file(path, "other");
  EXPECT_EQ(bytes_of(path), "other");
}

TEST(SafeFile, WhatGrowsHasItsPartNameUntilItIsSealed) {
  const TemporaryFolder folder;
  const std::string path = folder.path("out.txt");
  std::ofstream growing(part_name(path));
  growing << "ab" << std::flush;
  store_so_far(path);
  EXPECT_FALSE(std::filesystem::exists(path));
  growing << "c" << std::flush;
  seal(path);
  EXPECT_EQ(bytes_of(path), "abc");
  EXPECT_THROW(store_so_far(path), FileSystemError);
}

TEST(SafeFile, ExistingOutputIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.path("out.txt");
  EXPECT_NO_THROW(refuse_existing(path, false));
  std::ofstream(path) << "x";
  EXPECT_THROW(refuse_existing(path, false), UsageError);
  EXPECT_NO_THROW(refuse_existing(path, true));
  EXPECT_THROW(refuse_existing(folder.path("."), true), FileSystemError);
}

TEST(SafeFile, TheSystemSaysWhyNot) {
  const TemporaryFolder folder;
  try {
    write_whole_file(folder.path("none/out.txt"), "abc");
    FAIL();
  } catch (const FileSystemError& error) {
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos) << error.what();
  }
}

// A device that is always full stands for a full disk.
TEST(SafeFile, AFullDiskIsSaid) {
  const TemporaryFolder folder;
  const std::string path = folder.path("out.txt");
  std::filesystem::create_symlink("/dev/full", part_name(path));
  try {
    write_whole_file(path, "abc");
    FAIL();
  } catch (const FileSystemError& error) {
    EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace lauelith
