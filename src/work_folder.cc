// SPDX-License-Identifier: BSD-3-Clause
#include "src/work_folder.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "src/failure.h"
#include "src/file_hash.h"
#include "src/process_lock.h"
#include "src/safe_file.h"
#include "src/sha256.h"
#include "src/work_journal.h"

namespace fs = std::filesystem;

namespace lauelith {
namespace {

constexpr std::uint64_t everything = ~std::uint64_t{0};

std::string whole_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::uint64_t hex_number(const std::string& digits) { return std::stoull(digits.substr(0, 16), nullptr, 16); }

std::array<std::uint8_t, 20> short_hash(const std::string& path) {
  const std::string digits = hash_of_file(path, everything).sha256;
  std::array<std::uint8_t, 20> hash{};
  for (std::size_t i = 0; i < hash.size(); ++i)
    hash[i] = static_cast<std::uint8_t>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
  return hash;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// "was: …; now: …" for the first lines that differ.
std::string differences(const std::string& before, const std::string& now) {
  const auto a = lines_of(before);
  const auto b = lines_of(now);
  std::string text;
  int n = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) && n < 5; ++i) {
    const std::string was = i < a.size() ? a[i] : "nothing";
    const std::string is = i < b.size() ? b[i] : "nothing";
    if (was == is) continue;
    text += (n++ > 0 ? "; " : "") + std::string("was ") + was + ", is " + is;
  }
  return text;
}

}  // namespace

WorkFolder::WorkFolder(const std::string& output, const std::string& run_text, WorkStart start,
                       const Ranks& ranks)
    : output_(output), path_(output + ".work"), ranks_(ranks) {
  Sha256 hash;
  hash.add(run_text);
  run_ = hex_number(hash.finish());
  if (ranks_.rank == 0)
    begin(run_text, start);
  else
    join(run_text);
}

WorkFolder::~WorkFolder() {
  std::error_code error;
  if (ranks_.rank == 0) fs::remove(path_ + "/lock", error);
}

void WorkFolder::begin(const std::string& run_text, WorkStart start) {
  std::error_code error;
  const std::string run_path = path_ + "/run.txt";
  if (fs::exists(path_) && start == WorkStart::fresh) {
    throw UsageError({path_, "", "no unfinished work on this output", "a folder of an interrupted run",
                      "continue it with --resume, or start again with --force"});
  }
  fs::create_directories(path_, error);
  if (error) throw FileSystemError({path_, "", "a folder for unfinished work", error.message(), ""});
  take_process_lock(path_ + "/lock", start == WorkStart::replaced);
  if (start == WorkStart::replaced || !fs::exists(run_path)) {
    for (const auto& entry : fs::directory_iterator(path_)) {
      if (entry.path().filename() != "lock") fs::remove_all(entry.path(), error);
    }
    write_whole_file(run_path, run_text);
    return;
  }
  fs::remove(path_ + "/failure", error);
  const std::string before = whole_text(run_path);
  if (before == run_text) return;
  fs::remove(path_ + "/lock", error);
  throw UsageError({path_, "", "the run that was interrupted", differences(before, run_text),
                    "repeat it as it was, choose another -o, or start again with --force"});
}

/// Rank 0 may be a little later.
void WorkFolder::join(const std::string& run_text) const {
  using namespace std::chrono_literals;
  for (int tries = 0; tries < 600; ++tries) {
    if (fs::exists(path_ + "/lock") && whole_text(path_ + "/run.txt") == run_text) return;
    std::this_thread::sleep_for(100ms);
  }
  throw FileSystemError({path_, "", "the folder that rank 0 makes", "none of the same run after 60 s",
                         "all ranks must see the same file system"});
}

std::string WorkFolder::part_path(std::size_t part) const {
  std::string digits = std::to_string(part);
  digits.insert(0, 6 - std::min<std::size_t>(6, digits.size()), '0');
  return path_ + "/part_" + digits + ".h5";
}

void WorkFolder::note_sealed(std::size_t part, std::size_t first, std::size_t n) {
  const auto sha256 = short_hash(part_path(part));
  const std::lock_guard lock(mutex_);
  append_to_journal(path_ + "/journal", {static_cast<std::uint32_t>(part), static_cast<std::uint32_t>(first),
                                         static_cast<std::uint32_t>(n), run_, sha256});
  checked_.resize(std::max(checked_.size(), part + 1), 0);
  checked_[part] = 1;
}

bool WorkFolder::is_intact(std::size_t part, const std::array<std::uint8_t, 20>& sha256) const {
  if (checked_[part] != 0) return true;
  try {
    checked_[part] = short_hash(part_path(part)) == sha256 ? 1 : 0;
  } catch (const FileSystemError&) {
    return false;
  }
  return checked_[part] != 0;
}

std::vector<std::uint8_t> WorkFolder::sealed_parts(std::size_t n_parts) const {
  const std::lock_guard lock(mutex_);
  checked_.resize(std::max(checked_.size(), n_parts), 0);
  std::vector<std::uint8_t> sealed(n_parts, 0);
  for (const JournalRecord& record : read_journal(path_ + "/journal")) {
    if (record.run == run_ && record.part < n_parts && is_intact(record.part, record.sha256))
      sealed[record.part] = 1;
  }
  return sealed;
}

void WorkFolder::note_failure(const std::string& message) const {
  try {
    write_whole_file(path_ + "/failure", "rank " + std::to_string(ranks_.rank) + ": " + message);
  } catch (const Failure&) {  // the disk that failed us may fail this too; the launcher ends the others then
  }
}

void WorkFolder::throw_failure_of_others() const {
  if (!fs::exists(path_ + "/failure")) return;
  throw FileSystemError({path_, "", "every rank to finish", whole_text(path_ + "/failure"), ""});
}

void WorkFolder::remove_if_nothing_is_sealed() {
  if (ranks_.rank == 0 && ranks_.n == 1 && read_journal(path_ + "/journal").empty()) remove();
}

void WorkFolder::remove() {
  std::error_code error;
  fs::remove_all(path_, error);
}

}  // namespace lauelith
