// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

#include "src/crystal.h"

namespace lauelith {

/// One of the eleven Laue classes with the numbers that orientation-map formats give it: HKL Channel text
/// (.ctf) counts them 1 to 11, OIM text (.ang) writes a short form of the point group. Numbers as read in the
/// public sources of orix and MTEX. Pinned by LaueClass.* (tests/src/orientation_text_test.cc).
struct LaueClass {
  std::string_view symbol;  ///< "m-3m"
  int n_operations;         ///< inversion included
  int highest_fold;         ///< of a proper rotation
  int ctf_number;
  int ang_number;
};

/// From the operations alone: their number and the highest fold among them tell every class.
const LaueClass& laue_class_of(const Crystal& crystal);

}  // namespace lauelith
