// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mpi.h>

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <vector>

#include "solvers/cell_model.h"
#include "solvers/potential.h"

namespace lauelith::solvers {

/// A strip (in space a rectangle) of an electrode, a piece of a flaw or of a boundary: where ions and
/// electrons react.
struct Port {
  enum class Kind { plating, counter, flaw, boundary };
  Kind kind = Kind::plating;
  PotentialPatch patch;
  double measure = 0.0;  ///< length (2-D, m) or area (3-D, m²)
  int opening = -1;      ///< number among the openings of the basis
  int group = -1;        ///< flaw or boundary
};

/// Ions and electrons in the cell as linear maps of the currents J_k (A; 2-D: per unit depth) that ports take
/// up:
///   φ_i,k = φ_0 − Σ_l Z_kl J_l             over all ports; Σ J = 0 makes φ_0 the one free constant,
///   φ_e,k = V ψ_k + Σ_l Y_kl E_l            over ports that are openings, V potential of the counter
///   electrode,
/// E_l electron current (conventional) that enters the network at l, ψ potential for V = 1. Of E_l the share
/// 1 − ψ_l leaves at the plating electrode (reciprocity), and V itself drives V G. Exact up to the mesh.
/// Weak forms (physics §4): (σ_i ∇φ_i, ∇v) + Σ <J_k/L_k, v>_k = 0, L_k length or area, and
///   (σ_e ∇φ_e, ∇w) + <κ_e ∂_s φ_e, ∂_s w>_gb + <(φ_e − φ_m)/R_ec, w>_electrodes − Σ <E_k/L_k, w>_k = 0.
/// Grain boundaries resist ions as a surface: ρ = 1/σ + R_gb δ_w(s) n⊗n within two cells of them.
struct ChargeTransport {
  std::vector<Port> ports;    ///< plating, counter, then openings in the order of the basis
  int n_electrode_ports = 0;  ///< the first ports
  Eigen::MatrixXd Z;
  Eigen::MatrixXd Y;  ///< of the ports that are openings
  Eigen::VectorXd psi;
  double G = 0.0;  ///< leak of electrons, S (2-D: S/m)
  std::shared_ptr<Potential> ions, electrons;

  /// Nodal potentials of port currents, for output.
  Eigen::VectorXd ionic_field(const Eigen::VectorXd& J) const;
  Eigen::VectorXd electronic_field(const Eigen::VectorXd& E, double counter_V) const;
};

/// Pressure (Pa) at a point, for the conductivity of ions; may be empty.
using PressureAt = std::function<double(const Point&)>;
/// UsageError if nothing joins the electrodes.
void require_joined_electrodes(const CellStudy& study, const CellModel& model);
/// The same refusal. Every rank of the communicator must call with the same arguments; each has its share of
/// the right-hand sides, and all get the whole, the same as one rank alone to the last bit.
ChargeTransport make_charge_transport(const CellStudy& study, const CellModel& model,
                                      const std::vector<BasisSource>& openings, const PressureAt& pressure,
                                      MPI_Comm communicator);

/// Conductivity with a resistive surface at signed distance s and normal n, spread over |s| < w:
/// σ (I − n⊗n) + n⊗n/(1/σ + R (1 − |s|/w)/w).
Eigen::Matrix3d with_resistive_surface(double sigma_S_m, double resistance_ohm_m2, const Point& normal,
                                       double distance_m, double width_m);

}  // namespace lauelith::solvers
