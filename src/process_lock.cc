// SPDX-License-Identifier: BSD-3-Clause
#include "src/process_lock.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "src/failure.h"

namespace lauelith {
namespace {

struct Holder {
  std::string host;
  long process = 0;
  std::string start;  ///< of the process, in clock ticks since the machine started
  std::string boot;   ///< identity of this start of the machine
};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// Field 22 of /proc/PID/stat, counted after the command's closing bracket; empty where there is no /proc.
std::string start_of_process(long process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto bracket = text.rfind(')');
  if (bracket == std::string::npos) return "";
  std::istringstream rest(text.substr(bracket + 1));
  std::string word;
  for (int field = 3; field <= 22 && rest >> word; ++field) {
  }
  return word;
}

std::string boot_identity() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string word;
  file >> word;
  return word;
}

Holder myself() {
  const long process = ::getpid();
  return {host_name(), process, start_of_process(process), boot_identity()};
}

std::string text_of(const Holder& holder) {
  const auto or_dash = [](const std::string& word) { return word.empty() ? std::string("-") : word; };
  return holder.host + " " + std::to_string(holder.process) + " " + or_dash(holder.start) + " " +
         or_dash(holder.boot) + "\n";
}

Holder holder_of(const std::string& path) {
  Holder holder;
  std::ifstream file(path);
  file >> holder.host >> holder.process >> holder.start >> holder.boot;
  return holder;
}

bool runs(const Holder& holder) {
  if (holder.process <= 0) return false;  // cut while it was written: its process has ended
  if (holder.boot != "-" && holder.boot != boot_identity()) return false;
  if (::kill(static_cast<pid_t>(holder.process), 0) != 0 && errno == ESRCH) return false;
  const std::string start = start_of_process(holder.process);
  return holder.start == "-" || start.empty() || start == holder.start;
}

bool created(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    if (errno == EEXIST) return false;
    throw FileSystemError({path, "", "to create it", std::strerror(errno), "check the folder's permission"});
  }
  const std::string text = text_of(myself());
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  if (!written) throw FileSystemError({path, "", "to write it", std::strerror(errno), "free some space"});
  return true;
}

}  // namespace

void take_process_lock(const std::string& path, bool over_hosts) {
  for (int tries = 0; tries < 3; ++tries) {
    if (created(path)) return;
    const Holder holder = holder_of(path);
    const bool elsewhere = !holder.host.empty() && holder.host != host_name();
    if (elsewhere && !over_hosts) {
      throw FileSystemError({path, "", "an output that no one else writes", "a lock of host " + holder.host,
                             "if nothing runs there any more, start again with --force"});
    }
    if (!elsewhere && runs(holder)) {
      throw FileSystemError({path, "", "an output that no one else writes",
                             "process " + std::to_string(holder.process) + " at it", "wait for its end"});
    }
    ::unlink(path.c_str());
  }
  throw FileSystemError({path, "", "a lock", "others that take it again and again", ""});
}

}  // namespace lauelith
