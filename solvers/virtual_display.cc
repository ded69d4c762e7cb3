// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/virtual_display.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "src/failure.h"

extern char** environ;

namespace lauelith::solvers {
namespace {

constexpr int server_starts_within_ms = 20000;

/// Local displays are tried; of a distant one (host:0) its name is believed.
bool answers(const char* display) {
  if (display == nullptr || *display == '\0') return false;
  if (*display != ':') return true;
  const std::string number = std::string(display + 1).substr(0, std::strcspn(display + 1, "."));
  const std::string path = "/tmp/.X11-unix/X" + number;
  for (const std::size_t abstract : {0u, 1u}) {
    const int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() + 2 > sizeof address.sun_path) return false;
    std::memcpy(address.sun_path + abstract, path.data(), path.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    const bool is_there = connect(s, reinterpret_cast<const sockaddr*>(&address), length) == 0;
    close(s);
    if (is_there) return true;
  }
  return false;
}

/// Xvfb writes the number of the display it took to the pipe; empty: it did not start. -noreset: else it
/// resets when ParaView's first trial connection closes.
std::string start_server(pid_t& server) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], 3);
  for (const int stream : {1, 2}) posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_WRONLY, 0);
  const char* arguments[] = {"Xvfb",      "-displayfd", "3",        "-screen",    "0",   "1280x1024x24",
                             "-nolisten", "tcp",        "-noreset", "+extension", "GLX", nullptr};
  const int failed = posix_spawnp(&server, "Xvfb", &files, nullptr, const_cast<char**>(arguments), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  std::string number;
  pollfd reading{ends[0], POLLIN, 0};
  char c = 0;
  while (failed == 0 && poll(&reading, 1, server_starts_within_ms) == 1 && read(ends[0], &c, 1) == 1 &&
         c != '\n')
    number += c;
  close(ends[0]);
  if (failed != 0) server = -1;
  return number;
}

}  // namespace

VirtualDisplay::VirtualDisplay() {
  if (answers(std::getenv("DISPLAY"))) return;
  const std::string number = start_server(server_);
  if (number.empty()) {
    throw UsageError({"[insitu] picture = true",
                      {},
                      "a display to draw on",
                      "no X server behind DISPLAY, and no Xvfb that starts",
                      "install Debian's xvfb, or set picture = false (the profile needs no display)"});
  }
  setenv("DISPLAY", (":" + number).c_str(), 1);
  setenv("LIBGL_ALWAYS_SOFTWARE", "1", 0);
}

VirtualDisplay::~VirtualDisplay() {
  if (server_ <= 0) return;
  kill(server_, SIGTERM);
  waitpid(server_, nullptr, 0);
}

}  // namespace lauelith::solvers
