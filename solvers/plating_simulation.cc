// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_simulation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "solvers/plating_checkpoint.h"
#include "solvers/plating_output.h"
#include "solvers/plating_pictures.h"
#include "src/failure.h"
#include "src/field_statistics.h"
#include "src/interruption.h"
#include "src/png_file.h"
#include "src/safe_file.h"
#include "src/sha256.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr double band_width = 20.0 * units::um;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string beside(const std::string& fields, const std::string& name) {
  return (std::filesystem::path(fields).parent_path() / name).string();
}

std::string checkpoint_of(const SimulationOutputs& outputs) { return outputs.fields + ".checkpoint"; }

/// What the course of a run depends on: the study, and the basis down to its pressures.
std::string identity_of(const InfluenceBasis& basis, const Provenance& provenance) {
  Sha256 digest;
  digest.add(provenance.study_text);
  for (const FileHash& input : provenance.inputs) digest.add(input.sha256);
  digest.add(basis.model_hash);
  digest.add(basis.pressure.data(), static_cast<std::size_t>(basis.pressure.size()) * sizeof(double));
  return digest.finish();
}

/// Pressure before any current at the voxels of the window; none is known outside. The first rank knows it.
PressureAt pressure_before(const PlatingView& view, int dimension, MPI_Comm communicator) {
  int rank = 0;
  MPI_Comm_rank(communicator, &rank);
  const FieldGrid grid = view.basis.frame.grid;
  std::vector<float> pressure(grid.n_voxels());
  if (rank == 0) {
    const auto H = recombined(view.basis, view.scan0);
    pressure = voxel_pressure(view, {H.begin(), H.end()});
  }
  MPI_Bcast(pressure.data(), static_cast<int>(pressure.size()), MPI_FLOAT, 0, communicator);
  return [grid, pressure, dimension](const Point& x) {
    const std::size_t voxel = grid.voxel_at(Point(x[0], x[1], dimension == 3 ? x[2] : grid.origin_m[2]));
    return voxel == FieldGrid::no_voxel ? 0.0 : static_cast<double>(pressure[voxel]);
  };
}

double bulk_modulus(const CellModel& model) {
  return (model.stiffness.C11 + 2.0 * model.stiffness.C12) / 3.0;
}

std::vector<BasisSource> opening_sources(const InfluenceBasis& basis) {
  std::vector<BasisSource> openings;
  for (const std::size_t s : basis.openings()) openings.push_back(basis.sources[s]);
  return openings;
}

OpeningElasticity elasticity_of(const InfluenceBasis& basis, const Eigen::VectorXd& scan0) {
  const auto numbers = basis.openings();
  std::vector<Eigen::Index> columns(numbers.begin(), numbers.end());
  OpeningElasticity elasticity;
  elasticity.A = basis.pressure(Eigen::all, columns);
  elasticity.residual_Pa = basis.pressure * scan0;
  elasticity.measure.resize(static_cast<Eigen::Index>(numbers.size()));
  for (std::size_t k = 0; k < numbers.size(); ++k)
    elasticity.measure[static_cast<Eigen::Index>(k)] = basis.sources[numbers[k]].measure;
  return elasticity;
}

/// One line now and then about how far it has come.
class PlatingProgress {
 public:
  PlatingProgress(std::string mode, double total_s) : mode_(std::move(mode)), total_s_(total_s) {}
  void operator()(const PlatingHistory& history) {
    constexpr double interval_s = 10.0;
    const bool is_due = seconds() - last_s_ > interval_s;
    if (mode_ == "none" || !is_due) return;
    last_s_ = seconds();
    const double hours = history.state.time_s / 3600.0, total = total_s_ / 3600.0;
    if (mode_ == "json") {
      std::cerr << "{\"time_h\": " << hours << ", \"total_h\": " << total
                << ", \"steps\": " << history.rows.size() << "}" << std::endl;
    } else {
      std::cerr << "plating: " << hours << " of " << total << " h, " << history.rows.size() << " steps"
                << std::endl;
    }
  }

