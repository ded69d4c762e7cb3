// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/picture.h"

namespace lauelith {

/// A curve, if wanted with a band around it.
struct PlotCurve {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> low;  ///< of the band; empty: none
  std::vector<double> high;
  bool dashed = false;
};

/// Curves over one axis.
struct LinePlot {
  std::string title;
  std::string x_label;  ///< with its unit
  std::string y_label;
  std::vector<std::string> notes;  ///< lines below the picture: conventions, what the bands are
  std::vector<PlotCurve> curves;
  bool zero_line = true;  ///< a thin line at y = 0 and x = 0 where they are inside
  bool log10_y = false;   ///< the decimal logarithm of y is shown, and the label says so
  bool bars = false;      ///< x counts things: bars from 0 with the band as error bar
};

/// The plot with axes, ticks, legend and notes; points that are not finite are gaps. The same plot gives the
/// same bytes. Pinned by LinePlot.* (tests/src/sobol_indices_test.cc).
Picture line_plot(const LinePlot& plot);

}  // namespace lauelith
