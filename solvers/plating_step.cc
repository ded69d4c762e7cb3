// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "solvers/plating_state.h"
#include "src/constants.h"

namespace lauelith::solvers {
namespace {

using Index = Eigen::Index;

/// Residual and tangent of one step. Unknowns: current densities j of the active ports (A/m²), φ_0, V (the
/// counter electrode), and pressures as π = V_Li q/F (V), so that all of them are of the size of potentials.
class StepEquations {
 public:
  StepEquations(const PlatingSystem& system, const StepMaps& maps, const PlatingState& from,
                const PlatingControl& control, double duration_s, const Eigen::VectorXd& correction)
      : system_(system),
        maps_(maps),
        from_(from),
        control_(control),
        dt_(duration_s),
        n_(static_cast<Index>(maps.active.size())),
        n_reservoirs_(static_cast<Index>(system.n_reservoirs())),
        per_pressure_(system.interface.equilibrium_V(1.0)),
        notch_(notch_volume(system, from)),
        correction_(correction.size() > 0 ? correction : Eigen::VectorXd::Zero(n_)) {}

  Index size() const { return n_ + 2 + n_reservoirs_; }
  Index at_phi() const { return n_; }
  Index at_voltage() const { return n_ + 1; }
  Index at_pressure(Index reservoir) const { return n_ + 2 + reservoir; }
  double per_pressure() const { return per_pressure_; }

  Eigen::VectorXd start() const {
    Eigen::VectorXd x(size());
    x.head(n_) = from_.J(maps_.active).cwiseQuotient(maps_.length);
    x[at_phi()] = from_.phi_0;
    x[at_voltage()] = control_.holds_voltage ? control_.value : from_.counter_V;
    x.tail(n_reservoirs_) = per_pressure_ * from_.pressure_Pa;
    return x;
  }

  void evaluate(const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent);
  /// The state at the end of the step; call after the last `evaluate`.
  PlatingState state_of(const Eigen::VectorXd& x) const;

