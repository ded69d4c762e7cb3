// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "solvers/elastic_assembly.h"
#include "solvers/linear_solver.h"

namespace lauelith::solvers {

/// Conjugate gradients in double precision on the operator without a matrix (solvers/cell_operator.h), with
/// one V-cycle of geometric multigrid in single precision as preconditioner. Level l is the body meshed with
/// l steps of refinement only, each cell with the material at its centre; smoother: Chebyshev polynomials of
/// D⁻¹K over the upper part of its spectrum (M. Adams, M. Brezina, J. Hu, R. Tuminaro, J. Comput. Phys. 188
/// (2003) 593–610); on the coarsest mesh a stored factorisation. Works on any number of ranks, the levels
/// being cut among them independently.
/// Valid for materials of moderate contrast: a void of many cells makes it slow, not wrong.
/// Pinned by tests/verification: the same solution as the other solvers; iterations that the mesh does not
/// change.
template <int dim>
std::unique_ptr<LinearSolver> make_multigrid_solver(const ElasticSpace<dim>& space,
                                                    const ElasticAssembly<dim>& assembly,
                                                    const ElasticLaw& law, const NumericsOptions& numerics);

extern template std::unique_ptr<LinearSolver> make_multigrid_solver<2>(const ElasticSpace<2>&,
                                                                       const ElasticAssembly<2>&,
                                                                       const ElasticLaw&,
                                                                       const NumericsOptions&);
extern template std::unique_ptr<LinearSolver> make_multigrid_solver<3>(const ElasticSpace<3>&,
                                                                       const ElasticAssembly<3>&,
                                                                       const ElasticLaw&,
                                                                       const NumericsOptions&);

}  // namespace lauelith::solvers
