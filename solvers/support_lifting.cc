// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_space.h"

namespace lauelith::solvers {

template <int dim>
Vector support_lifting(const ElasticSpace<dim>& space) {
  Vector own(space.owned(), space.communicator());
  space.displaced_constraints().distribute(own);
  Vector all(space.owned(), space.relevant(), space.communicator());
  all = own;
  return all;
}

template Vector support_lifting<2>(const ElasticSpace<2>&);
template Vector support_lifting<3>(const ElasticSpace<3>&);

}  // namespace lauelith::solvers
