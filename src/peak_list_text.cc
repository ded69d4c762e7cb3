// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "src/peak_list_file.h"
#include "src/safe_file.h"

namespace lauelith {
namespace {

/// Numbers of a row with the decimals of the format, or all of them.
class RowPrinter {
 public:
  RowPrinter(TextPrecision precision) : is_full_(precision == TextPrecision::full) {}
  void add(double value, int decimals) {
    if (!row_.empty()) row_ += "   ";
    row_ += is_full_ && decimals > 0 ? exact_text(value) : fixed_text(value, decimals);
  }
  std::string line() const { return row_ + "\n"; }

 private:
  bool is_full_;
  std::string row_;
};

/// What these formats call intensity: the height above background.
double listed_intensity(const Peak& peak) { return peak.height > 0.0 ? peak.height : peak.intensity; }

bool has_errors(const PeakList& list) {
  for (const auto& peak : list.peaks) {
    if (std::isfinite(peak.x_sigma_px) && peak.x_sigma_px > 0.0) return true;
  }
  return false;
}

std::string dat_row(const Peak& peak, bool with_errors, TextPrecision precision) {
  const double fwhm_per_sigma = std::sqrt(8.0 * std::log(2.0));
  const double turn_deg = peak.tilt_deg - 90.0;
  RowPrinter row(precision);
  row.add(peak.x_px + 1.0, 2);
  row.add(peak.y_px + 1.0, 2);
  row.add(listed_intensity(peak) + peak.background, 2);
  row.add(listed_intensity(peak), 2);
  row.add(peak.fwhm_major_px / fwhm_per_sigma, 2);
  row.add(peak.fwhm_minor_px / fwhm_per_sigma, 2);
  row.add(turn_deg < 0.0 ? turn_deg + 360.0 : turn_deg, 3);
  row.add(0.0, 2);
  row.add(0.0, 2);
  row.add(peak.background, 2);
  row.add(std::round(listed_intensity(peak) + peak.background), 0);
  if (with_errors) row.add(peak.x_sigma_px, 4);
  if (with_errors) row.add(peak.y_sigma_px, 4);
  return row.line();
}

std::string cor_row(const Peak& peak, const Detector& detector, TextPrecision precision) {
  const auto angles = angles_of_pixel(detector, {peak.x_px, peak.y_px});
  RowPrinter row(precision);
  row.add(angles.two_theta_deg, 5);
  row.add(angles.chi_deg, 5);
  row.add(peak.x_px + 1.0, 5);
  row.add(peak.y_px + 1.0, 5);
  row.add(listed_intensity(peak), 2);
  return row.line();
}

}  // namespace

std::string dat_text(const PeakList& list, const PeakListWriting& writing) {
  const bool with_errors = has_errors(list);
  std::string text = "peak_X peak_Y peak_Itot peak_Isub peak_fwaxmaj peak_fwaxmin peak_inclination Xdev Ydev "
                     "peak_bkg Ipixmax";
  text += with_errors ? " Xfiterr Yfiterr\n" : "\n";
  if (list.peaks.size() == 1) text += "\n";
  for (const auto& peak : list.peaks) text += dat_row(peak, with_errors, writing.precision);
  return text + "# File created by lauelith\n# From: " + writing.source + "\n# Comments: nb of peaks " +
         std::to_string(list.peaks.size()) + "\n";
}

std::string cor_text(const PeakList& list, const DetectorFile& detector, const PeakListWriting& writing) {
  const auto form = five_parameter_form(detector.detector, "cor");
  const Detector panel = placed(detector.detector, form.five);
  std::string text = "2theta chi X Y I\n";
  for (const auto& peak : list.peaks) text += cor_row(peak, panel, writing.precision);
  return text + "# File created by lauelith\n# From: " + writing.source + "\n# Calibration parameters\n" +
         calibration_lines(detector, form.five);
}

void write_dat(const std::string& path, const PeakList& list, const PeakListWriting& writing) {
  write_whole_file(path, dat_text(list, writing));
}

std::string write_cor(const std::string& path, const PeakList& list, const DetectorFile& detector,
                      const PeakListWriting& writing) {
  const std::string note = five_parameter_form(detector.detector, path).note;
  write_whole_file(path, cor_text(list, detector, writing));
  return note;
}

}  // namespace lauelith
