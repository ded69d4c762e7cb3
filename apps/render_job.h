// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "apps/common_options.h"

namespace lauelith {

/// What `lauelith render` was asked to do.
struct RenderJob {
  std::string study_path;
  std::string field_path;  ///< empty: the study's table [field]
  int scan = 0;
  std::string output;  ///< empty: scanK.h5; .h5, .csv (spots), or .mccd, .tif, .cbf: one file per frame
  std::string compression = "deflate";
  bool spots_only = false;
  CommonOptions common;
};

void run_render(const RenderJob& job);

}  // namespace lauelith
