// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/butler_volmer.h"
#include "models/contact.h"
#include "models/deposition.h"
#include "models/tip_toughness.h"
#include "solvers/charge_transport.h"
#include "solvers/flaw_mechanics.h"

namespace lauelith::solvers {

/// A flaw as a row of openings, from the mouth along the way it may grow.
struct FlawTrack {
  std::vector<int> openings;
  std::vector<double> extent_m;      ///< of each, along the way: of a ring its width
  std::vector<char> along_boundary;  ///< of each: tougher or weaker
  int n_cracked = 0;                 ///< openings that have no bond from the start
  bool is_open = true;               ///< a notch full of lithium; else shut until lithium opens it
  double width_m = 0.0;              ///< of the notch
};

/// Everything of the coupled model that does not change while the cell is cycled: the reduced system of
/// physics §10.2. In the plane
/// currents and volumes are per unit depth of the cell.
struct PlatingSystem {
  ChargeTransport transport;
  OpeningElasticity elasticity;
  models::ButlerVolmer interface;
  models::InternalDeposition deposition;
  models::ContactLaw contact;
  models::TipToughness toughness;
  std::vector<FlawTrack> flaws;
  std::vector<int> boundaries;  ///< openings that can take deposits; none: internal deposition is off
  std::vector<models::DepositionSite> sites;           ///< of them
  std::vector<std::vector<int>> neighbours;            ///< of a deposit: others it touches
  std::vector<char> touches_plating, touches_counter;  ///< the electrodes or a flaw that starts there
  std::vector<double> contact_fraction;                ///< of electrode ports, at the start
  double electrode_measure = 0.0;                      ///< width (2-D, m) or area (3-D, m²)
  double thickness_m = 0.0;
  double stack_pressure_Pa = 0.0;
  double counter_equilibrium_V = 0.0;  ///< of the counter electrode against lithium
  double plane_modulus_Pa = 0.0;
  double lithium_thickness_m = 0.0;  ///< that an electrode holds
  double free_thickness_m = 0.0, percolation_thickness_m = 0.0;
  double isolation_fraction = 0.0;
  double boundary_per_area_1_m = 0.0;  ///< S_v
  double electronic_S_m = 0.0;         ///< σ_e
  double boundary_electronic_S = 0.0;  ///< κ_e
  bool shares_lithium = true;          ///< one pressure per flaw, else one per piece

  int reservoir_of(int flaw, int place) const;  ///< of a piece: the flaw, or the piece itself
  int n_reservoirs() const;
  std::size_t port_of_opening(int opening) const {
    return static_cast<std::size_t>(transport.n_electrode_ports + opening);
  }
  double thickness_per_charge() const;  ///< V_Li/F, m³/C
  /// λ_e of electrons from an electrode, along boundaries √(κ_e R_gb) or through grains √(σ_e R_gb/S_v),
  /// whichever is longer; infinite without internal deposition.
  double electron_length_m() const;
};

/// `openings` of the basis with their pressures per unit opening and before any current.
PlatingSystem make_plating_system(const CellStudy& study, const CellModel& model,
                                  const std::vector<BasisSource>& openings,
                                  const OpeningElasticity& elasticity, const PressureAt& pressure,
                                  MPI_Comm communicator = MPI_COMM_SELF);

}  // namespace lauelith::solvers
