// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/influence_fields.h"

#include <Eigen/LU>
#include <algorithm>
#include <map>

namespace lauelith::solvers {
namespace {

std::vector<CellSource> openings_of(const std::vector<CellSource>& sources, bool flaws_only) {
  std::vector<CellSource> openings;
  for (const CellSource& source : sources) {
    if (source.source.is_opening() && (!flaws_only || source.source.kind == "flaw"))
      openings.push_back(source);
  }
  return openings;
}

std::vector<ElasticLoad> loads_of(const std::vector<CellSource>& sources) {
  std::vector<ElasticLoad> loads;
  for (const CellSource& source : sources) loads.push_back(source.load);
  return loads;
}

void add_scaled(ElasticState& sum, double factor, const ElasticState& state) {
  if (sum.displacement.empty()) {
    sum.displacement.assign(state.displacement.size(), 0.0);
    sum.mean = Eigen::VectorXd::Zero(state.mean.size());
  }
  for (std::size_t i = 0; i < sum.displacement.size(); ++i)
    sum.displacement[i] += factor * state.displacement[i];
  sum.mean += factor * state.mean;
}

EigenstrainFunction weighted(const std::vector<std::pair<double, EigenstrainFunction>>& parts) {
  if (parts.empty()) return {};
  return [parts](const Point& x, int material) {
    Vector6d sum = Vector6d::Zero();
    for (const auto& [factor, part] : parts) sum += factor * part(x, material);
    return sum;
  };
}

/// Open flaws have let go of whatever pressed on their faces.
void relieve(const std::vector<CellSource>& sources, const Eigen::MatrixXd& A, Eigen::VectorXd& amplitudes) {
  std::vector<Eigen::Index> rows, columns;
  Eigen::Index row = 0;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (!sources[s].source.is_opening()) continue;
    if (sources[s].source.kind == "flaw") {
      rows.push_back(row);
      columns.push_back(static_cast<Eigen::Index>(s));
    }
    ++row;
  }
  if (rows.empty()) return;
  const Eigen::VectorXd pressure = (A * amplitudes)(rows);
  const Eigen::VectorXd moved = A(rows, columns).partialPivLu().solve(-pressure);
  for (std::size_t k = 0; k < columns.size(); ++k)
    amplitudes[columns[k]] = moved[static_cast<Eigen::Index>(k)];
}

}  // namespace

Eigen::VectorXd scan0_amplitudes(const std::vector<CellSource>& sources, const Eigen::MatrixXd& pressure,
                                 bool relieve_flaws) {
  Eigen::VectorXd amplitudes(static_cast<Eigen::Index>(sources.size()));
  for (std::size_t s = 0; s < sources.size(); ++s)
    amplitudes[static_cast<Eigen::Index>(s)] = sources[s].scan0_amplitude;
  if (relieve_flaws) relieve(sources, pressure, amplitudes);
  return amplitudes;
}

ElasticLoad combined_load(const std::vector<CellSource>& sources, const Eigen::VectorXd& amplitudes) {
  ElasticLoad sum;
  sum.name = "sum";
  std::vector<std::pair<double, EigenstrainFunction>> all, nonlattice;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const double a = amplitudes[static_cast<Eigen::Index>(s)];
    const ElasticLoad& load = sources[s].load;
    if (a == 0.0) continue;
    if (load.eigenstrain) all.emplace_back(a, load.eigenstrain);
    if (load.nonlattice) nonlattice.emplace_back(a, load.nonlattice);
    for (Traction traction : load.tractions) {
      const auto force = traction.force;
      traction.force = [a, force](const Point& x, const Point& n) { return Point(a * force(x, n)); };
      sum.tractions.push_back(traction);
    }
    for (Opening opening : load.openings) {
      opening.amount *= a;
      sum.openings.push_back(opening);
    }
    sum.mean_stress += a * load.mean_stress;
  }
  sum.eigenstrain = weighted(all);
  sum.nonlattice = weighted(nonlattice);
  return sum;
}

