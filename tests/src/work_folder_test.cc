// SPDX-License-Identifier: BSD-3-Clause
// What a killed run leaves, and what continuing it may trust.
#include "src/work_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "src/failure.h"
#include "src/process_lock.h"
#include "src/safe_file.h"
#include "src/work_journal.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

void seal_part(WorkFolder& work, std::size_t part, const std::string& bytes) {
  write_whole_file(work.part_path(part), bytes);
  work.note_sealed(part, 256 * part, 256);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "";
}

TEST(WorkFolder, SealedPartsAreFoundAgain) {
  const TemporaryFolder folder;
  const std::string output = folder.path("maps.h5");
  {
    WorkFolder work(output, "a = 1\n", WorkStart::fresh);
    seal_part(work, 0, "zero");
    seal_part(work, 2, "two");
  }
  WorkFolder work(output, "a = 1\n", WorkStart::resumed);
  EXPECT_EQ(work.sealed_parts(4), (std::vector<std::uint8_t>{1, 0, 1, 0}));
  work.remove();
  EXPECT_FALSE(std::filesystem::exists(output + ".work"));
}

TEST(WorkFolder, PartsThatChangedOrWentAreNotTrusted) {
  const TemporaryFolder folder;
  const std::string output = folder.path("maps.h5");
  {
    WorkFolder work(output, "a = 1\n", WorkStart::fresh);
    for (std::size_t part = 0; part < 3; ++part) seal_part(work, part, "as it was");
    std::ofstream(work.part_path(0)) << "as it wes";
    std::filesystem::remove(work.part_path(1));
  }
  const WorkFolder work(output, "a = 1\n", WorkStart::resumed);
  EXPECT_EQ(work.sealed_parts(3), (std::vector<std::uint8_t>{0, 0, 1}));
}

TEST(WorkFolder, AnotherRunIsRefusedWithWhatDiffers) {
  const TemporaryFolder folder;
  const std::string output = folder.path("maps.h5");
  { WorkFolder work(output, "a = 1\nb = 2\n", WorkStart::fresh); }
  const std::string fresh = message_of([&] { WorkFolder(output, "a = 1\nb = 2\n", WorkStart::fresh); });
  EXPECT_NE(fresh.find("--resume"), std::string::npos) << fresh;
  const std::string other = message_of([&] { WorkFolder(output, "a = 1\nb = 3\n", WorkStart::resumed); });
  EXPECT_NE(other.find("was b = 2, is b = 3"), std::string::npos) << other;
  { WorkFolder work(output, "a = 1\nb = 2\n", WorkStart::resumed); }  // the refusal left it as it was
  WorkFolder replaced(output, "a = 1\nb = 3\n", WorkStart::replaced);
  EXPECT_EQ(replaced.sealed_parts(1), std::vector<std::uint8_t>{0});
}

TEST(WorkFolder, OneProcessAtATime) {
  const TemporaryFolder folder;
  const std::string output = folder.path("maps.h5");
  const WorkFolder work(output, "a = 1\n", WorkStart::fresh);
  const std::string second = message_of([&] { WorkFolder(output, "a = 1\n", WorkStart::resumed); });
  EXPECT_NE(second.find("process"), std::string::npos) << second;
}

TEST(WorkFolder, LocksOfTheDeadAreTakenOver) {
  const TemporaryFolder folder;
  const std::string lock = folder.path("lock");
  char host[256] = {};
  ASSERT_EQ(gethostname(host, sizeof host - 1), 0);
  std::ofstream(lock) << host << " 999999999 1 -\n";
  EXPECT_NO_THROW(take_process_lock(lock, false));
  std::ofstream(lock) << "elsewhere 1 1 -\n";
  EXPECT_THROW(take_process_lock(lock, false), FileSystemError);
  EXPECT_NO_THROW(take_process_lock(lock, true));
  std::ofstream(lock, std::ios::trunc) << "";  // killed between creating and writing it
  EXPECT_NO_THROW(take_process_lock(lock, false));
}

TEST(WorkFolder, OtherRanksJoinAndHearOfFailures) {
  const TemporaryFolder folder;
  const std::string output = folder.path("maps.h5");
  WorkFolder first(output, "a = 1\n", WorkStart::fresh, {0, 2, 2});
  WorkFolder second(output, "a = 1\n", WorkStart::fresh, {1, 2, 2});
  seal_part(second, 1, "of the second");
  EXPECT_EQ(first.sealed_parts(2), (std::vector<std::uint8_t>{0, 1}));
  EXPECT_NO_THROW(first.throw_failure_of_others());
  second.note_failure("disk full");
  const std::string heard = message_of([&] { first.throw_failure_of_others(); });
  EXPECT_NE(heard.find("rank 1: disk full"), std::string::npos) << heard;
}

/// Cut or flipped anywhere, the journal gives the records before the damage and nothing else.
TEST(WorkJournal, DamageEndsIt) {
  const TemporaryFolder folder;
  const std::string path = folder.path("journal");
  for (std::uint32_t part = 0; part < 3; ++part) append_to_journal(path, {part, 256 * part, 256, 77, {}});
  ASSERT_EQ(read_journal(path).size(), 3u);
  EXPECT_EQ(read_journal(path)[2].first, 512u);
  EXPECT_EQ(read_journal(path)[2].run, 77u);
  std::ifstream file(path, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_EQ(whole.size(), 192u);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, n);
    EXPECT_EQ(read_journal(path).size(), n / 64) << n;
    std::string flipped = whole;
    flipped[n] = static_cast<char>(flipped[n] ^ 0x10);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << flipped;
    EXPECT_EQ(read_journal(path).size(), n / 64) << n;
  }
}

}  // namespace
}  // namespace lauelith
