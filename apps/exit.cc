// SPDX-License-Identifier: BSD-3-Clause
#include "apps/exit.h"

#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>
#include <stdexcept>
#include <system_error>

#include "src/failure.h"

namespace lauelith {
namespace {

int report(ExitCode code, std::string message) {
  for (char& character : message) {
    if (character == '\n' || character == '\r')
      character = ' ';  // the error is one line, whatever a file name holds
  }
  std::cout.flush();
  std::cerr << "lauelith: error: " << message << std::endl;
  return static_cast<int>(code);
}

/// Whoever pipes us into `head` has seen enough: no error.
bool reader_has_left() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

}  // namespace

int exit_code_of(const std::function<void()>& program) {
  try {
    program();
    std::cout.flush();
    if (!std::cout && !reader_has_left()) return report(ExitCode::io, "standard output: cannot be written");
    return static_cast<int>(ExitCode::done);
  } catch (const Failure& failure) {
    return report(failure.code(), failure.what());
  } catch (const CLI::Error& error) {
    return report(ExitCode::usage, error.what());
  } catch (const std::bad_alloc&) {
    return report(ExitCode::limit, "out of memory: use fewer threads (-j) or smaller input");
  } catch (const std::length_error& error) {
    return report(ExitCode::limit, std::string("a size beyond what can be held: ") + error.what());
  } catch (const std::system_error& error) {
    return report(ExitCode::io, error.what());
  } catch (const std::exception& error) {
    return report(ExitCode::input, std::string("internal error, please report: ") + error.what());
  } catch (...) {
    return report(ExitCode::input,
                  "internal error, please report: something that is no exception was thrown");
  }
}

}  // namespace lauelith
