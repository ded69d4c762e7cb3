// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/lauetools_geometry.h"
#include "src/peak.h"

namespace lauelith {

/// A peak list of LaueTools, with what only such a file knows.
///
/// Positions are zero-based here, counted from 1 in the file. Both formats list the height of the fitted Gaussian
/// as intensity; a .dat also has the two Gaussian sigmas (its columns named fwaxmaj, fwaxmin: checked against the
/// pixels of a real frame), so that peaks of a .dat get the integral 2π σ₁ σ₂ × height. The angle of a .dat is that
/// of the second axis. Standard errors are NaN where the file has none: the caller decides what they are.
/// Pinned by tests/src/peak_list_file_test.cc.
struct PeakListFile {
  PeakList peaks;                                ///< brightest first; equal ones as in the file
  std::vector<int> row;                          ///< of each peak in the file, from 0
  std::string format;                            ///< "dat", "cor" or "cor, unindexed"
  bool intensities_inform = false;               ///< false: all equal, they carry no information
  std::vector<TwoThetaChi> angles;               ///< as listed, by peak; empty in a .dat
  std::optional<LaueToolsCalibration> calibration;  ///< the file's own geometry
  std::map<std::string, std::vector<double>> extras;  ///< further columns by name in lower case, by peak
  std::vector<std::string> notes;
};

/// Told by the first line; InputError with line and column when damaged.
PeakListFile read_peak_list(const std::string& path);
PeakListFile peak_list_of(const TextFile& text);
/// Whether the text is one of these lists.
bool is_peak_list(const TextFile& text);

/// Largest difference between listed and recomputed 2θ or χ; NaN when no angles are listed. Above 0.001° the list
/// was made with another detector.
double largest_angle_error_deg(const PeakListFile& list, const Detector& detector);

/// What a list is written with.
struct PeakListWriting {
  std::string source = "unknown";
  TextPrecision precision = TextPrecision::theirs;
};
std::string dat_text(const PeakList& list, const PeakListWriting& writing = {});
std::string cor_text(const PeakList& list, const DetectorFile& detector, const PeakListWriting& writing = {});
void write_dat(const std::string& path, const PeakList& list, const PeakListWriting& writing = {});
/// Returns what had to be changed to fit the format (empty: nothing).
std::string write_cor(const std::string& path, const PeakList& list, const DetectorFile& detector,
                      const PeakListWriting& writing = {});

}  // namespace lauelith
