// SPDX-License-Identifier: BSD-3-Clause
#include "apps/cell_record.h"

#include <algorithm>
#include <cmath>

#include "src/column_table.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"

namespace lauelith {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// What has passed since Scan 0, and in the block and the direction at hand.
struct Passed {
  double largest_current = 0.0;
  double charge = 0.0;
  double half_cycle = 0.0;
  double direction = 0.0;

  void add(const models::ProtocolSegment& segment) {
    if (segment.is_rest()) return;
    const double way = segment.value < 0.0 ? -1.0 : 1.0;
    const double amount = std::abs(segment.value) * segment.duration_s;
    largest_current = std::max(largest_current, std::abs(segment.value));
    half_cycle = way == direction ? half_cycle + amount : amount;
    direction = way;
    charge += amount;
  }
};

}  // namespace

inverse::CellHistory history_of(const models::Protocol& protocol) {
  using Control = models::ProtocolSegment::Control;
  inverse::CellHistory history;
  std::vector<double> current, charge, half_cycle;
  Passed passed;
  for (const models::ProtocolSegment& segment : protocol.segments) {
    if (segment.control == Control::voltage) return {};
    passed.add(segment);
    if (!segment.ends_snapshot) continue;
    if (segment.scan > 0) {
      current.push_back(passed.largest_current);
      charge.push_back(passed.charge);
      half_cycle.push_back(passed.half_cycle);
      history.is_under_current.push_back(protocol.scans[static_cast<std::size_t>(segment.scan)].state !=
                                         "rest");
    }
    passed.largest_current = 0.0;
  }
  const auto vector = [](const std::vector<double>& values) {
    return VectorXd(Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size())));
  };
  history.current_A_m2 = vector(current);
  history.charge_C_m2 = vector(charge);
  history.half_cycle_C_m2 = vector(half_cycle);
  return history;
}

inverse::CellHistory history_of(const std::vector<double>& currents_A_m2) {
  inverse::CellHistory history;
  history.current_A_m2 =
      Eigen::Map<const VectorXd>(currents_A_m2.data(), static_cast<Index>(currents_A_m2.size()));
  history.is_under_current.assign(currents_A_m2.size(), true);
  return history;
}

std::vector<inverse::VoltagePoint> read_voltage_record(const std::string& path, double default_sigma_V) {
  const TextFile text = with_spaces(read_text_file(path));
  TableLayout layout = headed_layout(text);
  const bool is_millivolt = layout.names_column("voltage_mv"), has_sigma = layout.names_column("sigma_mv");
  layout.essential = {"current_ua_cm2", is_millivolt ? "voltage_mv" : "voltage_v"};
  layout.most_rows = 1000000;
  const ColumnTable table = read_columns(text, layout);
  std::vector<inverse::VoltagePoint> points;
  std::vector<double> counts;
  for (std::size_t i = 0; i < table.n_rows(); ++i) {
    const double current = table.columns.at("current_ua_cm2")[i] * units::uA_per_cm2;
    if (current == 0.0) continue;
    const double sigma = has_sigma ? table.columns.at("sigma_mv")[i] * 1e-3 : default_sigma_V;
    if (!(sigma > 0.0)) throw text_error(text, table.line[i], 1, "sigma_mV above 0", exact_text(sigma));
    const double voltage =
        is_millivolt ? table.columns.at("voltage_mv")[i] * 1e-3 : table.columns.at("voltage_v")[i];
    const double along = current < 0.0 ? -voltage : voltage;
    const auto same = std::find_if(points.begin(), points.end(), [&](const auto& point) {
      return std::abs(point.current_A_m2 - std::abs(current)) < 0.01 * std::abs(current);
    });
    if (same == points.end()) {
      points.push_back({std::abs(current), along, sigma});
      counts.push_back(1.0);
      continue;
    }
    double& count = counts[static_cast<std::size_t>(same - points.begin())];
    same->voltage_V += (along - same->voltage_V) / ++count;
    same->sigma_V += (sigma - same->sigma_V) / count;
  }
  return points;
}

}  // namespace lauelith
