// SPDX-License-Identifier: BSD-3-Clause
#include "apps/maps_words.h"

#include <cmath>
#include <cstdio>

#include "src/hdf5_reader.h"
#include "src/units.h"

namespace lauelith {

std::string provenance_text_of_maps(const std::string& path) {
  const Hdf5Reader reader(path);
  std::string text;
  for (const char* name : {"version", "git_hash", "argv", "start", "end", "study"}) {
    const std::string place = std::string("/provenance/") + name;
    if (!reader.has(place)) continue;
    text += std::string(name) + ":";
    for (const std::string& part : reader.texts(place))
      text += (part.find('\n') == part.npos ? " " : "\n") + part;
    text += "\n";
  }
  return text;
}

std::string setting_text_of_maps(const Maps& maps) {
  char text[160];
  std::snprintf(text, sizeof text, "Face inclined by %g degrees.", maps.sample_tilt_deg);
  std::string setting = "Crystal " + maps.crystal + ". " + text;
  if (maps.detector) {
    std::snprintf(text, sizeof text, " Detector at %.4f mm.",
                  maps.detector->detector.distance_m() / units::mm);
    setting += text;
  }
  if (!maps.depth_model.empty()) setting += " Depth of origin of the spots: " + maps.depth_model + ".";
  if (maps.refined_panel) {
    std::snprintf(text, sizeof text,
                  " The distance was refined with the grains: %.4f ± %.4f mm, file %.4f mm.",
                  maps.refined_panel->parameters[0], std::sqrt(maps.refined_panel->covariance[0]),
                  maps.refined_panel->given[0]);
    setting += text;
  }
  return setting;
}

}  // namespace lauelith
