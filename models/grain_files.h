// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "models/grain_sources.h"

namespace lauelith::models {

/// grains.source = "file": a microstructure from what `grains.file` names, by its ending.
///   .ctf        electron back-scatter map (µm), extruded along Z in 3-D
///   .h5 .hdf5   maps.h5 of a Scan 0 (µm), the same way
///   .msh        Gmsh 2.2 of Neper, of the dimension of the model; must cover the domain
///   .vti        DAMASK grid (m) with the material.yaml beside it; of several layers the uppermost (highest
///   z)
///               lies at Z = 0, and is the one that a 2-D model takes
/// Lengths are multiplied by `file_unit_um` (0: the unit of the format) and shifted by `file_origin_um`.
Microstructure read_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension);

/// Any source: the file if there is one, else as made by `make_microstructure`; with pores if asked for.
Microstructure build_microstructure(const GrainOptions& options, const DomainBox& domain, int dimension,
                                    const std::array<double, 2>& window, double relative_density);

}  // namespace lauelith::models
