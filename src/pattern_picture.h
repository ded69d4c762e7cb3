// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/frame.h"
#include "src/grain.h"
#include "src/parameter.h"
#include "src/picture.h"

namespace lauelith {

/// How a pattern is drawn.
struct PatternPictureOptions {
  std::string colours = "ink";  ///< of the image
  int widest_px = 1400;         ///< width of the whole picture
  int n_labels = 15;            ///< Miller indices written per grain, brightest spots first
  bool show_peaks = true;
  bool show_grains = true;
};
void describe(ParameterVisitor& visit, PatternPictureOptions& options);

/// The detector image on a logarithmic scale between robust limits (masked pixels hatched), a thin circle
/// around every found peak, and for each grain a coloured square (doubtful grains: a cross) where its spots
/// were calculated, the brightest with their Miller indices; beside it the numbers of each grain. Pinned by
/// tests/src/picture_test.cc.
Picture pattern_picture(const Image& image, const FrameResult& result,
                        const PatternPictureOptions& options = {});

/// The same for a peak list without an image: dots whose size grows with the logarithm of the intensity.
Picture pattern_picture(const FrameResult& result, const PatternPictureOptions& options = {});

}  // namespace lauelith
