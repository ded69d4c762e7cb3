// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_output.h"

#include <algorithm>
#include <cmath>

#include "src/electrochemical_units.h"
#include "src/line_plot.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

using models::Protocol;

/// The states of one scan in rising time, the snapshot among them.
std::vector<const PlatingMoment*> moments_of(const std::vector<PlatingMoment>& moments, int scan) {
  std::vector<const PlatingMoment*> found;
  for (const PlatingMoment& moment : moments) {
    if (moment.scan == scan) found.push_back(&moment);
  }
  return found;
}

const PlatingMoment& snapshot_of(const std::vector<const PlatingMoment*>& moments) {
  for (const PlatingMoment* moment : moments) {
    if (moment->is_snapshot) return *moment;
  }
  return *moments.back();
}

/// The step of the scan that contains a time: states hold from the end of one step to that of the next.
const PlatingMoment& moment_at(const std::vector<const PlatingMoment*>& moments, double time_s) {
  for (const PlatingMoment* moment : moments) {
    if (moment->time_s >= time_s) return *moment;
  }
  return *moments.back();
}

/// Which moment every row of voxels shows.
std::vector<const PlatingMoment*> rows_of(const FieldGrid& grid, const models::ScanEvent& scan,
                                          const std::vector<const PlatingMoment*>& moments,
                                          bool is_time_resolved) {
  std::vector<const PlatingMoment*> rows;
  const auto n = static_cast<double>(grid.n[1]);
  for (std::size_t j = 0; j < grid.n[1]; ++j) {
    const double time = scan.start_s + (static_cast<double>(j) + 0.5) / n * scan.duration_s;
    rows.push_back(is_time_resolved ? &moment_at(moments, time) : &snapshot_of(moments));
  }
  return rows;
}

std::vector<float> gradients(const PlatingView& view, const std::vector<const PlatingMoment*>& rows) {
  const FieldGrid& grid = view.basis.frame.grid;
  std::vector<float> H(9 * grid.n_voxels());
  std::vector<double> whole;
  for (std::size_t j = 0; j < grid.n[1]; ++j) {
    if (j == 0 || rows[j] != rows[j - 1]) whole = recombined(view.basis, amplitudes_at(view, *rows[j]));
    for (std::size_t k = 0; k < grid.n[2]; ++k) {
      const std::size_t first = 9 * grid.index(0, j, k), n = 9 * grid.n[0];
      for (std::size_t i = first; i < first + n; ++i) H[i] = static_cast<float>(whole[i]);
    }
  }
  return H;
}

/// Lithium between the faces of an opening, m.
double thickness(const PlatingSystem& system, const PlatingState& state, int opening,
                 const Eigen::VectorXd& openings) {
  for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
    if (system.boundaries[k] == opening) return state.h[static_cast<Eigen::Index>(k)];
  }
  for (std::size_t f = 0; f < system.flaws.size(); ++f) {
    const FlawTrack& flaw = system.flaws[f];
    for (int i = 0; i < state.n_open[f]; ++i) {
      if (flaw.openings[static_cast<std::size_t>(i)] == opening)
        return std::max(0.0, openings[opening]) + (i < flaw.n_cracked ? flaw.width_m : 0.0);
    }
  }
  return 0.0;
}

/// Points all over a patch, none farther from its neighbours than a step.
std::vector<Point> points_on(const PotentialPatch& patch, double step) {
  std::vector<Point> points;
  const auto n_for = [step](double length) {
    return std::max(1, static_cast<int>(std::ceil(length / step)));
  };
  if (patch.facets.empty()) {
    const int n = n_for(patch.measure());
    for (int i = 0; i <= n; ++i)
      points.emplace_back(patch.start + (patch.end - patch.start) * (static_cast<double>(i) / n));
  }
  for (const models::Facet& facet : patch.facets) {
    for (std::size_t c = 1; c + 1 < facet.size(); ++c) {
      const Point u = facet[c] - facet[0], v = facet[c + 1] - facet[0];
      const int n = n_for(std::max({u.norm(), v.norm(), (u - v).norm()}));
      for (int i = 0; i <= n; ++i) {
        for (int k = 0; i + k <= n; ++k)
          points.emplace_back(facet[0] + static_cast<double>(i) / n * u + static_cast<double>(k) / n * v);
      }
    }
  }
  return points;
}