 private:
  std::string mode_;
  double total_s_;
  double last_s_ = seconds();
};

PlatingHistory played(const PlatingSystem& system, const models::Protocol& protocol, const CellStudy& study,
                      const SimulationOutputs& outputs, const std::string& identity,
                      const std::string& progress_mode) {
  PlatingRunOptions options;
  options.time = study.time;
  options.keeps_scan_steps = study.protocol.scan_time_resolved;
  PlatingHistory history;
  history.state = initial_state(system);
  const std::string path = checkpoint_of(outputs);
  if (outputs.resume) {
    if (auto found = read_checkpoint(path, identity)) history = std::move(*found);
  }
  PlatingProgress progress(progress_mode, protocol.duration_s());
  const Interruption interruption;
  const auto watch = [&](const PlatingHistory& so_far) {
    progress(so_far);
    if (!Interruption::requested()) return;
    write_checkpoint(path, identity, so_far);
    throw Failure(ExitCode::interrupted, {path, {}, {}, {}, "interrupted; --resume continues"});
  };
  try {
    run_protocol(system, protocol, options, history, watch,
                 [&](const PlatingHistory& so_far) { write_checkpoint(path, identity, so_far); });
  } catch (const Failure& failure) {
    if (failure.code() == ExitCode::not_converged) {
      write_checkpoint(path, identity, history);
      write_whole_file(beside(outputs.fields, "history.csv"),
                       csv_text(statistics_table(system, history.rows)));
    }
    throw;
  }
  return history;
}

NumberTable voltage_table(const NumberTable& statistics) {
  NumberTable table;
  for (const auto& column : statistics.columns) {
    if (column.name == "time_s" || column.name == "current_uA_cm2" || column.name == "voltage_V")
      table.columns.push_back(column);
  }
  return table;
}

/// The scanned face at every scan; of a slab also the layer under it where most has changed.
void write_change_pictures(const FieldFrame& frame, const std::vector<FieldMoment>& fields,
                           const SimulationOutputs& outputs) {
  const std::size_t face = frame.grid.n[2] - 1;
  for (std::size_t k = 1; k < fields.size(); ++k) {
    const auto change = change_of_strain(frame, fields.front().H, fields[k].H);
    const std::string title = fields[k].label + " less Scan 0", name = "change_scan" + std::to_string(k);
    write_png(change_picture(frame, change, face, title + ", von Mises strain"),
              beside(outputs.fields, name + ".png"));
    if (face == 0) continue;
    const std::size_t layer = most_changed_layer(frame, change);
    const double depth_m = (static_cast<double>(face - layer) + 0.5) * frame.grid.spacing_m[2];
    char place[64];
    std::snprintf(place, sizeof place, " %.3g µm under the face, von Mises strain", depth_m / units::um);
    write_png(change_picture(frame, change, layer, title + place),
              beside(outputs.fields, name + "_inside.png"));
  }
}

/// Mean and largest change of von Mises strain since Scan 0 in the electrolyte.
void add_change(const std::vector<double>& change, PlatingSummary::Scan& scan) {
  std::size_t n = 0;
  for (const double value : change) {
    if (!std::isfinite(value)) continue;
    scan.mean_change += value;
    scan.largest_change = std::max(scan.largest_change, value);
    ++n;
  }
  scan.mean_change /= static_cast<double>(std::max<std::size_t>(1, n));
}

