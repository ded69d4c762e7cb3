// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "inverse/fit_model.h"
#include "models/protocol.h"

namespace lauelith {

/// Currents and charges before each later scan of a protocol (its first scan is Scan 0); empty where a part
/// of it is controlled by voltage. Charges count until the moment of the scan.
inverse::CellHistory history_of(const models::Protocol& protocol);

/// Of a list of currents alone (A/m², before each later scan, which is taken to be under current).
inverse::CellHistory history_of(const std::vector<double>& currents_A_m2);

/// Steady cell voltages of a record with a heading: current_uA_cm2, voltage_V or voltage_mV, and if there is
/// one sigma_mV; more columns may follow. With `default_sigma_V` for rows without sigma. Rows of the same
/// current (to 1 %, either direction) are averaged and keep the sigma of one row, because what the model
/// leaves out is common to them; rests are skipped.
std::vector<inverse::VoltagePoint> read_voltage_record(const std::string& path, double default_sigma_V);

}  // namespace lauelith
