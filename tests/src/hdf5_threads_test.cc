// SPDX-License-Identifier: BSD-3-Clause
// Everybody writes and reads files of their own at the same time, as the parts of a scan are.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

void write_and_read(const std::string& path, double number) {
  const std::vector<double> numbers(300, number);
  {
    Hdf5Writer writer(path);
    writer.group("/entry", "NXentry");
    for (int k = 0; k < 8; ++k) {
      const std::string place = "/entry/numbers" + std::to_string(k);
      writer.dataset(place, {"1", "numbers"}, numbers, {numbers.size()});
      writer.dataset(place + "i", {"1", "flags"}, std::vector<std::uint8_t>(300, 1), {300});
      writer.text(place + "t", {"", "a text"}, "text");
      writer.texts(place + "s", {"", "texts"}, {"one", "two"});
    }
    writer.finish();
  }
  const Hdf5Reader reader(path);
  for (int k = 0; k < 8; ++k) {
    const std::string place = "/entry/numbers" + std::to_string(k);
    ASSERT_EQ(reader.numbers(place).values, numbers);
    ASSERT_EQ(reader.text(place + "t"), "text");
  }
}

TEST(Hdf5Threads, FilesOfManyThreadsAtOnce) {
  const TemporaryFolder folder;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&folder, t] {
      for (int i = 0; i < 60; ++i)
        write_and_read(folder.path("t" + std::to_string(t) + ".h5"), 100.0 * t + i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace lauelith
