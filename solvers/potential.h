// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// A straight piece of line in the plane.
struct PotentialLine {
  Point start = Point::Zero();
  Point end = Point::Zero();
  double length() const { return (end - start).norm(); }
};

/// A line that carries current along itself: ∫ κ ∂_s φ ∂_s w.
struct ConductingLine {
  PotentialLine line;
  double conductance_S = 0.0;  ///< κ
};

/// A line through which current leaves to something at a potential of its own: ∫ g (φ − Φ_c) w.
struct ContactLine {
  PotentialLine line;
  double conductance_S_m2 = 0.0;  ///< g
  int contact = 0;                ///< which Φ
};

/// −div(σ ∇φ) = q in a plane body, nothing through its outside but at contacts, and currents that enter on
/// lines. Lines lie anywhere: they are integrated exactly, piece by piece through the cells they cross, and
/// add no unknowns.
struct PotentialProblem {
  MeshPlan mesh;
  int degree = 1;
  std::function<Eigen::Matrix2d(const Point&, int material)> conductivity_S_m;
  std::vector<PotentialLine> lines;  ///< on which currents enter and means are taken
  std::vector<ConductingLine> sheets;
  std::vector<ContactLine> contacts;
  /// Without contacts: lines through which what enters goes out again, evenly (numbers of `lines`).
  std::vector<int> balancing;
};

/// Current density that leaves through a line at a point, and its derivative by the potential there.
using LineLaw = std::function<std::pair<double, double>(const Point& x, double potential)>;

/// The problem assembled and factorised once (UMFPACK), then solved as often as wanted; on every rank alone.
/// Cells of material −1 do not conduct. Pinned by Potential.* (tests/verification/potential_test.cc).
class Potential {
 public:
  virtual ~Potential() = default;

  /// Nodal potential of currents (A per unit depth) entering evenly on the lines, and of Φ of the contacts.
  virtual Eigen::VectorXd solve(const Eigen::VectorXd& line_currents,
                                const std::vector<double>& contact_potentials) const = 0;
  /// Column k: means on all lines of a unit current entering on line k, contacts grounded.
  virtual Eigen::MatrixXd responses() const = 0;
  virtual Eigen::VectorXd means(const Eigen::VectorXd& potential) const = 0;
  /// Current that leaves through a contact, A per unit depth.
  virtual double contact_current(const Eigen::VectorXd& potential, int contact, double phi) const = 0;
  /// Where `sampled` takes its values: from the conducting cell there, else the nearest one.
  virtual void sample_at(const std::vector<Point>& points) = 0;
  virtual std::vector<double> sampled(const Eigen::VectorXd& potential) const = 0;

  /// Newton's iteration for currents that leave through lines by a law of the potential, with a source q
  /// (A/m³, may be empty) in the volume and no balancing. The matrix is assembled anew.
  /// Failure(not_converged).
  struct LawLine {
    PotentialLine line;
    LineLaw law;
  };
  virtual Eigen::VectorXd solve(const std::vector<LawLine>& laws,
                                const std::function<double(const Point&)>& source,
                                const Eigen::VectorXd& start) const = 0;
  /// Current that leaves through a line by a law.
  virtual double current_through(const LawLine& line, const Eigen::VectorXd& potential) const = 0;

  /// L2 norms of φ − exact and ∇φ − exact.
  struct Errors {
    double value = 0.0;
    double gradient = 0.0;
  };
  virtual Errors errors(const Eigen::VectorXd& potential, const std::function<double(const Point&)>& exact,
                        const std::function<Eigen::Vector2d(const Point&)>& gradient) const = 0;
  virtual std::size_t n_unknowns() const = 0;
  virtual std::size_t n_cells() const = 0;
  /// Whether cells that conduct join the low and the high side of Y.
  virtual bool joins_electrodes() const = 0;
};

std::unique_ptr<Potential> make_potential(const PotentialProblem& problem);

}  // namespace lauelith::solvers