std::vector<float> deposit_thickness(const PlatingView& view, const std::vector<const PlatingMoment*>& rows) {
  const FieldGrid& grid = view.basis.frame.grid;
  std::vector<float> values(grid.n_voxels(), 0.0f);
  const double step = 0.25 * grid.spacing_m.minCoeff();
  const ChargeTransport& transport = view.system.transport;
  for (std::size_t p = static_cast<std::size_t>(transport.n_electrode_ports); p < transport.ports.size();
       ++p) {
    const Port& port = transport.ports[p];
    for (Point x : points_on(port.patch, step)) {
      if (port.patch.facets.empty()) x[2] = grid.origin_m[2];
      const std::size_t voxel = grid.voxel_at(x);
      if (voxel == FieldGrid::no_voxel) continue;
      const PlatingMoment& moment = *rows[voxel / grid.n[0] % grid.n[1]];
      const double h = thickness(view.system, moment.state, port.opening, moment.openings);
      values[voxel] = std::max(values[voxel], static_cast<float>(h / units::nm));
    }
  }
  return values;
}

std::vector<float> in_electrolyte(const FieldFrame& frame, const std::vector<double>& values) {
  std::vector<float> result(values.size(), 0.0f);
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (frame.phase[v] == static_cast<std::int8_t>(Phase::electrolyte) && std::isfinite(values[v]))
      result[v] = static_cast<float>(values[v]);
  }
  return result;
}

/// Potentials at the voxels, to float only at the end: their difference is small.
void add_potentials(const PlatingView& view, const PlatingState& state, FieldMoment& field) {
  const PlatingSystem& system = view.system;
  const ChargeTransport& transport = system.transport;
  const StepMaps maps = step_maps(system, state);
  std::vector<double> phi_i = transport.ions->sampled(transport.ionic_field(state.J));
  for (double& value : phi_i) value += state.phi_0;
  const Eigen::VectorXd E = electron_currents(system, maps, state);
  const std::vector<double> phi_e =
      transport.electrons->sampled(transport.electronic_field(E, state.counter_V));
  std::vector<double> U(phi_i.size());
  for (std::size_t v = 0; v < U.size(); ++v) U[v] = phi_i[v] - phi_e[v];
  const FieldFrame& frame = view.basis.frame;
  field.scalars.push_back(
      {"potential_ionic_V", "V", "electrochemical potential of Li+ over F", in_electrolyte(frame, phi_i)});
  field.scalars.push_back({"potential_electronic_V", "V",
                           "minus electrochemical potential of electrons over F",
                           in_electrolyte(frame, phi_e)});
  field.scalars.push_back({"supersaturation_V", "V",
                           "chemical potential of lithium over F, 0 for unstressed metal",
                           in_electrolyte(frame, U)});
}

}  // namespace

Eigen::VectorXd amplitudes_at(const PlatingView& view, const PlatingMoment& moment) {
  Eigen::VectorXd amplitudes = view.scan0;
  const auto numbers = view.basis.openings();
  for (std::size_t k = 0; k < numbers.size(); ++k)
    amplitudes[static_cast<Eigen::Index>(numbers[k])] += moment.openings[static_cast<Eigen::Index>(k)];
  return amplitudes;
}

std::vector<float> voxel_pressure(const PlatingView& view, const std::vector<float>& H) {
  const FieldFrame& frame = view.basis.frame;
  std::vector<float> pressure(frame.grid.n_voxels(), 0.0f);
  for (std::size_t v = 0; v < pressure.size(); ++v) {
    if (frame.phase[v] != static_cast<std::int8_t>(Phase::electrolyte)) continue;
    double trace =
        static_cast<double>(H[9 * v]) + static_cast<double>(H[9 * v + 4]) + static_cast<double>(H[9 * v + 8]);
    for (const auto& mode : view.residual) {
      if (mode.changes_lattice) trace -= mode.at(frame.grid.centre_m(v), frame.grain[v]).head<3>().sum();
    }
    pressure[v] = static_cast<float>(-view.bulk_modulus_Pa * trace);
  }
  return pressure;
}

