// SPDX-License-Identifier: BSD-3-Clause
// Protocols: the founding paper's blocks, scans and their moments, what is refused.
#include <gtest/gtest.h>

#include <cmath>

#include "models/protocol.h"
#include "src/failure.h"

namespace lauelith::models {
namespace {

constexpr double hour = 3600.0;

TEST(Protocol, DefaultIsThePapersAndOneExtension) {
  const Protocol protocol = protocol_of(ProtocolOptions{});
  ASSERT_EQ(protocol.scans.size(), 5u);
  double time = 0.0, cycling[5] = {}, charge = 0.0;
  int snapshots = 0;
  std::size_t scans_seen = 0;
  for (const auto& segment : protocol.segments) {
    if (segment.scan >= 0) scans_seen = static_cast<std::size_t>(segment.scan) + 1;
    if (segment.scan < 0) cycling[scans_seen] += segment.duration_s;
    time += segment.duration_s;
    charge += segment.value * segment.duration_s;
    if (!segment.ends_snapshot) continue;
    ++snapshots;
    EXPECT_NEAR(protocol.scans[static_cast<std::size_t>(segment.scan)].snapshot_s, time, 1e-6);
  }
  EXPECT_EQ(snapshots, 5);
  EXPECT_NEAR(cycling[1], 2 * hour, 1e-6);
  EXPECT_NEAR(cycling[2], 24 * hour, 1e-6);
  EXPECT_NEAR(cycling[3], 3 * hour, 1e-6);
  EXPECT_NEAR(cycling[4], 3 * hour, 1e-6);
  EXPECT_EQ(protocol.scans[3].state, "rest");
  EXPECT_EQ(protocol.scans[4].state, "cycling");
  EXPECT_NEAR(protocol.largest_current_A_m2(), 10.0, 1e-9);
  EXPECT_NEAR(protocol.largest_charge_C_m2(), 10.0 * 1800.0, 1e-6);
  EXPECT_NEAR(protocol.duration_s(), (32.0 + 5 * 0.82) * hour, 1e-6);
  for (const auto& segment : protocol.segments) {
    if (segment.ends_snapshot && segment.scan == 4) {
      EXPECT_GT(segment.value, 0.0);
    }
    if (segment.scan >= 0 && segment.scan < 4) {
      EXPECT_TRUE(segment.is_rest());
    }
  }
}

TEST(Protocol, StatesOfScans) {
  ProtocolOptions options;
  options.block_current_uA_cm2 = {100.0};
  options.block_half_cycle_min = {60.0};
  options.block_half_cycles = {1.0};
  options.scan_state = "rest current";
  const Protocol held = protocol_of(options);
  EXPECT_NEAR(held.segments.back().value, 1.0, 1e-12);
  EXPECT_NEAR(held.largest_charge_C_m2(), 1.82 * hour, 1e-6);
  options.scan_state = "rest";
  options.first_half_cycle = "stripping";
  EXPECT_LT(protocol_of(options).segments[2].value, 0.0);
  options.block_voltage_mV = {50.0};
  const Protocol volts = protocol_of(options);
  EXPECT_EQ(volts.segments[2].control, ProtocolSegment::Control::voltage);
  EXPECT_NEAR(volts.segments[2].value, -0.05, 1e-12);
}

TEST(Protocol, CyclersRecord) {
  ProtocolOptions options;
  options.cycler_file = "record.csv";
  const Protocol protocol = protocol_of(options, {{0.0, 0.5}, {100.0, -0.5}, {350.0, 0.0}});
  ASSERT_EQ(protocol.scans.size(), 2u);
  EXPECT_NEAR(protocol.segments[2].duration_s, 100.0, 1e-12);
  EXPECT_NEAR(protocol.segments[3].duration_s, 250.0, 1e-12);
  EXPECT_NEAR(protocol.segments[3].value, -0.5, 1e-12);
  EXPECT_TRUE(protocol.segments.back().is_rest());
  EXPECT_THROW(protocol_of(options, {{0.0, 0.5}}), UsageError);
}

std::string complaint(const ProtocolOptions& options) {
  try {
    protocol_of(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Protocol, RefusalsNameTheKey) {
  ProtocolOptions options;
  EXPECT_EQ(complaint(options), "");
  options.block_half_cycle_min = {20.0};
  EXPECT_NE(complaint(options).find("block_half_cycle_min"), std::string::npos);
  options = {};
  options.block_half_cycles = {6.0, 32.5, 6.0, 6.0};
  EXPECT_NE(complaint(options).find("block_half_cycles"), std::string::npos);
  options = {};
  options.scan_state = "rest rest";
  EXPECT_NE(complaint(options).find("scan_state"), std::string::npos);
  options.scan_state = "rest rest rest rest sleeping";
  EXPECT_NE(complaint(options).find("sleeping"), std::string::npos);
  options.scan_state = "cycling";
  EXPECT_NE(complaint(options).find("Scan 0"), std::string::npos);
}

}  // namespace
}  // namespace lauelith::models
