// SPDX-License-Identifier: BSD-3-Clause
#include "models/protocol.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/parameter_text.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
using Control = ProtocolSegment::Control;

[[noreturn]] void refuse(const std::string& key, const std::string& expected, const std::string& found) {
  throw UsageError({"[protocol]", key, expected, found});
}

/// A list as long as the blocks; an empty one is all zeros.
std::vector<double> per_block(const std::string& key, const std::vector<double>& values, std::size_t n) {
  if (values.empty()) return std::vector<double>(n, 0.0);
  if (values.size() != n)
    refuse(key, "one number per block: " + std::to_string(n), std::to_string(values.size()));
  return values;
}

std::vector<std::string> scan_states(const ProtocolOptions& options, std::size_t n_scans) {
  std::istringstream stream(options.scan_state);
  std::vector<std::string> states;
  for (std::string word; stream >> word;) {
    if (word != "rest" && word != "current" && word != "cycling")
      refuse("scan_state", "words out of rest, current, cycling", word);
    states.push_back(word);
  }
  if (states.size() == 1) states.resize(n_scans, states.front());
  if (states.size() != n_scans) {
    refuse("scan_state", "a word for every scan (" + std::to_string(n_scans) + ") or one for all",
           "\"" + options.scan_state + "\"");
  }
  if (states.front() != "rest") refuse("scan_state", "rest for Scan 0, before any current", states.front());
  return states;
}

struct Block {
  ProtocolSegment plating;  ///< a half-cycle
  int n_half_cycles = 0;
  double rest_s = 0.0;
  bool strips_first = false;

  ProtocolSegment half_cycle(int number) const {
    ProtocolSegment segment = plating;
    if ((number % 2 == 1) != strips_first) segment.value = -segment.value;
    return segment;
  }
};

Block block_of(const ProtocolOptions& options, std::size_t k) {
  const std::size_t n = options.block_current_uA_cm2.size();
  Block block;
  const double voltage = per_block("block_voltage_mV", options.block_voltage_mV, n)[k] * units::mV;
  const double current = options.block_current_uA_cm2[k] * units::uA_per_cm2;
  block.plating.control = voltage != 0.0 ? Control::voltage : Control::current;
  block.plating.value = voltage != 0.0 ? voltage : current;
  block.plating.duration_s =
      per_block("block_half_cycle_min", options.block_half_cycle_min, n)[k] * units::minute;
  const double cycles = per_block("block_half_cycles", options.block_half_cycles, n)[k];
  if (cycles != std::floor(cycles) || cycles < 1.0)
    refuse("block_half_cycles", "whole numbers from 1", toml_value(cycles));
  if (!(block.plating.duration_s > 0.0))
    refuse("block_half_cycle_min", "times above 0", toml_value(options.block_half_cycle_min));
  block.n_half_cycles = static_cast<int>(cycles);
  block.rest_s = per_block("block_rest_min", options.block_rest_min, n)[k] * units::minute;
  block.strips_first = options.first_half_cycle == "stripping";
  return block;
}

/// Collects segments and keeps the time.
class Timeline {
 public:
  void add(ProtocolSegment segment) {
    if (segment.duration_s <= 0.0) return;
    protocol_.segments.push_back(segment);
    time_s_ += segment.duration_s;
  }

  /// Under constant control: the snapshot is taken in the middle.
  void scan_held(const std::string& state, double duration_s, ProtocolSegment segment) {
    begin_scan(state, duration_s);
    segment.scan = static_cast<int>(protocol_.scans.size()) - 1;
    segment.duration_s = 0.5 * duration_s;
    segment.ends_snapshot = true;
    add(segment);
    protocol_.scans.back().snapshot_s = time_s_;
    segment.ends_snapshot = false;
    add(segment);
  }

  /// Half-cycles go on; the snapshot is that of the plating one that ends nearest to the middle.
  void scan_cycling(double duration_s, const Block& block) {
    begin_scan("cycling", duration_s);
    const double end_s = time_s_ + duration_s, middle_s = time_s_ + 0.5 * duration_s;
    std::size_t best = protocol_.segments.size();
    double best_s = inf;
    bool best_plates = false;
    for (int number = block.n_half_cycles; time_s_ < end_s * (1.0 - 1e-12); ++number) {
      ProtocolSegment segment = block.half_cycle(number);
      segment.scan = static_cast<int>(protocol_.scans.size()) - 1;
      segment.duration_s = std::min(segment.duration_s, end_s - time_s_);
      add(segment);
      // Plating before stripping, then nearness; the first one stands in until there is a better one.
      const bool plates = segment.value > 0.0;
      const bool is_nearer = std::abs(time_s_ - middle_s) < std::abs(best_s - middle_s);
      if (best_s < inf && (!plates || (best_plates && !is_nearer))) continue;
      best_plates = plates;
      best_s = time_s_;
      best = protocol_.segments.size() - 1;
    }
    protocol_.segments[best].ends_snapshot = true;
    protocol_.scans.back().snapshot_s = best_s;
  }

