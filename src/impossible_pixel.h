// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

namespace lauelith {

/// 1 for a stored value that cannot be a reading of the pixel, else 0.
template <typename Stored>
unsigned impossible(Stored value) {
  if constexpr (std::is_floating_point_v<Stored>) {
    return std::isfinite(value) ? 0U : 1U;
  } else if constexpr (std::is_signed_v<Stored>) {
    return static_cast<unsigned>(static_cast<std::make_unsigned_t<Stored>>(value) >>
                                 (8 * sizeof(Stored) - 1));
  } else {
    return sizeof(Stored) == 4 && value == std::numeric_limits<Stored>::max() ? 1U : 0U;
  }
}

}  // namespace lauelith
