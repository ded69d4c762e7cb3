// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_run.h"

#include <algorithm>
#include <cmath>

#include "models/butler_volmer.h"
#include "solvers/plating_events.h"
#include "src/failure.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

using models::ProtocolSegment;

PlatingControl control_of(const ProtocolSegment& segment) {
  return {segment.control == ProtocolSegment::Control::voltage, segment.value};
}

/// How far a step went, in units of how far it may go.
double boldness(const PlatingState& from, const PlatingState& to, const TimeOptions& time) {
  constexpr double contact_step = 0.05;
  const auto largest = [](const Eigen::VectorXd& change) {
    return change.size() > 0 ? change.cwiseAbs().maxCoeff() : 0.0;
  };
  return std::max({largest(to.pressure_Pa - from.pressure_Pa) / (time.pressure_step_MPa * units::MPa),
                   largest(to.h - from.h) / (time.thickness_step_nm * units::nm),
                   largest(to.contact - from.contact) / contact_step});
}

double crack_length(const PlatingSystem& system, const PlatingState& state) {
  double length = 0.0;
  for (std::size_t f = 0; f < system.flaws.size(); ++f) {
    for (int i = 0; i < state.n_open[f]; ++i) length += system.flaws[f].extent_m[static_cast<std::size_t>(i)];
  }
  return length;
}

double plating_potential(const PlatingSystem& system, const StepMaps& maps, const PlatingState& state) {
  const Eigen::VectorXd j = state.J(maps.active).cwiseQuotient(maps.length);
  const Eigen::VectorXd phi = (state.phi_0 - (maps.ionic * j).array()).matrix();
  double sum = 0.0, length = 0.0;
  for (Eigen::Index k = 0; k < maps.n_electrode; ++k) {
    if (system.transport.ports[static_cast<std::size_t>(k)].kind != Port::Kind::plating) continue;
    sum += phi[k] * maps.length[k];
    length += maps.length[k];
  }
  return sum / length;
}

double mean_contact(const PlatingSystem& system, const PlatingState& state) {
  double sum = 0.0, length = 0.0;
  for (Eigen::Index k = 0; k < state.contact.size(); ++k) {
    const Port& port = system.transport.ports[static_cast<std::size_t>(k)];
    if (port.kind != Port::Kind::plating) continue;
    sum += state.contact[k] * port.measure;
    length += port.measure;
  }
  return sum / length;
}

PlatingRow row_of(const PlatingSystem& system, const StepMaps& maps, const StepResult& step,
                  const PlatingState& state, double step_s, int scan) {
  const ExternalCurrents currents = external_currents(system, maps, step.state);
  PlatingRow row;
  row.time_s = state.time_s;
  row.current_A_m2 = currents.plating;
  row.voltage_V = state.counter_V;
  row.charge_C_m2 = state.charge_C_m2;
  const double passing = std::abs(currents.plating);
  // At rest what moves is what flaws and electrodes exchange.
  const double moving = std::max(step.state.J.cwiseAbs().sum() / system.electrode_measure, 1e-12);
  row.leak_fraction = passing > 1e-9 ? currents.electronic / currents.plating : 0.0;
  double deposits = 0.0;
  for (Eigen::Index k = 0; k < state.h.size(); ++k)
    deposits += state.h[k] * system.elasticity.measure[system.boundaries[static_cast<std::size_t>(k)]];
  row.lithium_stored_m = (deposits + state.volume.sum()) / system.electrode_measure;
  row.pressure_max_Pa = state.pressure_Pa.size() > 0 ? state.pressure_Pa.maxCoeff() : 0.0;
  row.deposit_max_m = state.h.size() > 0 ? state.h.maxCoeff() : 0.0;
  row.crack_length_m = crack_length(system, state);
  row.intensity_Pa_sqrt_m = largest_intensity(system, state);
  row.contact_fraction = mean_contact(system, state);
  row.overpotential_V = plating_potential(system, maps, step.state);
  row.charge_error = std::abs(currents.plating + currents.counter) / moving;
  row.lithium_error = lithium_error(system, state);
  row.iterations = step.iterations;
  row.scan = scan;
  row.step_s = step_s;
  return row;
}

[[noreturn]] void give_up(const PlatingHistory& history, double step_s) {
  std::string last;
  const std::size_t n = history.rows.size();
  for (std::size_t i = n > 3 ? n - 3 : 0; i < n; ++i) {
    const PlatingRow& row = history.rows[i];
    last += " (" + exact_text(row.time_s) + " s, " + exact_text(row.voltage_V) + " V, step " +
            exact_text(row.step_s) + " s, " + std::to_string(row.iterations) + " iterations)";
  }
  throw Failure(ExitCode::not_converged,
                {"plating at " + exact_text(history.state.time_s) + " s",
                 {},
                 "Newton's iteration to end in a step of " + exact_text(step_s) + " s",
                 "it did not, after " + std::to_string(history.n_cuts) + " cuts; last steps:" + last,
                 "the checkpoint holds the state before it, history.csv every step; look at [protocol] and "
                 "[numerics]"});
}

