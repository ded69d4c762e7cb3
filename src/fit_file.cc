// SPDX-License-Identifier: BSD-3-Clause
#include "src/fit_file.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "src/column_table.h"
#include "src/frame_conventions.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr std::size_t most_grains = 64;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Lines first..last of one grain, counted from 1.
struct Block {
  int first = 0;
  int last = 0;
};

/// A line without # and blanks in front.
std::string_view remark(const TextFile& text, int line) {
  const std::string_view whole = text.lines[static_cast<std::size_t>(line) - 1];
  const auto begin = whole.find_first_not_of("# \t");
  return begin == std::string_view::npos ? std::string_view() : whole.substr(begin);
}

bool begins(std::string_view text, std::string_view head) { return text.substr(0, head.size()) == head; }

std::vector<Block> blocks_of(const TextFile& text) {
  std::vector<Block> blocks;
  const int n_lines = static_cast<int>(text.lines.size());
  for (int line = 1; line <= n_lines; ++line) {
    if (!begins(remark(text, line), "Number of indexed spots")) continue;
    if (!blocks.empty()) blocks.back().last = line - 1;
    blocks.push_back({line, n_lines});
  }
  if (blocks.empty()) throw text_error(text, 1, 1, "a block \"#Number of indexed spots\" per grain", "none");
  if (blocks.size() > most_grains) {
    throw text_error(text, blocks[most_grains].first, 1, "at most 64 grains", std::to_string(blocks.size()));
  }
  return blocks;
}

/// First line of the block that begins with `title`; 0: none.
int find_title(const TextFile& text, const Block& block, std::string_view title) {
  for (int line = block.first; line <= block.last; ++line) {
    if (begins(remark(text, line), title)) return line;
  }
  return 0;
}

/// Numbers in brackets from `line` on, `n` of them.
std::vector<double> bracketed(const TextFile& text, const Block& block, int line, std::size_t n) {
  std::vector<double> values;
  for (int l = line; l <= block.last && values.size() < n; ++l) {
    for (const auto& word : words_of_line(text, l, "# \t[](),"))
      values.push_back(number_at(text, word, "a number"));
  }
  if (values.size() != n) {
    throw text_error(text, line, 1, std::to_string(n) + " numbers in brackets",
                     std::to_string(values.size()));
  }
  return values;
}

std::optional<Eigen::Matrix3d> matrix_under(const TextFile& text, const Block& block,
                                            std::string_view title) {
  const int line = find_title(text, block, title);
  if (line == 0) return std::nullopt;
  const auto values = bracketed(text, block, line + 1, 9);
  return Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(values.data());
}

Eigen::Matrix3d required_matrix(const TextFile& text, const Block& block, std::string_view title) {
  const auto matrix = matrix_under(text, block, title);
  if (!matrix) throw text_error(text, block.first, 1, "a block \"#" + std::string(title) + "\"", "none");
  if (std::abs(matrix->determinant()) > 1e-12) return *matrix;
  throw text_error(text, find_title(text, block, title), 1, "a matrix of three directions", "a singular one");
}

std::string text_under(const TextFile& text, const Block& block, std::string_view title) {
  const int line = find_title(text, block, title);
  return line == 0 || line == block.last ? "" : std::string(trimmed(remark(text, line + 1)));
}

double mean_deviation(const TextFile& text, const Block& block) {
  const int line = find_title(text, block, "Mean Deviation");
  if (line == 0) return missing;
  const auto words = words_of_line(text, line, " \t:");
  return number_at(text, words.back(), "the mean deviation");
}

ColumnTable spots_of(const TextFile& text, const Block& block) {
  const int header = find_title(text, block, "spot_index");
  if (header == 0) throw text_error(text, block.first, 1, "a line of column names \"#spot_index …\"", "none");
  TableLayout layout{words_of_line(text, header, " \t#"),
                     header + 1,
                     block.last,
                     {"spot_index", "h", "k", "l", "xexp", "yexp"}};
  return read_columns(text, layout);
}

double value(const ColumnTable& table, std::initializer_list<const char*> names, std::size_t row) {
  for (const char* name : names) {
    if (table.has(name)) return table.columns.at(name)[row];
  }
  return missing;
}

Peak peak_of(const ColumnTable& table, std::size_t row) {
  Peak peak;
  const auto px =
      pixel_from(Program::lauetools_fit, {value(table, {"xexp"}, row), value(table, {"yexp"}, row)});
  peak.x_px = px.x();
  peak.y_px = px.y();
  peak.intensity = peak.height = value(table, {"intensity", "itot"}, row);
  peak.x_sigma_px = peak.y_sigma_px = peak.intensity_sigma = missing;
  return peak;
}

