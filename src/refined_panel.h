// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <optional>
#include <string>

#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// Detector parameters that were fitted to the grains of a run, in the order dd (mm), xcen, ycen (px, counted
/// from 1), xbet, xgam (deg). Held ones have zero variance.
struct RefinedPanel {
  std::array<double, 5> parameters{};
  std::array<double, 5> given{};        ///< by the detector file
  std::array<double, 5> prior_sigma{};  ///< how well that was taken to be known
  std::array<double, 25> covariance{};  ///< row-major, prior included
  std::string message;                  ///< which of them only the prior holds
};

/// /entry/instrument/detector/refined of maps.h5. Pinned by tests/src/maps_file_test.cc.
void write_refined_panel(Hdf5Writer& writer, const RefinedPanel& panel);
std::optional<RefinedPanel> read_refined_panel(const Hdf5Reader& reader);

}  // namespace lauelith
