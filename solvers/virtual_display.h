// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/types.h>

namespace lauelith::solvers {

/// A display for ParaView, which aborts the whole process where it finds none: the one that DISPLAY names if
/// it answers, else an Xvfb of our own (no window is ever seen) until this object goes.
class VirtualDisplay {
 public:
  /// UsageError if there is neither.
  VirtualDisplay();
  ~VirtualDisplay();
  VirtualDisplay(const VirtualDisplay&) = delete;
  VirtualDisplay& operator=(const VirtualDisplay&) = delete;

 private:
  pid_t server_ = -1;
};

}  // namespace lauelith::solvers