  Protocol take() { return std::move(protocol_); }

 private:
  void begin_scan(const std::string& state, double duration_s) {
    protocol_.scans.push_back({state, time_s_, duration_s, time_s_});
  }
  Protocol protocol_;
  double time_s_ = 0.0;
};

}  // namespace

void describe(ParameterVisitor& visit, ProtocolOptions& options) {
  visit.numbers({"block_current_uA_cm2", "current of the half-cycles of every block", 0.0, 1e6},
                options.block_current_uA_cm2);
  visit.numbers({"block_voltage_mV", "not 0: the block holds this voltage instead of a current", -1e4, 1e4},
                options.block_voltage_mV);
  visit.numbers({"block_half_cycle_min", "duration of its half-cycles", 1e-3, 1e6},
                options.block_half_cycle_min);
  visit.numbers({"block_half_cycles", "how many; 1: one way", 1.0, 1e5}, options.block_half_cycles);
  visit.numbers({"block_rest_min", "rest after the block; empty: none", 0.0, 1e6}, options.block_rest_min);
  visit.text(
      {"first_half_cycle", "what the first half-cycle does at Y = 0", -inf, inf, {"plating", "stripping"}},
      options.first_half_cycle);
  visit.text(
      {"scan_state",
       "state of the cell during Scan 0 and the scan after every block, a word each or one for all: rest; "
       "current, held as when plating; cycling, going on",
       -inf, inf},
      options.scan_state);
  visit.number({"scan_duration_h", "of one scan", 1e-6, 1e4}, options.scan_duration_h);
  visit.flag(
      {"scan_time_resolved",
       "every voxel shows the cell at the time when the beam passes it, row by row; else a scan is one "
       "moment"},
      options.scan_time_resolved);
  visit.number({"voltage_limit_V", "a protocol whose currents need more is refused", 1e-3, 100.0},
               options.voltage_limit_V);
  visit.text({"cycler_file", "CSV with columns time_s, current_uA_cm2, instead of the blocks", -inf, inf},
             options.cycler_file);
}

double Protocol::duration_s() const {
  double sum = 0.0;
  for (const ProtocolSegment& segment : segments) sum += segment.duration_s;
  return sum;
}

double Protocol::largest_charge_C_m2() const {
  double charge = 0.0, largest = 0.0;
  for (const ProtocolSegment& segment : segments) {
    if (segment.control == Control::current) charge += segment.value * segment.duration_s;
    largest = std::max(largest, std::abs(charge));
  }
  return largest;
}

double Protocol::largest_current_A_m2() const {
  double largest = 0.0;
  for (const ProtocolSegment& segment : segments) {
    if (segment.control == Control::current) largest = std::max(largest, std::abs(segment.value));
  }
  return largest;
}

namespace {

Protocol protocol_of_record(const ProtocolOptions& options, const std::vector<CyclerRow>& record) {
  if (record.size() < 2) refuse("cycler_file", "at least two rows", std::to_string(record.size()));
  const double scan_s = options.scan_duration_h * units::hour;
  const auto states = scan_states(options, 2);
  if (states.back() == "cycling")
    refuse("scan_state", "rest or current for the scan after a cycler's record", states.back());
  Timeline timeline;
  timeline.scan_held("rest", scan_s, {});
  for (std::size_t i = 1; i < record.size(); ++i) {
    const double duration = record[i].time_s - record[i - 1].time_s;
    if (!(duration > 0.0)) refuse("cycler_file", "times that rise, in s", toml_value(record[i].time_s));
    timeline.add({Control::current, record[i - 1].current_A_m2, duration});
  }
  const double last = states.back() == "current" ? record[record.size() - 2].current_A_m2 : 0.0;
  timeline.scan_held(states.back(), scan_s, {Control::current, last});
  return timeline.take();
}

}  // namespace

Protocol protocol_of(const ProtocolOptions& options, const std::vector<CyclerRow>& record) {
  if (!options.cycler_file.empty()) {
    ProtocolOptions two = options;
    if (two.scan_state == ProtocolOptions{}.scan_state) two.scan_state = "rest";
    return protocol_of_record(two, record);
  }
  const std::size_t n_blocks = options.block_current_uA_cm2.size();
  const auto states = scan_states(options, n_blocks + 1);
  const double scan_s = options.scan_duration_h * units::hour;
  Timeline timeline;
  timeline.scan_held("rest", scan_s, {});
  for (std::size_t k = 0; k < n_blocks; ++k) {
    const Block block = block_of(options, k);
    for (int number = 0; number < block.n_half_cycles; ++number) timeline.add(block.half_cycle(number));
    timeline.add({Control::current, 0.0, block.rest_s});
    if (states[k + 1] == "cycling") {
      timeline.scan_cycling(scan_s, block);
    } else {
      timeline.scan_held(states[k + 1], scan_s, states[k + 1] == "rest" ? ProtocolSegment{} : block.plating);
    }
  }
  return timeline.take();
}

}  // namespace lauelith::models
