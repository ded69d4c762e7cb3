// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/parameter.h"

namespace lauelith::models {

/// [protocol]: what is done to the cell and when it is scanned. Blocks of equal square half-cycles, a scan
/// before the first and after each. The default is that of the founding paper (Scans 0–3; totals of time and
/// cycles are published, wave form and rests are assumed) and one block at 1 mA/cm².
struct ProtocolOptions {
  std::vector<double> block_current_uA_cm2 = {3.34, 3.34, 6.68, 1000.0};
  std::vector<double> block_voltage_mV = {};
  std::vector<double> block_half_cycle_min = {20.0, 45.0, 30.0, 30.0};
  std::vector<double> block_half_cycles = {6.0, 32.0, 6.0, 6.0};
  std::vector<double> block_rest_min = {};
  std::string first_half_cycle = "plating";
  std::string scan_state = "rest rest rest rest cycling";
  double scan_duration_h = 0.82;
  bool scan_time_resolved = false;
  double voltage_limit_V = 5.0;
  std::string cycler_file;
};
void describe(ParameterVisitor& visit, ProtocolOptions& options);

/// A time of constant control.
struct ProtocolSegment {
  enum class Control { current, voltage };
  Control control = Control::current;
  double value = 0.0;  ///< A/m² (positive plates at Y = 0), or V of the counter electrode
  double duration_s = 0.0;
  int scan = -1;               ///< that is going on
  bool ends_snapshot = false;  ///< the state at its end is that of the scan

  bool is_rest() const { return control == Control::current && value == 0.0; }
};

struct ScanEvent {
  std::string state;  ///< rest, current (held at the plating current of the block), cycling
  double start_s = 0.0;
  double duration_s = 0.0;
  double snapshot_s = 0.0;  ///< the middle; cycling: the end of the plating half-cycle nearest to it
};

struct Protocol {
  std::vector<ProtocolSegment> segments;
  std::vector<ScanEvent> scans;
  double duration_s() const;
  /// Largest net charge that moves lithium from one electrode to the other, C/m², as far as currents are
  /// given.
  double largest_charge_C_m2() const;
  double largest_current_A_m2() const;
};

/// A row of a cycler's record: the current that flows from this time on, until the next row.
struct CyclerRow {
  double time_s = 0.0;
  double current_A_m2 = 0.0;
};

/// The protocol of the blocks, or (not empty) of a cycler's record with a scan before and one after it.
/// UsageErrors name key and value: lists of unequal length, unknown words, times that are none.
/// Pinned by Protocol.*.
Protocol protocol_of(const ProtocolOptions& options, const std::vector<CyclerRow>& record = {});

}  // namespace lauelith::models
