// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "models/protocol.h"
#include "solvers/cell_study.h"

namespace lauelith::solvers {

/// The protocol of a study; a cycler file is read (relative to `folder`).
models::Protocol protocol_of(const CellStudy& study, const std::string& folder);

/// What no range says, before anything is solved; UsageErrors name key and values:
///   – more charge one way than an electrode holds lithium,
///   – currents that need more than protocol.voltage_limit_V by Ohm's law, voltages beyond it,
///   – a film with more resistance than the interface it is part of.
void require_possible(const CellStudy& study, const models::Protocol& protocol);

/// The same of the cell itself: a window, flaws and half pennies that fit into it, elastic constants that
/// hold a body up, pieces of flaws at least as long as cells (finer ones have no field of their own: their
/// openings would be noise, a thousand times too large). Without building grains or meshes.
void require_possible_cell(const CellStudy& study);

}  // namespace lauelith::solvers
