// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/charge_transport.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "models/elastic_bounds.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr int plating_contact = 0, counter_contact = 1;

PotentialPatch surface(std::vector<models::Facet> facets) {
  PotentialPatch patch;
  patch.facets = std::move(facets);
  return patch;
}

/// The part of a side of Y between two shares of X and (in space) of Z.
PotentialPatch electrode_patch(const CellModel& model, double y, std::array<double, 2> x = {0.0, 1.0},
                               std::array<double, 2> z = {0.0, 1.0}) {
  const Point low = model.domain.low, size = model.domain.size();
  const auto at = [&](double i, double k) {
    return Point(low[0] + i * size[0], y, model.dimension == 3 ? low[2] + k * size[2] : 0.0);
  };
  if (model.dimension == 2) return {at(x[0], 0.0), at(x[1], 0.0), {}};
  return surface({{at(x[0], z[0]), at(x[1], z[0]), at(x[1], z[1]), at(x[0], z[1])}});
}

void add_electrode(Port::Kind kind, const CellModel& model, double y, double piece,
                   std::vector<Port>& ports) {
  const Point size = model.domain.size();
  const auto n_pieces = [&](double length) {
    return std::max(1, static_cast<int>(std::lround(length / piece)));
  };
  const int n_x = n_pieces(size[0]), n_z = model.dimension == 3 ? n_pieces(size[2]) : 1;
  for (int i = 0; i < n_x; ++i) {
    for (int k = 0; k < n_z; ++k) {
      Port port;
      port.kind = kind;
      port.patch = electrode_patch(model, y, {static_cast<double>(i) / n_x, (i + 1.0) / n_x},
                                   {static_cast<double>(k) / n_z, (k + 1.0) / n_z});
      port.measure = port.patch.measure();
      ports.push_back(port);
    }
  }
}

PotentialPatch line_of(const BasisSource& source) {
  const Point along(-source.normal[1], source.normal[0], 0.0);
  return {source.centre_m - 0.5 * source.measure * along, source.centre_m + 0.5 * source.measure * along, {}};
}

/// Where the openings of the basis lie: in the plane their sources say it, in space the model does.
std::vector<PotentialPatch> patches_of(const CellStudy& study, const CellModel& model,
                                       const std::vector<BasisSource>& openings) {
  std::vector<PotentialPatch> patches;
  if (model.dimension == 2) {
    for (const BasisSource& source : openings) patches.push_back(line_of(source));
    return patches;
  }
  for (const CellSource& source : cell_sources(study, model)) {
    if (source.source.is_opening()) patches.push_back(surface(source.load.openings.front().facets));
  }
  assert(patches.size() == openings.size());
  return patches;
}

void add_openings(const CellStudy& study, const CellModel& model, const std::vector<BasisSource>& openings,
                  std::vector<Port>& ports) {
  const auto patches = patches_of(study, model, openings);
  for (std::size_t k = 0; k < openings.size(); ++k) {
    Port port;
    port.kind = openings[k].kind == "boundary" ? Port::Kind::boundary : Port::Kind::flaw;
    port.patch = patches[k];
    port.measure = openings[k].measure;
    port.opening = static_cast<int>(k);
    port.group = openings[k].group;
    ports.push_back(port);
  }
}

PotentialProblem ionic_problem(const CellStudy& study, const CellModel& model, const MeshPlan& mesh,
                               const PressureAt& pressure) {
  const auto law = models::ionic_law(study.electro, models::polycrystal_moduli(model.stiffness).bulk);
  const double T = study.cell.temperature_K;
  const double resistance = study.electro.boundary_resistance_ohm_cm2 * units::cm2;
  PotentialProblem problem;
  problem.dimension = model.dimension;
  problem.memory_limit_GB = study.numerics.memory_limit_GB;
  problem.mesh = mesh;
  problem.conductivity_S_m = [=, boundaries = model.boundaries](const Point& x, int) -> Eigen::Matrix3d {
    const double sigma = law.conductivity_S_m(pressure ? pressure(x) : 0.0, T);
    if (resistance == 0.0) return sigma * Eigen::Matrix3d::Identity();
    const auto near = boundaries.nearest(x);
    if (near.piece < 0) return sigma * Eigen::Matrix3d::Identity();
    const Point n = boundaries.pieces()[static_cast<std::size_t>(near.piece)].normal;
    const double width = 2.0 * mesh.size_wanted(x, 0.0);
    return with_resistive_surface(sigma, resistance, n, near.distance, width);
  };
  return problem;
}

/// An ohmic contact is one whose resistance is nothing against that of the cell.
double contact_conductance(const CellStudy& study, const CellModel& model) {
  constexpr double nothing = 1e-6;
  const double sigma = study.electro.conductivity_electronic_S_cm * units::S_per_cm;
  const double least = nothing * model.domain.size()[1] / sigma;
  const double given = study.electro.electron_contact == "resistive"
                           ? study.electro.electron_contact_resistance_ohm_cm2 * units::cm2
                           : 0.0;
  return 1.0 / std::max(least, given);
}

