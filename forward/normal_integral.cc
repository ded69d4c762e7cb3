// SPDX-License-Identifier: BSD-3-Clause
#include "forward/normal_integral.h"

#include <cmath>
#include <numbers>

namespace lauelith::forward {

NormalIntegral::NormalIntegral() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const double z = static_cast<double>(i) / steps - reach;
    nodes_[i].value = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    nodes_[i].slope = std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2 / steps;
  }
}

const NormalIntegral& normal_integral() {
  static const NormalIntegral table;
  return table;
}

}  // namespace lauelith::forward
