// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <vector>

namespace lauelith {

/// One peak of a frame. Positions are zero-based: (0, 0) is the centre of the first stored pixel.
struct Peak {
  double x_px = 0.0;
  double y_px = 0.0;
  double x_sigma_px = 0.0;  ///< standard error of the position
  double y_sigma_px = 0.0;
  double xy_covariance_px2 = 0.0;
  double intensity = 0.0;  ///< integrated counts above the background, image units
  double intensity_sigma = 0.0;
  double background = 0.0;     ///< counts per pixel under the peak
  double height = 0.0;         ///< largest pixel above background
  double fwhm_major_px = 0.0;  ///< of the fitted Gaussian, pixel integration removed
  double fwhm_minor_px = 0.0;
  double tilt_deg = 0.0;      ///< major axis from +x towards +y, in (-90, 90]
  double significance = 0.0;  ///< matched-filter excess over the local noise, in sigma
  bool saturated = false;
  bool shape_fixed = false;  ///< too faint for a free fit: reported with the shape held
  bool clipped = false;      ///< touches a mask or the edge: not used for strain
  bool blended = false;      ///< fitted together with a neighbour
};

/// What the peak search saw of the frame as a whole.
struct PeakList {
  std::vector<Peak> peaks;  ///< brightest first
  int rows = 0;             ///< of the frame; 0 when the list came from a file
  int cols = 0;
  double gain = std::numeric_limits<double>::quiet_NaN();          ///< variance per count above the pedestal
  double psf_sigma_px = std::numeric_limits<double>::quiet_NaN();  ///< median sigma of isolated peaks
  double detection_limit = 0.0;  ///< intensity a peak needs to be found over the median background; 0 unknown
  int n_saturated_brightest = 0;  ///< saturated ones among the 20 brightest
};

}  // namespace lauelith
