// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith {

/// Catches SIGINT, SIGTERM and SIGUSR2 (batch systems) while it lives, so that long work can end in order:
/// who works asks `requested` between frames. A second SIGINT ends the program at once with exit code 75.
/// SIGUSR1 asks for a line about the state of the work. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  static bool requested();
  /// Whether SIGUSR1 came since the last call.
  static bool status_wanted();
};

}  // namespace lauelith
