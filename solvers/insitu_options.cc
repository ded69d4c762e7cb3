// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/insitu_options.h"

namespace lauelith::solvers {

void describe(ParameterVisitor& visit, InsituOptions& options) {
  visit.text({"backend",
              "catalyst: ParaView draws while simulate runs; none: it does not",
              {},
              {},
              {"none", "catalyst"}},
             options.backend);
  visit.text({"script", "a Catalyst script of your own (first line \"# script-version: 2.0\"); empty: ours"},
             options.script);
  visit.text({"folder", "where pictures and extracts go"}, options.folder);
  visit.text({"field", "the cell field that our script draws, as named in the files of --vtu"},
             options.field);
  visit.flag({"picture", "draw a picture each step (needs a display, or Xvfb)"}, options.picture);
  visit.flag({"profile", "write the fields along the depth, in the middle, each step"}, options.profile);
  visit.integer({"picture_width_px", "of the picture", 16, 16384}, options.picture_width_px);
  visit.integer({"picture_height_px", "of the picture", 16, 16384}, options.picture_height_px);
}

}  // namespace lauelith::solvers
