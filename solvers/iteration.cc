// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/iteration.h"

#include <sstream>

namespace lauelith::solvers {
namespace {

std::string text_of(const std::vector<double>& history) {
  std::ostringstream text;
  const std::size_t n = history.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (i >= 3 && i + 5 < n) continue;
    text << (i == 0 ? "" : ", ") << (i + 5 == n && n > 8 ? "..., " : "") << i << ": " << history[i];
  }
  return text.str();
}

}  // namespace

Failure not_converged(const NumericsOptions& numerics, const std::string& solver,
                      const std::vector<double>& relative_residuals) {
  std::ostringstream wanted;
  wanted << "a relative residual of " << numerics.tolerance << " after " << numerics.max_iterations
         << " iterations";
  return {ExitCode::not_converged,
          {"numerics.solver = \"" + solver + "\"",
           {},
           wanted.str(),
           "residuals " + text_of(relative_residuals),
           "raise numerics.max_iterations or use numerics.solver = \"direct\""}};
}

}  // namespace lauelith::solvers
