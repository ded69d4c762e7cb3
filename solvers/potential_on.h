// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/lac/sparse_direct.h>
#include <deal.II/lac/sparse_matrix.h>
#include <deal.II/lac/vector.h>

#include "solvers/potential.h"
#include "solvers/potential_space.h"

namespace lauelith::solvers {

using PatchPoints = std::vector<PatchPoint>;
using NodalVector = dealii::Vector<double>;

double value_at(const PatchPoint& point, const Eigen::VectorXd& potential);

/// `Potential` on deal.II: linear problems in potential.cc, laws and errors in potential_laws.cc.
template <int dim>
class PotentialOn : public Potential {
 public:
  explicit PotentialOn(const PotentialProblem& problem);

  Eigen::VectorXd solve(const Eigen::VectorXd& currents,
                        const std::vector<double>& contact_potentials) const override;
  Eigen::MatrixXd responses(int part, int n_parts) const override;
  Eigen::VectorXd means(const Eigen::VectorXd& potential) const override;
  double contact_current(const Eigen::VectorXd& potential, int contact, double phi) const override;
  void sample_at(const std::vector<Point>& points) override;
  std::vector<double> sampled(const Eigen::VectorXd& potential) const override;
  Eigen::VectorXd solve(const std::vector<LawPatch>& laws, const std::function<double(const Point&)>& source,
                        const Eigen::VectorXd& start) const override;
  double current_through(const LawPatch& patch, const Eigen::VectorXd& potential) const override;
  Errors errors(const Eigen::VectorXd& potential, const std::function<double(const Point&)>& exact,
                const std::function<Eigen::Vector3d(const Point&)>& gradient) const override;
  std::size_t n_unknowns() const override { return space_.dofs().n_dofs(); }
  std::size_t n_cells() const override { return space_.dofs().get_triangulation().n_active_cells(); }
  bool joins_electrodes() const override { return space_.joins_electrodes(); }

 private:
  bool floats() const { return problem_.contacts.empty(); }
  void assemble(dealii::SparseMatrix<double>& K, const dealii::AffineConstraints<double>& constraints) const;
  void add_source(const std::function<double(const Point&)>& source,
                  const dealii::AffineConstraints<double>& constraints, NodalVector& load) const;
  NodalVector load_of(const Eigen::VectorXd& currents, const std::vector<double>& phi) const;

  PotentialProblem problem_;
  PotentialSpace<dim> space_;
  dealii::AffineConstraints<double> constraints_;
  dealii::SparsityPattern pattern_;
  std::vector<PatchPoints> patches_, sheets_, contacts_;
  PatchPoints samples_;  ///< without indices where nothing conducts
  dealii::SparseDirectUMFPACK factor_;
};

extern template class PotentialOn<2>;
extern template class PotentialOn<3>;

}  // namespace lauelith::solvers
