// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// Where currents enter and means are taken: a straight piece of line in the plane, flat facets in space.
struct PotentialPatch {
  Point start = Point::Zero();
  Point end = Point::Zero();
  std::vector<models::Facet> facets;  ///< in space only
  /// Length (m) or area (m²).
  double measure() const { return facets.empty() ? (end - start).norm() : models::area_of(facets); }
};

/// A patch that carries current along itself: ∫ κ ∂_s φ · ∂_s w.
struct ConductingPatch {
  PotentialPatch patch;
  double conductance_S = 0.0;  ///< κ
};

/// A patch through which current leaves to something at a potential of its own: ∫ g (φ − Φ_c) w.
struct ContactPatch {
  PotentialPatch patch;
  double conductance_S_m2 = 0.0;  ///< g
  int contact = 0;                ///< which Φ
};

/// −div(σ ∇φ) = q in a body, nothing through its outside but at contacts, and currents that enter on patches.
/// Patches lie anywhere: they are integrated exactly, piece by piece through the cells they cross, and add no
/// unknowns. In the plane everything is per unit depth.
struct PotentialProblem {
  int dimension = 2;
  MeshPlan mesh;
  int degree = 1;
  std::function<Eigen::Matrix3d(const Point&, int material)> conductivity_S_m;
  std::vector<PotentialPatch> patches;  ///< on which currents enter and means are taken
  std::vector<ConductingPatch> sheets;
  std::vector<ContactPatch> contacts;
  /// Without contacts: patches through which what enters goes out again, evenly (numbers of `patches`).
  std::vector<int> balancing;
  double memory_limit_GB = 0.0;  ///< of the factorisation in space; 0: what the machine has free
};

/// Current density that leaves through a patch at a point, and its derivative by the potential there.
using PatchLaw = std::function<std::pair<double, double>(const Point& x, double potential)>;

/// The problem assembled and factorised once (UMFPACK), then solved as often as wanted; on every rank alone.
/// Cells of material −1 do not conduct. Pinned by Potential.* (tests/verification/potential_test.cc).
class Potential {
 public:
  virtual ~Potential() = default;

  /// Nodal potential of currents (A, plane: per unit depth) entering evenly on the patches, and of Φ of the
  /// contacts.
  virtual Eigen::VectorXd solve(const Eigen::VectorXd& currents,
                                const std::vector<double>& contact_potentials) const = 0;
  /// Column k: means on all patches of a unit current entering on patch k, contacts grounded. Of several
  /// parts that share the work every one has its columns (k modulo n_parts) and zeros elsewhere.
  virtual Eigen::MatrixXd responses(int part, int n_parts) const = 0;
  Eigen::MatrixXd responses() const { return responses(0, 1); }
  virtual Eigen::VectorXd means(const Eigen::VectorXd& potential) const = 0;
  /// Current that leaves through a contact, A (plane: per unit depth).
  virtual double contact_current(const Eigen::VectorXd& potential, int contact, double phi) const = 0;
  /// Where `sampled` takes its values: from the conducting cell there, else the nearest one.
  virtual void sample_at(const std::vector<Point>& points) = 0;
  virtual std::vector<double> sampled(const Eigen::VectorXd& potential) const = 0;

  /// Newton's iteration for currents that leave through patches by a law of the potential, with a source q
  /// (A/m³, may be empty) in the volume and no balancing. The matrix is assembled anew.
  /// Failure(not_converged).
  struct LawPatch {
    PotentialPatch patch;
    PatchLaw law;
  };
  virtual Eigen::VectorXd solve(const std::vector<LawPatch>& laws,
                                const std::function<double(const Point&)>& source,
                                const Eigen::VectorXd& start) const = 0;
  /// Current that leaves through a patch by a law.
  virtual double current_through(const LawPatch& patch, const Eigen::VectorXd& potential) const = 0;

  /// L2 norms of φ − exact and ∇φ − exact.
  struct Errors {
    double value = 0.0;
    double gradient = 0.0;
  };
  virtual Errors errors(const Eigen::VectorXd& potential, const std::function<double(const Point&)>& exact,
                        const std::function<Eigen::Vector3d(const Point&)>& gradient) const = 0;
  virtual std::size_t n_unknowns() const = 0;
  virtual std::size_t n_cells() const = 0;
  /// Whether cells that conduct join the low and the high side of Y.
  virtual bool joins_electrodes() const = 0;
};

std::unique_ptr<Potential> make_potential(const PotentialProblem& problem);

}  // namespace lauelith::solvers