 private:
  void electrode(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const;
  void flaw(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const;
  void deposit(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const;
  void reservoir(Index r, const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const;
  void control(const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const;
  void inventories(const Eigen::VectorXd& x);
  double growth() const { return dt_ * system_.thickness_per_charge(); }
  Index reservoir_of(Index k) const {
    return maps_.mechanics.reservoir[static_cast<std::size_t>(k - maps_.n_electrode)];
  }

  const PlatingSystem& system_;
  const StepMaps& maps_;
  const PlatingState& from_;
  PlatingControl control_;
  double dt_;
  Index n_, n_reservoirs_;
  double per_pressure_;
  Eigen::VectorXd notch_, correction_;
  Eigen::VectorXd phi_, volume_, h_, b_, b_slope_, p_b_, phi_e_;  ///< of the present unknowns
};

void StepEquations::inventories(const Eigen::VectorXd& x) {
  const auto j = x.head(n_);
  phi_ = (x[at_phi()] - (maps_.ionic * j).array()).matrix();
  volume_ = from_.volume;
  for (Index k = maps_.n_electrode; k < maps_.n_electrode + maps_.n_flaw; ++k)
    volume_[reservoir_of(k)] += growth() * j[k] * maps_.length[k];
  const auto j_b = j.tail(maps_.n_deposit);
  h_ = from_.h + growth() * j_b;
  b_ = pushing(system_, h_);
  b_slope_.resize(h_.size());
  for (Index k = 0; k < h_.size(); ++k)
    b_slope_[k] = h_[k] > system_.free_thickness_m
                      ? growth() * system_.sites[static_cast<std::size_t>(k)].drained
                      : 0.0;
  p_b_ = maps_.mechanics.d + maps_.mechanics.D * (x.tail(n_reservoirs_) / per_pressure_) +
         maps_.mechanics.S * b_;
  phi_e_ = maps_.electronic_by_voltage * x[at_voltage()] + maps_.electronic_by_current * j_b;
}

void StepEquations::evaluate(const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) {
  rest.setZero(size());
  tangent.setZero(size(), size());
  inventories(x);
  for (Index k = 0; k < maps_.n_electrode; ++k) electrode(k, x, rest, tangent);
  for (Index k = maps_.n_electrode; k < maps_.n_electrode + maps_.n_flaw; ++k) flaw(k, x, rest, tangent);
  for (Index k = n_ - maps_.n_deposit; k < n_; ++k) deposit(k, x, rest, tangent);
  for (Index r = 0; r < n_reservoirs_; ++r) reservoir(r, x, rest, tangent);
  rest.head(n_) -= correction_;
  rest[at_phi()] = maps_.length.dot(x.head(n_)) / system_.electrode_measure;
  tangent.row(at_phi()).head(n_) = maps_.length.transpose() / system_.electrode_measure;
  control(x, rest, tangent);
}

void StepEquations::electrode(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest,
                              Eigen::MatrixXd& tangent) const {
  const bool is_counter = system_.transport.ports[static_cast<std::size_t>(k)].kind == Port::Kind::counter;
  const double metal = is_counter ? x[at_voltage()] - system_.counter_equilibrium_V : 0.0;
  const auto contact = system_.contact.after(from_.contact[k], x[k], dt_);
  const auto rate = system_.interface.rate(phi_[k] - metal, system_.stack_pressure_Pa, contact.fraction);
  rest[k] = x[k] - rate.current_A_m2;
  tangent.row(k).head(n_) = rate.by_potential_S_m2 * maps_.ionic.row(k);
  tangent(k, k) += 1.0 - rate.by_contact_A_m2 * contact.by_current_m2_A;
  tangent(k, at_phi()) = -rate.by_potential_S_m2;
  if (is_counter) tangent(k, at_voltage()) = rate.by_potential_S_m2;
}

/// Both faces of a piece take part. Stripping fades as the lithium that is within reach runs out.
void StepEquations::flaw(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest,
                         Eigen::MatrixXd& tangent) const {
  constexpr double faces = 2.0;
  const Index r = reservoir_of(k);
  const auto rate = system_.interface.rate(phi_[k], x[at_pressure(r)] / per_pressure_, 1.0);
  double share = 1.0, share_slope = 0.0;
  if (rate.current_A_m2 < 0.0) {
    const double fading = 0.02 * notch_[r] + 5e-11 * maps_.length[k];
    const double left = (volume_[r] - from_.isolated[r]) / fading;
    share = std::clamp(left, 0.0, 1.0);
    share_slope = left > 0.0 && left < 1.0 ? 1.0 / fading : 0.0;
  }
  rest[k] = x[k] - faces * share * rate.current_A_m2;
  tangent.row(k).head(n_) = faces * share * rate.by_potential_S_m2 * maps_.ionic.row(k);
  tangent(k, k) += 1.0;
  tangent(k, at_phi()) = -faces * share * rate.by_potential_S_m2;
  tangent(k, at_pressure(r)) = -faces * share * rate.by_pressure_A_m2_Pa / per_pressure_;
  if (share_slope == 0.0) return;
  for (Index l = maps_.n_electrode; l < maps_.n_electrode + maps_.n_flaw; ++l) {
    if (reservoir_of(l) == r)
      tangent(k, l) -= faces * rate.current_A_m2 * share_slope * growth() * maps_.length[l];
  }
}

/// The larger of what the law says and what is there to dissolve.
void StepEquations::deposit(Index k, const Eigen::VectorXd& x, Eigen::VectorXd& rest,
                            Eigen::MatrixXd& tangent) const {
  const Index first = n_ - maps_.n_deposit, b = k - first;
  const auto site = static_cast<std::size_t>(b);
  const auto rate = system_.deposition.rate(phi_[k] - phi_e_[b], p_b_[b], system_.sites[site].barrier_V,
                                            from_.has_nucleated[site] != 0);
  const double least = -from_.h[b] / growth();
  tangent(k, k) = 1.0;
  if (rate.current_A_m2 < least) {
    rest[k] = x[k] - least;
    return;
  }
  rest[k] = x[k] - rate.current_A_m2;
  tangent.row(k).head(n_) += rate.by_supersaturation_S_m2 * maps_.ionic.row(k);
  tangent.row(k).segment(first, maps_.n_deposit) +=
      rate.by_supersaturation_S_m2 * maps_.electronic_by_current.row(b);
  tangent(k, at_phi()) = -rate.by_supersaturation_S_m2;
  tangent(k, at_voltage()) = rate.by_supersaturation_S_m2 * maps_.electronic_by_voltage[b];
  tangent.row(k).segment(first, maps_.n_deposit) -=
      rate.by_pressure_A_m2_Pa * maps_.mechanics.S.row(b).cwiseProduct(b_slope_.transpose());
  tangent.row(k).tail(n_reservoirs_) -= rate.by_pressure_A_m2_Pa / per_pressure_ * maps_.mechanics.D.row(b);
}

/// 0 ≤ π ⊥ gap ≥ 0, the gap between what lithium fills and what is open, in volts.
void StepEquations::reservoir(Index r, const Eigen::VectorXd& x, Eigen::VectorXd& rest,
                              Eigen::MatrixXd& tangent) const {
  const FlawMechanics& mechanics = maps_.mechanics;
  const Index row = at_pressure(r);
  const double scale = mechanics.C(r, r) > 0.0 ? per_pressure_ / mechanics.C(r, r) : 0.0;
  const double open = mechanics.C.row(r).dot(x.tail(n_reservoirs_)) / per_pressure_ + mechanics.w[r] -
                      mechanics.B.row(r).dot(b_);
  const double gap = scale * (open - volume_[r]);
  if (scale == 0.0 || x[row] < gap) {
    rest[row] = x[row];
    tangent(row, row) = 1.0;
    return;
  }
  rest[row] = gap;
  tangent.row(row).tail(n_reservoirs_) = scale / per_pressure_ * mechanics.C.row(r);
  tangent.row(row).segment(n_ - maps_.n_deposit, maps_.n_deposit) =
      -scale * mechanics.B.row(r).cwiseProduct(b_slope_.transpose());
  for (Index l = maps_.n_electrode; l < maps_.n_electrode + maps_.n_flaw; ++l) {
    if (reservoir_of(l) == r) tangent(row, l) -= scale * growth() * maps_.length[l];
  }
}

void StepEquations::control(const Eigen::VectorXd& x, Eigen::VectorXd& rest, Eigen::MatrixXd& tangent) const {
  const Index row = at_voltage();
  if (control_.holds_voltage) {
    rest[row] = x[row] - control_.value;
    tangent(row, row) = 1.0;
    return;
  }
  rest[row] = maps_.plating_by_current.dot(x.head(n_)) + maps_.leak_by_voltage * x[row] - control_.value;
  tangent.row(row).head(n_) = maps_.plating_by_current;
  tangent(row, row) = maps_.leak_by_voltage;
}

PlatingState StepEquations::state_of(const Eigen::VectorXd& x) const {
  PlatingState state = from_;
  state.time_s += dt_;
  state.elapsed_s += dt_;
  state.J.setZero();
  for (Index k = 0; k < n_; ++k) state.J[maps_.active[static_cast<std::size_t>(k)]] = x[k] * maps_.length[k];
  state.phi_0 = x[at_phi()];
  state.counter_V = x[at_voltage()];
  state.volume = volume_;
  state.h = h_.cwiseMax(0.0);
  state.pressure_Pa = (x.tail(n_reservoirs_) / per_pressure_).cwiseMax(0.0);
  for (Index k = 0; k < maps_.n_electrode; ++k) {
    state.contact[k] = system_.contact.after(from_.contact[k], x[k], dt_).fraction;
    const bool is_counter = system_.transport.ports[static_cast<std::size_t>(k)].kind == Port::Kind::counter;
    (is_counter ? state.counter_plated : state.plated) += growth() * x[k] * maps_.length[k];
  }
  const ExternalCurrents currents = external_currents(system_, maps_, state);
  state.charge_C_m2 += dt_ * currents.plating;
  state.leaked_C_m2 += dt_ * currents.electronic;
  state.throughput_C_m2 += dt_ * std::abs(currents.plating);
  return state;
}

/// The part of a step that keeps potentials within reach of the exponentials.
double damping(const Eigen::VectorXd& change, Index n_currents) {
  constexpr double most_V = 0.1;
  const double largest = change.tail(change.size() - n_currents).cwiseAbs().maxCoeff();
  return largest > most_V ? most_V / largest : 1.0;
}

}  // namespace

StepResult implicit_step(const PlatingSystem& system, const StepMaps& maps, const PlatingState& from,
                         const PlatingControl& control, double duration_s,
                         const Eigen::VectorXd& correction) {
  constexpr int most_iterations = 60;
  constexpr double potential_tolerance = 1e-11, current_tolerance = 1e-10;
  StepEquations equations(system, maps, from, control, duration_s, correction);
  Eigen::VectorXd x = equations.start(), rest;
  Eigen::MatrixXd tangent;
  const Index n = equations.at_phi();
  StepResult result;
  for (int step = 1; step <= most_iterations; ++step) {
    equations.evaluate(x, rest, tangent);
    if (!rest.allFinite() || !tangent.allFinite()) return result;
    const Eigen::VectorXd change = tangent.partialPivLu().solve(-rest);
    if (!change.allFinite()) return result;
    const double share = damping(change, n);
    x += share * change;
    result.iterations = step;
    const double potentials = change.tail(change.size() - n).cwiseAbs().maxCoeff();
    // Differences of exponentials are known to rounding of the exchange current.
    const double scale = 0.01 * system.interface.exchange_current_A_m2 + x.head(n).cwiseAbs().maxCoeff();
    const double currents = change.head(n).cwiseAbs().maxCoeff();
    if (share < 1.0 || potentials > potential_tolerance || currents > current_tolerance * scale) continue;
    equations.evaluate(x, rest, tangent);
    result.state = equations.state_of(x);
    result.converged = true;
    return result;
  }
  return result;
}

}  // namespace lauelith::solvers
