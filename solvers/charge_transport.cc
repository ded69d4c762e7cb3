// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/charge_transport.h"

#include <algorithm>
#include <cmath>

#include "models/elastic_bounds.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr int plating_contact = 0, counter_contact = 1;

PotentialLine electrode_line(const CellModel& model, double y) {
  return {Point(model.domain.low[0], y, 0.0), Point(model.domain.high[0], y, 0.0)};
}

void add_electrode(Port::Kind kind, const PotentialLine& line, double piece, std::vector<Port>& ports) {
  const int n = std::max(1, static_cast<int>(std::lround(line.length() / piece)));
  for (int k = 0; k < n; ++k) {
    Port port;
    port.kind = kind;
    port.line = {line.start + (line.end - line.start) * (static_cast<double>(k) / n),
                 line.start + (line.end - line.start) * (static_cast<double>(k + 1) / n)};
    port.length = port.line.length();
    ports.push_back(port);
  }
}

Port port_of(const BasisSource& source, int opening) {
  const Point along(-source.normal[1], source.normal[0], 0.0);
  Port port;
  port.kind = source.kind == "boundary" ? Port::Kind::boundary : Port::Kind::flaw;
  port.line = {source.centre_m - 0.5 * source.measure * along,
               source.centre_m + 0.5 * source.measure * along};
  port.length = source.measure;
  port.opening = opening;
  port.group = source.group;
  return port;
}

PotentialProblem ionic_problem(const CellStudy& study, const CellModel& model, const MeshPlan& mesh,
                               const PressureAt& pressure) {
  const auto law = models::ionic_law(study.electro, models::polycrystal_moduli(model.stiffness).bulk);
  const double T = study.cell.temperature_K;
  const double resistance = study.electro.boundary_resistance_ohm_cm2 * units::cm2;
  PotentialProblem problem;
  problem.mesh = mesh;
  problem.conductivity_S_m = [=, boundaries = model.boundaries](const Point& x, int) -> Eigen::Matrix2d {
    const double sigma = law.conductivity_S_m(pressure ? pressure(x) : 0.0, T);
    if (resistance == 0.0) return sigma * Eigen::Matrix2d::Identity();
    const auto near = boundaries.nearest(x);
    if (near.piece < 0) return sigma * Eigen::Matrix2d::Identity();
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
  problem.mesh = mesh;
  const double sigma = study.electro.conductivity_electronic_S_cm * units::S_per_cm;
  problem.conductivity_S_m = [sigma](const Point&, int) -> Eigen::Matrix2d {
    return sigma * Eigen::Matrix2d::Identity();
  };
  const double kappa = models::boundary_conductance_S(study.electro);
  for (const auto& piece : model.boundaries.pieces())
    problem.sheets.push_back({{piece.corners[0], piece.corners[1]}, kappa});
  const double g = contact_conductance(study, model);
  problem.contacts.push_back({electrode_line(model, model.domain.low[1]), g, plating_contact});
  if (study.electro.electron_contact != "pinned")
    problem.contacts.push_back({electrode_line(model, model.domain.high[1]), g, counter_contact});
  return problem;
}

/// Potentials are smoother than strain: cells twice as large.
MeshPlan mesh_of(const CellStudy& study, const CellModel& model) {
  constexpr double coarser = 2.0;
  MeshPlan mesh = elastic_problem(study, model).mesh;
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

}  // namespace

Eigen::Matrix2d with_resistive_surface(double sigma_S_m, double resistance_ohm_m2, const Point& normal,
                                       double distance_m, double width_m) {
  const double density = std::max(0.0, 1.0 - std::abs(distance_m) / width_m) / width_m;
  const Eigen::Matrix2d across = normal.head<2>() * normal.head<2>().transpose();
  return sigma_S_m * (Eigen::Matrix2d::Identity() - across) +
         across / (1.0 / sigma_S_m + resistance_ohm_m2 * density);
}

void require_joined_electrodes(const CellStudy& study, const CellModel& model) {
  require_joined(*make_potential(ionic_problem(study, model, mesh_of(study, model), {})));
}

ChargeTransport make_charge_transport(const CellStudy& study, const CellModel& model,
                                      const std::vector<BasisSource>& openings, const PressureAt& pressure) {
  const MeshPlan mesh = mesh_of(study, model);
  ChargeTransport transport;
  const double piece = study.time.electrode_piece_um * units::um;
  add_electrode(Port::Kind::plating, electrode_line(model, model.domain.low[1]), piece, transport.ports);
  add_electrode(Port::Kind::counter, electrode_line(model, model.domain.high[1]), piece, transport.ports);
  transport.n_electrode_ports = static_cast<int>(transport.ports.size());
  for (std::size_t k = 0; k < openings.size(); ++k)
    transport.ports.push_back(port_of(openings[k], static_cast<int>(k)));

  PotentialProblem ions = ionic_problem(study, model, mesh, pressure);
  PotentialProblem electrons = electronic_problem(study, model, mesh);
  for (std::size_t k = 0; k < transport.ports.size(); ++k) {
    const Port& port = transport.ports[k];
    ions.lines.push_back(port.line);
    if (port.kind == Port::Kind::counter) ions.balancing.push_back(static_cast<int>(k));
    if (port.opening >= 0) electrons.lines.push_back(port.line);
  }
  transport.ions = make_potential(ions);
  require_joined(*transport.ions);
  transport.electrons = make_potential(electrons);
  transport.Z = transport.ions->responses();
  transport.Y = transport.electrons->responses();
  const Eigen::VectorXd none = Eigen::VectorXd::Zero(transport.Y.rows());
  const Eigen::VectorXd unit = transport.electrons->solve(none, {0.0, 1.0});
  transport.psi = transport.electrons->means(unit);
  transport.G_S_m = transport.electrons->contact_current(unit, plating_contact, 0.0);
  return transport;
}

Eigen::VectorXd ChargeTransport::ionic_field(const Eigen::VectorXd& J) const { return ions->solve(-J, {}); }

Eigen::VectorXd ChargeTransport::electronic_field(const Eigen::VectorXd& E, double counter_V) const {
  return electrons->solve(E, {0.0, counter_V});
}

}  // namespace lauelith::solvers
