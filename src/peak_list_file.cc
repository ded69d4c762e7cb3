// SPDX-License-Identifier: BSD-3-Clause
#include "src/peak_list_file.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "src/column_table.h"
#include "src/constants.h"
#include "src/frame_conventions.h"

namespace lauelith {
namespace {

constexpr double largest_quiet_angle_error_deg = 1e-3;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Names of the columns that mean something here; the rest are extras.
struct Names {
  std::string x, y, intensity;
};
const Names dat_names{"peak_x", "peak_y", "peak_isub"};
const Names cor_names{"x", "y", "i"};

std::string first_line(const TextFile& text) { return text.lines.empty() ? "" : lower_case(text.lines[0]); }

bool is_dat(const TextFile& text) { return first_line(text).find("peak_x") != std::string::npos; }
bool is_cor(const TextFile& text) { return first_line(text).find("2theta") != std::string::npos; }
bool is_unindexed(const TextFile& text) { return first_line(text).rfind("# unindexed", 0) == 0; }

TableLayout layout_of(const TextFile& text, const Names& names) {
  TableLayout layout{words_of_line(text, 1), 2, 0, {names.x, names.y, names.intensity}};
  if (!layout.names.empty() && layout.names[0].text.front() == '#') layout.names[0].text.erase(0, 1);
  if (!layout.names.empty() && layout.names[0].text.empty()) layout.names.erase(layout.names.begin());
  return layout;
}

/// Seven lines of remarks, then columns without names.
TableLayout unindexed_layout() {
  TableLayout layout;
  for (const char* name : {"index", "i", "2theta", "chi", "x", "y"}) layout.names.push_back({name, 1, 1});
  layout.first_line = 8;
  layout.essential = {"x", "y", "i"};
  return layout;
}

double value_or(const ColumnTable& table, const std::string& name, std::size_t row, double otherwise) {
  const auto column = table.columns.find(name);
  return column == table.columns.end() ? otherwise : column->second[row];
}

/// Into (-90, 90].
double axis_angle_deg(double angle_deg) {
  const double folded = angle_deg - 180.0 * std::floor(angle_deg / 180.0);
  return folded > 90.0 ? folded - 180.0 : folded;
}

void read_shape(const ColumnTable& table, std::size_t row, Peak& peak) {
  const double first_px = value_or(table, "peak_fwaxmaj", row, 0.0);
  const double second_px = value_or(table, "peak_fwaxmin", row, 0.0);
  const double angle_deg = value_or(table, "peak_inclination", row, 0.0);
  if (!(first_px > 0.0 && second_px > 0.0)) return;
  const double fwhm_per_sigma = std::sqrt(8.0 * std::log(2.0));
  peak.fwhm_major_px = fwhm_per_sigma * std::max(first_px, second_px);
  peak.fwhm_minor_px = fwhm_per_sigma * std::min(first_px, second_px);
  peak.tilt_deg = axis_angle_deg(first_px >= second_px ? angle_deg + 90.0 : angle_deg);
  peak.intensity = 2.0 * constants::pi * first_px * second_px * peak.height;
}

Peak peak_of_row(const ColumnTable& table, const Names& names, std::size_t row) {
  Peak peak;
  const Eigen::Vector2d px = pixel_from(Program::lauetools_fit,
                                        {table.columns.at(names.x)[row], table.columns.at(names.y)[row]});
  peak.x_px = px.x();
  peak.y_px = px.y();
  peak.height = table.columns.at(names.intensity)[row];
  peak.intensity = peak.height;
  peak.intensity_sigma = missing;
  peak.x_sigma_px = value_or(table, "xfiterr", row, missing);
  peak.y_sigma_px = value_or(table, "yfiterr", row, missing);
  peak.background = value_or(table, "peak_bkg", row, 0.0);
  read_shape(table, row, peak);
  return peak;
}

bool is_listed_elsewhere(const std::string& name) {
  for (const char* known : {"peak_x", "peak_y", "peak_isub", "peak_itot", "peak_bkg", "peak_fwaxmaj", "peak_fwaxmin",
                            "peak_inclination", "xfiterr", "yfiterr", "x", "y", "i", "2theta", "chi", "index"}) {
    if (name == known) return true;
  }
  return false;
}

void sort_by_intensity(const std::vector<Peak>& peaks, std::vector<int>& row) {
  std::stable_sort(row.begin(), row.end(), [&](int a, int b) {
    return peaks[static_cast<std::size_t>(a)].intensity > peaks[static_cast<std::size_t>(b)].intensity;
  });
}

std::vector<double> in_order(const std::vector<double>& values, const std::vector<int>& row) {
  std::vector<double> sorted;
  for (const int r : row) sorted.push_back(values[static_cast<std::size_t>(r)]);
  return sorted;
}

void add_peaks(const ColumnTable& table, const Names& names, PeakListFile& list) {
  std::vector<Peak> peaks;
  for (std::size_t row = 0; row < table.n_rows(); ++row) peaks.push_back(peak_of_row(table, names, row));
  list.row.resize(peaks.size());
  std::iota(list.row.begin(), list.row.end(), 0);
  sort_by_intensity(peaks, list.row);
  for (const int row : list.row) list.peaks.peaks.push_back(peaks[static_cast<std::size_t>(row)]);
  for (const auto& [name, values] : table.columns) {
    if (!is_listed_elsewhere(name)) list.extras[name] = in_order(values, list.row);
  }
  const auto& heights = table.columns.at(names.intensity);
  list.intensities_inform = std::adjacent_find(heights.begin(), heights.end(), std::not_equal_to<>()) != heights.end();
}

void add_angles(const ColumnTable& table, PeakListFile& list) {
  if (!table.has("2theta") || !table.has("chi")) return;
  for (const int row : list.row) {
    const auto r = static_cast<std::size_t>(row);
    list.angles.push_back({table.columns.at("2theta")[r], table.columns.at("chi")[r]});
  }
}

void note_own_geometry(const TextFile& text, PeakListFile& list) {
  if (!has_lauetools_calibration(text)) return;
  list.calibration = calibration_of_cor(text);
  Detector detector;
  detector = placed(detector, list.calibration->five);
  const double error_deg = largest_angle_error_deg(list, detector);
  if (!(error_deg > largest_quiet_angle_error_deg)) return;
  list.notes.push_back("2theta and chi of the list differ by up to " + fixed_text(error_deg, 4) +
                       "° from what X, Y and the calibration at its end give; X and Y are used");
}

}  // namespace

bool is_peak_list(const TextFile& text) { return is_dat(text) || is_cor(text) || is_unindexed(text); }

PeakListFile peak_list_of(const TextFile& text) {
  PeakListFile list;
  if (is_dat(text)) {
    list.format = "dat";
    add_peaks(read_columns(text, layout_of(text, dat_names)), dat_names, list);
    return list;
  }
  if (!is_cor(text) && !is_unindexed(text)) {
    throw text_error(text, 1, 1, "the column names of a .dat or .cor peak list", "\"" +
                     (text.lines.empty() ? std::string() : text.lines[0].substr(0, 60)) + "\"");
  }
  list.format = is_unindexed(text) ? "cor, unindexed" : "cor";
  const ColumnTable table = read_columns(text, is_unindexed(text) ? unindexed_layout() : layout_of(text, cor_names));
  add_peaks(table, cor_names, list);
  add_angles(table, list);
  note_own_geometry(text, list);
  return list;
}

PeakListFile read_peak_list(const std::string& path) { return peak_list_of(read_text_file(path)); }

double largest_angle_error_deg(const PeakListFile& list, const Detector& detector) {
  if (list.angles.empty()) return missing;
  double largest = 0.0;
  for (std::size_t i = 0; i < list.angles.size(); ++i) {
    const Peak& peak = list.peaks.peaks[i];
    const auto angles = angles_of_pixel(detector, {peak.x_px, peak.y_px});
    largest = std::max({largest, std::abs(angles.two_theta_deg - list.angles[i].two_theta_deg),
                        std::abs(angles.chi_deg - list.angles[i].chi_deg)});
  }
  return largest;
}

}  // namespace lauelith
