// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/flaws.h"

namespace lauelith::models {

/// The way that a flaw takes when it grows: from its tip on, at most `extra` long and inside the domain;
/// straight on, or along the boundaries that the flaw follows (as `path_along_boundary` goes, ending early
/// where they end; in 3-D straight on in the plane of the flaw). `path` is empty if there is no way. Pinned
/// by Flaws.PathsGoOn*.
Flaw growth_path(const Flaw& flaw, const BoundaryNetwork& boundaries, const DomainBox& domain, double extra);

}  // namespace lauelith::models