IndexedSpot spot_of(const TextFile& text, const ColumnTable& table, std::size_t row) {
  IndexedSpot spot;
  for (int i = 0; i < 3; ++i) {
    const std::string name(1, "hkl"[i]);
    const double index = table.columns.at(name)[row];
    if (index != std::round(index) || std::abs(index) > 10000) {
      throw text_error(text, table.line[row], 1, "a whole number for " + name, exact_text(index));
    }
    spot.hkl(i) = static_cast<int>(index);
  }
  spot.energy_keV = value(table, {"energy", "energy(kev)"}, row);
  spot.calculated_px =
      pixel_from(Program::lauetools_fit, {value(table, {"xtheo"}, row), value(table, {"ytheo"}, row)});
  return spot;
}

void add_spots(const TextFile& text, const Block& block, FitFile& file, Grain& grain) {
  const ColumnTable table = spots_of(text, block);
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    grain.spots.push_back(spot_of(text, table, row));
    grain.spots.back().peak = static_cast<int>(file.peaks.peaks.size());
    file.peaks.peaks.push_back(peak_of(table, row));
    file.spot_index.push_back(static_cast<int>(std::clamp(table.columns.at("spot_index")[row], 0.0, 1e9)));
  }
}

void add_lattice(const TextFile& text, const Block& block, FitGrain& fit, double sample_tilt_deg) {
  fit.UB = required_matrix(text, block, "UB matrix");
  fit.B0_1_A = required_matrix(text, block, "B0 matrix");
  Grain& grain = fit.grain;
  grain.reciprocal_lab_1_A =
      conventions_of(Program::lauetools_fit).R_lab_from_their_lab * fit.UB * fit.B0_1_A;
  const Eigen::Matrix3d B = lower_triangular_reciprocal(fit.B0_1_A);
  if (!(grain.reciprocal_lab_1_A.determinant() * B.determinant() > 0.0)) {
    throw text_error(text, find_title(text, block, "UB matrix"), 1, "a right-handed lattice",
                     "a left-handed one");
  }
  const auto strain = lattice_state(
      R_lab_from_sample(sample_tilt_deg * units::deg).transpose() * grain.reciprocal_lab_1_A, B);
  grain.R_sample_from_crystal = strain.R_frame_from_crystal;
  grain.strain_deviatoric_sample = components_of(strain.strain_deviatoric);
  grain.strain_deviatoric_crystal = components_of(strain.strain_deviatoric_crystal);
  grain.strain_covariance_sample.setConstant(missing);
  grain.strain_covariance_crystal.setConstant(missing);
  grain.orientation_sigma_mrad.setConstant(missing);
}

void add_printed_strain(const TextFile& text, const Block& block, FitGrain& fit) {
  for (const char* title :
       {"deviatoric strain in direct crystal frame", "deviatoric strain in crystal frame"}) {
    const auto crystal = matrix_under(text, block, title);
    if (crystal)
      fit.printed_strain_crystal =
          components_of(*crystal) / conventions_of(Program::lauetools_fit).strain_of_one;
  }
  const auto sample = matrix_under(text, block, "deviatoric strain in sample2 frame");
  if (sample) fit.printed_strain_sample = sample_strain_from(Program::lauetools_fit, components_of(*sample));
}

/// "#CCDLabel", "#DetectorParameters", "#pixelsize", "#Frame dimensions" of a block.
std::optional<LaueToolsCalibration> calibration_in(const TextFile& text, const Block& block) {
  const int parameters = find_title(text, block, "DetectorParameters");
  const int pixel = find_title(text, block, "pixelsize");
  if (parameters == 0 || pixel == 0) return std::nullopt;
  const auto five = bracketed(text, block, parameters + 1, 5);
  LaueToolsCalibration calibration;
  calibration.five = {five[0], five[1], five[2], five[3], five[4], bracketed(text, block, pixel + 1, 1)[0]};
  calibration.label = text_under(text, block, "CCDLabel");
  const int shape = find_title(text, block, "Frame dimensions");
  if (shape == 0) return calibration;
  const auto sides = bracketed(text, block, shape + 1, 2);
  calibration.rows = static_cast<int>(std::clamp(sides[0], 0.0, 1e6));
  calibration.cols = static_cast<int>(std::clamp(sides[1], 0.0, 1e6));
  return calibration;
}

}  // namespace

FitFile fit_file_of(const TextFile& text, double sample_tilt_deg) {
  FitFile file;
  for (const Block& block : blocks_of(text)) {
    FitGrain fit;
    fit.material = text_under(text, block, "Element");
    add_lattice(text, block, fit, sample_tilt_deg);
    add_printed_strain(text, block, fit);
    add_spots(text, block, file, fit.grain);
    fit.grain.mean_residual_px = mean_deviation(text, block);
    fit.grain.rms_px = fit.grain.log10_false_alarm = fit.grain.peak_width_px = missing;
    file.grains.push_back(fit);
    if (!file.calibration) file.calibration = calibration_in(text, block);
  }
  return file;
}

FitFile read_fit(const std::string& path, double sample_tilt_deg) {
  return fit_file_of(read_text_file(path), sample_tilt_deg);
}

}  // namespace lauelith