PotentialProblem electronic_problem(const CellStudy& study, const CellModel& model, const MeshPlan& mesh) {
  PotentialProblem problem;
  problem.dimension = model.dimension;
  problem.memory_limit_GB = study.numerics.memory_limit_GB;
  problem.mesh = mesh;
  const double sigma = study.electro.conductivity_electronic_S_cm * units::S_per_cm;
  problem.conductivity_S_m = [sigma](const Point&, int) -> Eigen::Matrix3d {
    return sigma * Eigen::Matrix3d::Identity();
  };
  const double kappa = models::boundary_conductance_S(study.electro);
  for (const auto& piece : model.boundaries.pieces())
    problem.sheets.push_back({model.dimension == 2 ? PotentialPatch{piece.corners[0], piece.corners[1], {}}
                                                   : surface({piece.corners}),
                              kappa});
  const double g = contact_conductance(study, model);
  problem.contacts.push_back({electrode_patch(model, model.domain.low[1]), g, plating_contact});
  if (study.electro.electron_contact != "pinned")
    problem.contacts.push_back({electrode_patch(model, model.domain.high[1]), g, counter_contact});
  return problem;
}

/// Potentials are smoother than strain: cells twice as large.
MeshPlan mesh_of(const CellStudy& study, const CellModel& model) {
  constexpr double coarser = 2.0;
  MeshPlan mesh = elastic_problem(study, model).mesh;
  mesh.quads = nullptr;  // boundaries enter the potentials as facets, whatever the cells
  mesh.size_wanted = [rule = mesh.size_wanted](const Point& x, double diameter) {
    return coarser * rule(x, diameter);
  };
  return mesh;
}

void require_joined(const Potential& ions) {
  if (ions.joins_electrodes()) return;
  throw UsageError({"[grains]",
                    {},
                    "an electrolyte that joins the two electrodes",
                    "pores or voids that cut it in two",
                    "raise cell.relative_density or mend the microstructure"});
}

/// Every rank solves for its ports; a sum with zeros changes no bit.
Eigen::MatrixXd shared_responses(const Potential& potential, MPI_Comm communicator) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(communicator, &rank);
  MPI_Comm_size(communicator, &n_ranks);
  Eigen::MatrixXd responses = potential.responses(rank, n_ranks);
  if (n_ranks > 1)
    MPI_Allreduce(MPI_IN_PLACE, responses.data(), static_cast<int>(responses.size()), MPI_DOUBLE, MPI_SUM,
                  communicator);
  return responses;
}

}  // namespace

Eigen::Matrix3d with_resistive_surface(double sigma_S_m, double resistance_ohm_m2, const Point& normal,
                                       double distance_m, double width_m) {
  const double density = std::max(0.0, 1.0 - std::abs(distance_m) / width_m) / width_m;
  const Eigen::Matrix3d across = normal * normal.transpose();
  return sigma_S_m * (Eigen::Matrix3d::Identity() - across) +
         across / (1.0 / sigma_S_m + resistance_ohm_m2 * density);
}

void require_joined_electrodes(const CellStudy& study, const CellModel& model) {
  require_joined(*make_potential(ionic_problem(study, model, mesh_of(study, model), {})));
}

ChargeTransport make_charge_transport(const CellStudy& study, const CellModel& model,
                                      const std::vector<BasisSource>& openings, const PressureAt& pressure,
                                      MPI_Comm communicator) {
  const MeshPlan mesh = mesh_of(study, model);
  ChargeTransport transport;
  const double piece = study.time.electrode_piece_um * units::um;
  add_electrode(Port::Kind::plating, model, model.domain.low[1], piece, transport.ports);
  add_electrode(Port::Kind::counter, model, model.domain.high[1], piece, transport.ports);
  transport.n_electrode_ports = static_cast<int>(transport.ports.size());
  add_openings(study, model, openings, transport.ports);

  PotentialProblem ions = ionic_problem(study, model, mesh, pressure);
  PotentialProblem electrons = electronic_problem(study, model, mesh);
  for (std::size_t k = 0; k < transport.ports.size(); ++k) {
    const Port& port = transport.ports[k];
    ions.patches.push_back(port.patch);
    if (port.kind == Port::Kind::counter) ions.balancing.push_back(static_cast<int>(k));
    if (port.opening >= 0) electrons.patches.push_back(port.patch);
  }
  transport.ions = make_potential(ions);
  require_joined(*transport.ions);
  transport.electrons = make_potential(electrons);
  transport.Z = shared_responses(*transport.ions, communicator);
  transport.Y = shared_responses(*transport.electrons, communicator);
  const Eigen::VectorXd none = Eigen::VectorXd::Zero(transport.Y.rows());
  const Eigen::VectorXd unit = transport.electrons->solve(none, {0.0, 1.0});
  transport.psi = transport.electrons->means(unit);
  transport.G = transport.electrons->contact_current(unit, plating_contact, 0.0);
  return transport;
}

Eigen::VectorXd ChargeTransport::ionic_field(const Eigen::VectorXd& J) const { return ions->solve(-J, {}); }

Eigen::VectorXd ChargeTransport::electronic_field(const Eigen::VectorXd& E, double counter_V) const {
  return electrons->solve(E, {0.0, counter_V});
}

}  // namespace lauelith::solvers
