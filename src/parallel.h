// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>

namespace lauelith {

/// Calls `one` for 0 … n−1 on `n_threads` threads (0: all cores), each index once, in no fixed order. The
/// first exception ends the work and is thrown again here.
void for_each_index(std::size_t n, int n_threads, const std::function<void(std::size_t)>& one);

}  // namespace lauelith
