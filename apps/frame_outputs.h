// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "forward/spot_prediction.h"
#include "src/detector_file.h"
#include "src/frame.h"
#include "src/grain.h"
#include "src/pattern_picture.h"

namespace lauelith {

/// What is written per frame beside the maps: a picture, LaueTools files. Empty folders: nothing.
class FrameOutputs {
 public:
  FrameOutputs(std::string plot_folder, std::string lauetools_folder, const DetectorFile& detector,
               const forward::LaueSetup& setup, const PatternPictureOptions& picture);

  bool needs_image() const { return !plot_folder_.empty(); }
  /// `image` may be empty (a peak list, an unreadable frame).
  void write(std::size_t frame_number, const Image& image, const FrameResult& frame) const;

 private:
  std::string path(const std::string& folder, std::size_t frame_number, const FrameResult& frame,
                   const std::string& extension) const;

  std::string plot_folder_;
  std::string lauetools_folder_;
  const DetectorFile& detector_;
  const forward::LaueSetup& setup_;
  PatternPictureOptions picture_;
};

}  // namespace lauelith