void require_lithium(const PlatingSystem& system, const PlatingState& state) {
  const double least = -system.lithium_thickness_m * system.electrode_measure;
  if (state.plated >= least && state.counter_plated >= least) return;
  throw InputError({"[cell]", "lithium_thickness_um",
                    "more lithium than the protocol takes from an electrode",
                    exact_text(system.lithium_thickness_m / units::um) + ", used up at " +
                        exact_text(state.time_s) + " s"});
}

/// One run through a protocol.
class ProtocolWalk {
 public:
  ProtocolWalk(const PlatingSystem& system, const models::Protocol& protocol,
               const PlatingRunOptions& options, PlatingHistory& history)
      : system_(system), protocol_(protocol), options_(options), history_(history) {
    maps_ = step_maps(system, history.state);
  }

  /// To the end of the present segment or to its next step; true: the segment is over.
  bool advance() {
    PlatingState& state = history_.state;
    const ProtocolSegment& segment = protocol_.segments[static_cast<std::size_t>(state.segment)];
    const double left = segment.duration_s - state.elapsed_s;
    double step_s = std::min({state.step_s, options_.time.longest_step_s, left});
    // Two equal steps rather than a long and a tiny one.
    if (step_s < left && step_s > 0.5 * left) step_s = 0.5 * left;
    StepResult step;
    double bold = 0.0;
    while (true) {
      step = implicit_step(system_, maps_, state, control_of(segment), step_s);
      bold = step.converged ? boldness(state, step.state, options_.time) : INFINITY;
      const bool is_shortest = step_s <= options_.time.shortest_step_s;
      if (step.converged && (bold <= 1.0 || is_shortest)) break;
      if (is_shortest) give_up(history_, step_s);
      step_s = std::max(options_.time.shortest_step_s,
                        step_s * (step.converged ? std::clamp(0.8 / bold, 0.1, 0.7) : 0.25));
      ++history_.n_cuts;
    }
    const bool is_over = step_s >= left * (1.0 - 1e-12);
    accept(step, step_s, segment, is_over);
    state.step_s = step_s * std::clamp(0.7 / std::max(bold, 1e-3), 0.5, 2.0);
    if (is_over) begin_next();
    return is_over;
  }

 private:
  void accept(StepResult& step, double step_s, const ProtocolSegment& segment, bool is_over) {
    PlatingState& state = history_.state;
    state = step.state;
    require_lithium(system_, state);
    const StepMaps before = maps_;
    bool changed = grow_flaws(system_, state, step_s);
    nucleate(system_, before, state);
    changed = join_deposits(system_, state) || changed;
    if (changed) maps_ = step_maps(system_, state);
    history_.rows.push_back(row_of(system_, before, step, state, step_s, segment.scan));
    const bool is_snapshot = is_over && segment.ends_snapshot;
    if (segment.scan >= 0 && (is_snapshot || options_.keeps_scan_steps))
      history_.moments.push_back(
          {segment.scan, state.time_s, is_snapshot, openings_of(system_, maps_, state), state});
  }

  void begin_next() {
    PlatingState& state = history_.state;
    const ProtocolSegment& last = protocol_.segments[static_cast<std::size_t>(state.segment)];
    ++state.segment;
    state.elapsed_s = 0.0;
    state.step_s = options_.time.first_step_s;
    if (state.segment == static_cast<int>(protocol_.segments.size())) return;
    const ProtocolSegment& next = protocol_.segments[static_cast<std::size_t>(state.segment)];
    if (last.value > 0.0 && next.value <= 0.0) isolate(system_, state);
    if (last.control == next.control && last.value == next.value) state.step_s = options_.time.longest_step_s;
  }

  const PlatingSystem& system_;
  const models::Protocol& protocol_;
  const PlatingRunOptions& options_;
  PlatingHistory& history_;
  StepMaps maps_;
};

}  // namespace

double lithium_error(const PlatingSystem& system, const PlatingState& state) {
  double sum = state.plated + state.counter_plated + state.volume.sum();
  for (Eigen::Index k = 0; k < state.h.size(); ++k)
    sum += state.h[k] * system.elasticity.measure[system.boundaries[static_cast<std::size_t>(k)]];
  const double moved = state.throughput_C_m2 * system.electrode_measure * system.thickness_per_charge();
  return std::abs(sum) / std::max(moved, 1e-15 * system.electrode_measure);
}

void run_protocol(const PlatingSystem& system, const models::Protocol& protocol,
                  const PlatingRunOptions& options, PlatingHistory& history,
                  const std::function<void(const PlatingHistory&)>& watch,
                  const std::function<void(const PlatingHistory&)>& checkpoint) {
  if (history.rows.empty() && history.state.step_s == 0.0) history.state.step_s = options.time.first_step_s;
  ProtocolWalk walk(system, protocol, options, history);
  for (int n = 1; history.state.segment < static_cast<int>(protocol.segments.size()); ++n) {
    walk.advance();
    watch(history);
    if (n % options.checkpoint_steps == 0) checkpoint(history);
  }
}

}  // namespace lauelith::solvers