std::vector<FieldMoment> scan_moments(const PlatingView& view, const Protocol& protocol,
                                      const std::vector<PlatingMoment>& moments, bool is_time_resolved) {
  const FieldGrid& grid = view.basis.frame.grid;
  std::vector<Point> centres;
  for (std::size_t v = 0; v < grid.n_voxels(); ++v) centres.push_back(grid.centre_m(v));
  view.system.transport.ions->sample_at(centres);
  view.system.transport.electrons->sample_at(centres);
  std::vector<FieldMoment> fields;
  for (std::size_t scan = 0; scan < protocol.scans.size(); ++scan) {
    const auto all = moments_of(moments, static_cast<int>(scan));
    const auto rows = rows_of(grid, protocol.scans[scan], all, is_time_resolved);
    FieldMoment& field = fields.emplace_back();
    field.label = "Scan " + std::to_string(scan);
    field.time_s = is_time_resolved ? protocol.scans[scan].start_s : snapshot_of(all).time_s;
    field.H = gradients(view, rows);
    field.scalars.push_back(
        {"pressure_Pa", "Pa", "pressure, positive in compression", voxel_pressure(view, field.H)});
    field.scalars.push_back({"deposit_thickness_nm", "nm",
                             "lithium between faces of flaws and grain boundaries",
                             deposit_thickness(view, rows)});
    add_potentials(view, snapshot_of(all).state, field);
  }
  return fields;
}

NumberTable statistics_table(const PlatingSystem& system, const std::vector<PlatingRow>& rows) {
  NumberTable table;
  const auto add = [&](const std::string& name, const std::string& units, const std::string& long_name,
                       auto value) {
    std::vector<double> values;
    for (const PlatingRow& row : rows) values.push_back(value(row));
    table.add(name, units, long_name, values);
  };
  using Row = PlatingRow;
  const double Lambda = system.electron_length_m() / system.thickness_m;
  add("time_s", "s", "end of the step", [](const Row& r) { return r.time_s; });
  add("current_uA_cm2", "uA/cm2", "external, positive plates at Y = 0",
      [](const Row& r) { return r.current_A_m2 / units::uA_per_cm2; });
  add("voltage_V", "V", "counter electrode against the plating one",
      [](const Row& r) { return r.voltage_V; });
  add("charge_C_m2", "C/m2", "passed", [](const Row& r) { return r.charge_C_m2; });
  add("leak_fraction", "1", "electronic part of the current", [](const Row& r) { return r.leak_fraction; });
  add("Lambda", "1", "electron length over thickness", [Lambda](const Row&) { return Lambda; });
  add("lithium_stored_nm", "nm", "in flaws and boundaries, per electrode area",
      [](const Row& r) { return r.lithium_stored_m / units::nm; });
  add("pressure_max_MPa", "MPa", "of lithium in flaws",
      [](const Row& r) { return r.pressure_max_Pa / units::MPa; });
  add("deposit_max_nm", "nm", "thickest deposit", [](const Row& r) { return r.deposit_max_m / units::nm; });
  add("crack_length_um", "um", "of all flaws", [](const Row& r) { return r.crack_length_m / units::um; });
  add("intensity_MPa_sqrt_m", "MPa m1/2", "largest stress intensity of a flaw",
      [](const Row& r) { return r.intensity_Pa_sqrt_m / units::MPa; });
  add("contact_fraction", "1", "mean of the plating electrode",
      [](const Row& r) { return r.contact_fraction; });
  add("overpotential_mV", "mV", "ionic potential at the plating electrode, mean",
      [](const Row& r) { return r.overpotential_V / units::mV; });
  add("charge_error", "1", "current that is not the same at both electrodes, over the current",
      [](const Row& r) { return r.charge_error; });
  add("lithium_error", "1", "lithium from nowhere, over what has moved",
      [](const Row& r) { return r.lithium_error; });
  add("iterations", "1", "of Newton", [](const Row& r) { return static_cast<double>(r.iterations); });
  add("dt_s", "s", "step", [](const Row& r) { return r.step_s; });
  add("scan", "1", "going on; -1: none", [](const Row& r) { return static_cast<double>(r.scan); });
  return table;
}

Picture voltage_picture(const std::vector<PlatingRow>& rows) {
  LinePlot plot;
  plot.title = "Cell voltage";
  plot.x_label = "time (h)";
  plot.y_label = "voltage (mV)";
  PlotCurve curve;
  curve.label = "counter against plating";
  for (const PlatingRow& row : rows) {
    curve.x.push_back(row.time_s / units::hour);
    curve.y.push_back(row.voltage_V / units::mV);
  }
  plot.curves = {curve};
  plot.notes = {"Positive: lithium is plated at Y = 0."};
  return line_plot(plot);
}

}  // namespace lauelith::solvers