Eigen::MatrixXd pressure_rows(const Mechanics& mechanics, const std::vector<CellSource>& openings,
                              const std::vector<LoadVector>& opening_loads,
                              const std::vector<ElasticLoad>& loads,
                              const std::vector<ElasticState>& states) {
  std::vector<Opening> pieces;
  for (const CellSource& source : openings) pieces.push_back(source.load.openings.front());
  Eigen::MatrixXd rows = mechanics.band_energy(pieces, loads) - work(opening_loads, states);
  for (std::size_t i = 0; i < openings.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) /= openings[i].source.measure;
  }
  return rows;
}

namespace {

void add_to_scan0(InfluenceResult& result, double a, const ElasticState& state,
                  const std::vector<double>& H) {
  add_scaled(result.scan0, a, state);
  result.scan0_gradients.resize(H.size(), 0.0);
  for (std::size_t i = 0; i < H.size(); ++i) result.scan0_gradients[i] += a * H[i];
}

/// The responses of flaws, kept until their amplitudes are known.
using Kept = std::map<std::size_t, std::pair<ElasticState, std::vector<double>>>;

void add_block(Mechanics& mechanics, const std::vector<CellSource>& block, std::vector<ElasticState> states,
               InfluenceResult& result, Kept& kept) {
  for (std::size_t k = 0; k < block.size(); ++k) {
    auto& strain = result.basis.strain.emplace_back();
    auto& rotation = result.basis.rotation.emplace_back();
    auto H = mechanics.gradients(block[k].load, states[k]);
    split_gradient(H, strain, rotation);
    const std::size_t number = result.basis.sources.size();
    const double a = block[k].scan0_amplitude;
    result.basis.sources.push_back(block[k].source);
    result.amplitudes[static_cast<Eigen::Index>(number)] = a;
    if (block[k].source.kind == "flaw") {
      kept.emplace(number, std::pair(std::move(states[k]), std::move(H)));
    } else if (a != 0.0) {
      add_to_scan0(result, a, states[k], H);
    }
  }
}

}  // namespace

InfluenceResult influence_fields(Mechanics& mechanics, const std::vector<CellSource>& sources,
                                 bool relieve_flaws, const FieldFrame& frame, int block_size,
                                 const std::function<void(const InfluenceProgress&)>& progress) {
  InfluenceResult result;
  const auto n = static_cast<Eigen::Index>(sources.size());
  const std::vector<CellSource> openings = openings_of(sources, false);
  const std::vector<LoadVector> opening_loads = mechanics.loads(loads_of(openings));
  result.basis.frame = frame;
  result.basis.pressure = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(openings.size()), n);
  result.amplitudes = Eigen::VectorXd::Zero(n);
  Kept kept;
  for (std::size_t first = 0; first < sources.size(); first += static_cast<std::size_t>(block_size)) {
    const std::size_t last = std::min(first + static_cast<std::size_t>(block_size), sources.size());
    const std::vector<CellSource> block(sources.begin() + static_cast<std::ptrdiff_t>(first),
                                        sources.begin() + static_cast<std::ptrdiff_t>(last));
    const auto loads = loads_of(block);
    auto states = mechanics.solve(mechanics.loads(loads));
    result.basis.pressure.middleCols(static_cast<Eigen::Index>(first),
                                     static_cast<Eigen::Index>(block.size())) =
        pressure_rows(mechanics, openings, opening_loads, loads, states);
    add_block(mechanics, block, std::move(states), result, kept);
    Eigen::VectorXd known = result.amplitudes;
    for (const auto& [s, response] : kept) known[static_cast<Eigen::Index>(s)] = 0.0;
    result.scan0_load = combined_load(sources, known);
    progress({last, sources.size(), result});
  }
  if (relieve_flaws) relieve(sources, result.basis.pressure, result.amplitudes);
  for (const auto& [s, response] : kept) {
    const double a = result.amplitudes[static_cast<Eigen::Index>(s)];
    if (a != 0.0) add_to_scan0(result, a, response.first, response.second);
  }
  result.scan0_load = combined_load(sources, result.amplitudes);
  return result;
}

}  // namespace lauelith::solvers
