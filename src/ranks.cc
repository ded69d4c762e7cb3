// SPDX-License-Identifier: BSD-3-Clause
#include "src/ranks.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace lauelith {
namespace {

std::optional<int> number_of(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  int value = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

struct Names {
  const char* rank;
  const char* n;
  const char* n_here;
};

}  // namespace

Ranks ranks_of_launcher() {
  for (const Names& names :
       {Names{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"},
        Names{"PMI_RANK", "PMI_SIZE", "MPI_LOCALNRANKS"},
        Names{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_STEP_TASKS_PER_NODE"}}) {
    const auto rank = number_of(names.rank);
    const auto n = number_of(names.n);
    if (!rank || !n || *n < 1 || *rank < 0 || *rank >= *n) continue;
    return {*rank, *n, number_of(names.n_here).value_or(*n)};
  }
  return {};
}

}  // namespace lauelith
