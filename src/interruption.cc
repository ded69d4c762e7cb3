// SPDX-License-Identifier: BSD-3-Clause
#include "src/interruption.h"

#include <unistd.h>

#include <array>
#include <cassert>
#include <csignal>

#include "src/failure.h"

namespace lauelith {
namespace {

// A signal handler can only talk through such variables.
volatile std::sig_atomic_t is_requested = 0;
volatile std::sig_atomic_t is_status_wanted = 0;
volatile std::sig_atomic_t is_installed = 0;

constexpr std::array ending{SIGINT, SIGTERM, SIGUSR2};

void end_in_order(int signal) {
  if (signal == SIGINT && is_requested != 0) ::_exit(static_cast<int>(ExitCode::interrupted));
  is_requested = 1;
}

void say_status(int) { is_status_wanted = 1; }

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
  assert(is_installed == 0);
  is_installed = 1;
  is_requested = 0;
  for (const int signal : ending) handle(signal, end_in_order);
  handle(SIGUSR1, say_status);
}

Interruption::~Interruption() {
  for (const int signal : ending) std::signal(signal, SIG_DFL);
  std::signal(SIGUSR1, SIG_DFL);
  is_installed = 0;
}

bool Interruption::requested() { return is_requested != 0; }

bool Interruption::status_wanted() {
  const bool wanted = is_status_wanted != 0;
  is_status_wanted = 0;
  return wanted;
}

}  // namespace lauelith
