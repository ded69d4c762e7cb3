// SPDX-License-Identifier: BSD-3-Clause
#include "src/laue_class.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cassert>

#include "src/crystal_symmetry.h"

namespace lauelith {
namespace {

constexpr std::array<LaueClass, 11> classes{{{"-1", 2, 1, 1, 1},
                                             {"2/m", 4, 2, 2, 2},
                                             {"mmm", 8, 2, 3, 22},
                                             {"4/m", 8, 4, 4, 4},
                                             {"4/mmm", 16, 4, 5, 42},
                                             {"-3", 6, 3, 6, 3},
                                             {"-3m", 12, 3, 7, 32},
                                             {"6/m", 12, 6, 8, 6},
                                             {"6/mmm", 24, 6, 9, 62},
                                             {"m-3", 24, 3, 10, 23},
                                             {"m-3m", 48, 4, 11, 43}}};

/// Smallest n with Wⁿ = 1.
int order_of(const Eigen::Matrix3i& W) {
  Eigen::Matrix3i power = W;
  int n = 1;
  while (power != Eigen::Matrix3i::Identity()) {
    power = power * W;
    ++n;
  }
  return n;
}

}  // namespace

const LaueClass& laue_class_of(const Crystal& crystal) {
  const auto group = laue_group(crystal);
  int fold = 1;
  for (const Eigen::Matrix3i& W : group) {
    const bool is_proper = W.row(0).cross(W.row(1)).dot(W.row(2)) > 0;
    if (is_proper) fold = std::max(fold, order_of(W));
  }
  const auto found = std::find_if(classes.begin(), classes.end(), [&](const LaueClass& one) {
    return one.n_operations == static_cast<int>(group.size()) && one.highest_fold == fold;
  });
  assert(found != classes.end());
  return *found;
}

}  // namespace lauelith
