// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_problem.h"

#include <algorithm>

namespace lauelith::solvers {

double Opening::measure(int dimension) const {
  return dimension == 2 ? 2.0 * half_length : models::area_of(facets);
}

Opening opening_of(std::vector<models::Facet> facets, const Point& normal, double band_width) {
  Opening opening;
  opening.centre = models::centre_of(facets);
  opening.normal = normal;
  opening.band_width = band_width;
  for (const models::Facet& facet : facets) {
    for (const Point& corner : facet)
      opening.half_length = std::max(opening.half_length, (corner - opening.centre).norm());
  }
  opening.facets = std::move(facets);
  return opening;
}

}  // namespace lauelith::solvers