PlatingSummary summary_of(const PlatingView& view, const models::Protocol& protocol,
                          const PlatingHistory& history, const std::vector<FieldMoment>& fields) {
  PlatingSummary summary;
  summary.n_steps = history.rows.size();
  summary.n_cuts = history.n_cuts;
  summary.duration_s = protocol.duration_s();
  summary.lithium_error = lithium_error(view.system, history.state);
  summary.Lambda = view.system.electron_length_m() / view.system.thickness_m;
  for (const PlatingRow& row : history.rows)
    summary.charge_error = std::max(summary.charge_error, row.charge_error);
  if (!history.rows.empty())
    summary.crack_growth_m = history.rows.back().crack_length_m - history.rows.front().crack_length_m;
  for (std::size_t f = 0; f < view.system.flaws.size(); ++f) {
    const FlawTrack& flaw = view.system.flaws[f];
    const int n = history.state.n_open[f];
    if (n > flaw.n_cracked && n == static_cast<int>(flaw.openings.size())) ++summary.n_path_ends;
  }
  for (const PlatingMoment& moment : history.moments) {
    if (!moment.is_snapshot) continue;
    const auto scan = static_cast<std::size_t>(moment.scan);
    PlatingSummary::Scan& told = summary.scans.emplace_back();
    told.label = fields[scan].label;
    told.state = protocol.scans[scan].state;
    told.voltage_V = moment.state.counter_V;
    if (moment.state.pressure_Pa.size() > 0) told.pressure_max_Pa = moment.state.pressure_Pa.maxCoeff();
    if (moment.state.h.size() > 0) told.deposit_max_m = moment.state.h.maxCoeff();
    add_change(change_of_strain(view.basis.frame, fields.front().H, fields[scan].H), told);
  }
  return summary;
}

}  // namespace

PlatingSystem plating_system_of(const CellStudy& study, const CellModel& model, const InfluenceBasis& basis,
                                const Eigen::VectorXd& scan0, MPI_Comm communicator) {
  const PlatingSystem none;
  const PlatingView view{none, basis, scan0, models::residual_modes(study.residual, model.microstructure),
                         bulk_modulus(model)};
  return make_plating_system(study, model, opening_sources(basis), elasticity_of(basis, scan0),
                             pressure_before(view, model.dimension, communicator), communicator);
}

PlatingOutcome simulate_plating(const CellStudy& study, const CellModel& model, const PlatingSystem& system,
                                const InfluenceBasis& basis, const Eigen::VectorXd& scan0,
                                const models::Protocol& protocol, const SimulationOutputs& outputs,
                                const Provenance& provenance, const std::string& progress_mode) {
  const double start = seconds();
  const PlatingHistory history =
      played(system, protocol, study, outputs, identity_of(basis, provenance), progress_mode);
  const double stepped = seconds();
  const PlatingView view{system, basis, scan0, models::residual_modes(study.residual, model.microstructure),
                         bulk_modulus(model)};
  const auto fields = scan_moments(view, protocol, history.moments, study.protocol.scan_time_resolved);
  const NumberTable statistics = statistics_table(system, history.rows);
  write_whole_file(beside(outputs.fields, "statistics.csv"), csv_text(statistics));
  write_whole_file(beside(outputs.fields, "voltage.csv"), csv_text(voltage_table(statistics)));
  write_png(voltage_picture(history.rows), beside(outputs.fields, "voltage.png"));
  write_whole_file(beside(outputs.fields, "strain_statistics.csv"),
                   statistics_csv(basis.frame, fields, band_width));
  write_change_pictures(basis.frame, fields, outputs);
  write_field(outputs.fields, basis.frame, fields, provenance, outputs.may_replace);
  std::filesystem::remove(checkpoint_of(outputs));
  std::filesystem::remove(beside(outputs.fields, "history.csv"));  // of a run that gave up

  PlatingOutcome outcome;
  outcome.summary = summary_of(view, protocol, history, fields);
  outcome.summary.steps_s = stepped - start;
  for (const PlatingMoment& moment : history.moments) {
    if (!moment.is_snapshot) continue;
    outcome.amplitudes.push_back(amplitudes_at(view, moment));
    outcome.time_s.push_back(moment.time_s);
  }
  return outcome;
}

}  // namespace lauelith::solvers
