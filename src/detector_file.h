// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/detector.h"
#include "src/panel_mask.h"
#include "src/parameter.h"
#include "src/text_file.h"

namespace lauelith {

/// A detector and what its file says beyond geometry.
struct DetectorFile {
  Detector detector;                  ///< its mask is that of `panel`; the mask file is not opened here
  PanelMask panel;
  std::string mask_file;              ///< image named as mask, non-zero = do not use; a name only, as written
  std::string lauetools_label;        ///< CCDLabel
  std::string format;                 ///< "toml", "preset", "det", "cor", "geoN XML" or "geoN text"
  std::vector<std::string> notes;     ///< for the user: what was assumed, what disagrees
};

struct DetectorFileOptions {
  int panel = 0;                      ///< which detector of a file that describes several
};
void describe(ParameterVisitor& visit, DetectorFileOptions& options);

/// Reads our TOML, a LaueTools .det (or the calibration at the end of a .cor), a 34-ID geometry file (XML or its
/// older text form), or the name of a built-in preset. The kind is told by content, not by extension.
/// InputError when it is none of them, or damaged. Pinned by tests/src/detector_file_test.cc.
DetectorFile read_detector(const std::string& path_or_preset, const DetectorFileOptions& options = {});

/// Built-in detectors, by `name`; capitals and blanks are ignored ("pilatus1m").
std::vector<std::string> detector_presets();
std::vector<DetectorFile> built_in_detectors();  ///< without the masks of their panels
bool is_detector_preset(const std::string& name);
DetectorFile detector_preset(const std::string& name);

/// Five numbers of a panel for files that can hold nothing else. A turn of the panel about the beam is taken out
/// (and said in `note`); unequal pitches and mirrored panels cannot be written: UsageError.
struct FiveParameterForm {
  FiveParameters five;
  std::string note;
};
FiveParameterForm five_parameter_form(const Detector& detector, const std::string& path);

/// Size, pitch, distance and axes that can be a camera; InputError about `name` otherwise.
void check_detector(const Detector& detector, const std::string& name);

/// Digits of numbers in files of other programs: what they print themselves, or all that a double holds.
enum class TextPrecision { theirs, full };

}  // namespace lauelith
