// SPDX-License-Identifier: BSD-3-Clause
#include "src/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace lauelith {

void for_each_index(std::size_t n, int n_threads, const std::function<void(std::size_t)>& one) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr first_failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < n; i = next++) one(i);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!first_failure) first_failure = std::current_exception();
      next = n;
    }
  };
  const std::size_t wanted =
      n_threads > 0 ? static_cast<std::size_t>(n_threads) : std::thread::hardware_concurrency();
  const std::size_t n_workers = std::clamp<std::size_t>(std::min(wanted, n), 1, 256);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < n_workers; ++i) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace lauelith
