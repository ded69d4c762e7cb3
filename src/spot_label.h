// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "src/picture.h"

namespace lauelith {

/// Miller indices as crystallographers write them: "2 4̄ 6", bars over negative ones.
std::string hkl_text(const Eigen::Vector3i& hkl);

/// Finds room for labels beside points so that no label covers another one or a reserved box.
class LabelPlacer {
 public:
  explicit LabelPlacer(const Box& area) : area_(area) {}

  void reserve(const Box& box) { taken_.push_back(box); }
  /// A free box of this size at `gap` from the point, taken from now on; nothing if all places are occupied.
  std::optional<Box> place(const Place& point, double width, double height, double gap);

 private:
  bool is_free(const Box& box) const;

  Box area_;
  std::vector<Box> taken_;
};

}  // namespace lauelith
