// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/map_boundaries.h"
#include "src/map_layers.h"
#include "src/parameter.h"
#include "src/picture.h"
#include "src/pole_figure_colour.h"

namespace lauelith {

/// How maps are drawn. The limits of strain are those of the founding paper's maps (Shen et al., Materials
/// Today 2022, Fig. 3), the same for every scan, so that scans can be laid side by side.
struct MapPictureOptions {
  double strain_limit = 0.8e-3;   ///< colours of a strain component: −limit to +limit
  double von_mises_limit = 1e-3;  ///< colours of the equivalent strain: 0 to limit
  double grain_boundary_deg = 2.0;
  int widest_px = 900;
};
void describe(ParameterVisitor& visit, MapPictureOptions& options);

/// A map with µm axes (y upwards), colour bar with numbers and unit, scale bar, sample triad and grain
/// boundaries; points without a value are hatched. Values with a sign are blue–white–red about zero, others
/// viridis; misorientations between their 2nd and 98th percentile; values beyond the limits have the end
/// colour and a triangle on the bar. Grains and statuses have colours of their own, and a legend.
/// Pinned by MapPicture.* (tests/src/map_picture_test.cc).
Picture map_picture(const ScanLayers& scan, const MapLayer& layer, const MapBoundaries& boundaries,
                    const MapPictureOptions& options = {});

/// Inverse-pole-figure map of a sample direction (0 x, 1 y, 2 z) with its key.
Picture pole_figure_map(const ScanLayers& scan, const PoleFigureKey& key, int sample_axis,
                        const MapBoundaries& boundaries, const MapPictureOptions& options = {});

/// One picture of a scan under the name of its quantity.
struct NamedPicture {
  std::string name;  ///< "strain_sample_xx", "ipf_z"
  std::string title;
  Picture picture;
};

/// Every map of a scan that holds at least one number, poles first.
std::vector<NamedPicture> pictures_of(const ScanLayers& scan, const Crystal& crystal,
                                      const MapPictureOptions& options = {});

}  // namespace lauelith
