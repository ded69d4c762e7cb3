// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/grain.h"

namespace lauelith {

/// One frame of a report.
struct ReportFrame {
  FrameResult result;
  std::vector<std::uint8_t> picture_png;  ///< a PNG file; empty: no picture
};

/// A map of the scan.
struct ReportMap {
  std::string title;
  std::vector<std::uint8_t> picture_png;
};

/// What goes into a report.
struct ReportContents {
  std::string title;  ///< "maps.h5"
  std::vector<ReportFrame> frames;
  std::vector<ReportMap> maps;
  std::string setting;     ///< crystal, camera, beam in a sentence or two; shown below the title
  std::string provenance;  ///< shown as it is: version, command, resolved study, inputs
  int most_frames = 25;    ///< frames shown in detail, those with grains first; all are counted
};

/// One self-contained HTML page without scripts or outside references: counts per status, the maps, then per
/// frame the picture, the grains with orientation, deviatoric strain ± standard error in 1e-3, residuals and
/// false-alarm rate, and their spots; at the end the provenance. Texts from files are escaped. The same
/// contents give the same bytes. Pinned by tests/src/html_report_test.cc.
std::string html_report(const ReportContents& contents);

/// Text as HTML shows it: < > & " escaped, control characters and invalid UTF-8 replaced by U+FFFD.
std::string html_escaped(std::string_view text);

/// "ok", "no spots", … : the word for a status of /entry/map/status.
std::string status_text(FrameStatus status);

}  // namespace lauelith
