// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_problem.h"

#include "src/constants.h"

namespace lauelith::solvers {

double Opening::measure(int dimension) const {
  return dimension == 2 ? 2.0 * half_length : constants::pi * half_length * half_length;
}

}  // namespace lauelith::solvers
