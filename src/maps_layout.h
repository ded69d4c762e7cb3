// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith::maps_layout {

/// Places of maps.h5 that its writer and its reader share.
inline constexpr int major_version = 1;
inline constexpr int minor_version = 1;  ///< 1: tables that grow, numbered grains
inline const std::string map_group = "/entry/map";
inline const std::string grain_group = "/entry/grains";
inline const std::string peak_group = "/entry/peaks";
inline const std::string reflection_group = "/entry/reflections";
inline const std::string derived_group = "/entry/derived";
inline const std::string sample_group = "/entry/sample";
inline const std::string detector_text = "/entry/instrument/detector/description";

}  // namespace lauelith::maps_layout
