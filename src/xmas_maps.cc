// SPDX-License-Identifier: BSD-3-Clause
#include "src/xmas_maps.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "src/failure.h"
#include "src/frame_conventions.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/map_grid.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Matrix3d;

namespace {

constexpr int least_spots = 12;  // of an accepted grain, as in our own indexing
constexpr double most_bad_share = 0.05;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Unit {
  double in_1_A;
  const char* name;
};
constexpr std::array<Unit, 4> reciprocal_units{{{1.0, "1/A"},
                                                {0.1, "1/nm"},
                                                {0.5 / constants::pi, "1/A with 2 pi"},
                                                {0.05 / constants::pi, "1/nm with 2 pi"}}};

double size_of(const Matrix3d& reciprocal) { return std::cbrt(std::abs(reciprocal.determinant())); }

/// The unit in which the lattices have the size of the crystal's, by their median.
Unit unit_of(const std::vector<XmasRecord>& records, const Matrix3d& B_1_A, const std::string& file) {
  std::vector<double> ratios;
  for (const XmasRecord& record : records) {
    const double ratio = size_of(record.reciprocal) / size_of(B_1_A);
    if (std::isfinite(ratio) && ratio > 0.0) ratios.push_back(ratio);
  }
  if (ratios.empty()) throw InputError({file, "a*, b*, c*", "reciprocal vectors", "none"});
  std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2),
                   ratios.end());
  const double ratio = ratios[ratios.size() / 2];
  for (const Unit& unit : reciprocal_units) {
    if (std::abs(ratio * unit.in_1_A - 1.0) < 0.05) return unit;
  }
  throw InputError({file, "a*, b*, c*", "the size of the crystal's, in 1/A or 1/nm",
                    fixed_text(ratio, 4) + " times that", "name the right crystal with --crystal"});
}

/// What is wrong with a record; empty: nothing.
std::string complaint_about(const XmasRecord& record, double strain_unit, double size_ratio) {
  const bool is_finite = record.strain_sample.allFinite() && record.reciprocal.allFinite() &&
                         record.direct.allFinite() && std::isfinite(record.pixel_deviation);
  if (!is_finite) return "a number of its record is not finite";
  if (record.strain_sample.cwiseAbs().maxCoeff() * strain_unit > 0.1) return "strain above 0.1";
  const Matrix3d product = record.direct.transpose() * record.reciprocal;
  const double scale = product.trace() / 3.0;
  if (!(std::abs(scale) > 0.0) || (product / scale - Matrix3d::Identity()).cwiseAbs().maxCoeff() > 0.02)
    return "its a, b, c and a*, b*, c* contradict each other";
  if (!(std::abs(size_ratio - 1.0) < 0.05)) return "its cell has another size than the crystal";
  return {};
}

Grain grain_of(const XmasRecord& record, const Matrix3d& reciprocal_lab_1_A, const Matrix3d& B_1_A,
               const XmasReading& reading) {
  Grain grain;
  const Matrix3d R_sample_from_lab = R_lab_from_sample(reading.sample_tilt_deg * units::deg).transpose();
  grain.reciprocal_lab_1_A = reciprocal_lab_1_A;
  grain.R_sample_from_crystal =
      lattice_state(R_sample_from_lab * reciprocal_lab_1_A, B_1_A).R_frame_from_crystal;
  const double per_theirs = reading.strain_unit * conventions_of(Program::xmas).strain_of_one;
  const Vector6d strain = sample_strain_from(Program::xmas, record.strain_sample * per_theirs);
  const Matrix3d& R = grain.R_sample_from_crystal;
  grain.strain_deviatoric_sample = strain;
  grain.strain_deviatoric_crystal = components_of(R.transpose() * tensor_of(strain) * R);
  grain.strain_covariance_sample.setConstant(none);
  grain.strain_covariance_crystal.setConstant(none);
  grain.orientation_sigma_mrad.setConstant(none);
  grain.rms_px = none;
  grain.mean_residual_px = record.pixel_deviation;
  grain.extra_scatter_px = none;
  grain.log10_false_alarm = none;
  grain.peak_width_px = record.peak_width_px;
  grain.evidence = {none, none, none, none, none};
  grain.quality = record.n_indexed < least_spots ? GrainQuality::doubtful : GrainQuality::accepted;
  return grain;
}

/// Lowest and highest image number.
std::pair<int, int> image_span(const XmasSequence& sequence, const std::string& file) {
  if (sequence.records.empty()) throw InputError({file, "records", "at least one", "none"});
  const auto [first, last] =
      std::minmax_element(sequence.records.begin(), sequence.records.end(),
                          [](const XmasRecord& a, const XmasRecord& b) { return a.image < b.image; });
  if (first->image < 0 || last->image - first->image >= 1000000) {
    throw InputError({file, "image numbers", "from 0 on, over a span below 1000000",
                      std::to_string(first->image) + " to " + std::to_string(last->image)});
  }
  return {first->image, last->image};
}

/// Largest distance of the listed strain from that of a*, b*, c*, over all accepted grains.
double strain_contradiction(const Maps& maps) {
  const Matrix3d R_sample_from_lab = R_lab_from_sample(maps.sample_tilt_deg * units::deg).transpose();
  double largest = 0.0;
  for (const FrameResult& frame : maps.frames) {
    for (const Grain& grain : frame.grains) {
      const LatticeState state = lattice_state(R_sample_from_lab * grain.reciprocal_lab_1_A, maps.B_1_A);
      const Vector6d difference = components_of(state.strain_deviatoric) - grain.strain_deviatoric_sample;
      largest = std::max(largest, difference.cwiseAbs().maxCoeff());
    }
  }
  return largest;
}

struct Counts {
  int inverted = 0;
  int corrupt = 0;
};

/// Takes one record into the frame of its image.
void add_record(const XmasRecord& record, const XmasReading& reading, double unit_1_A, FrameResult& frame,
                Maps& maps, Counts& counts) {
  const bool has_place = std::isfinite(record.x_stage) && std::isfinite(record.y_stage);
  frame.x_um = has_place ? record.x_stage * reading.stage_unit_um : none;
  frame.y_um = has_place ? record.y_stage * reading.stage_unit_um : none;
  if (frame.status == FrameStatus::missing) {
    frame.status = FrameStatus::not_indexed;
    frame.message.clear();
  }
  if (record.n_indexed <= 0 || record.grain <= 0) return;
  Matrix3d lattice_1_A = record.reciprocal * unit_1_A;
  const std::string complaint =
      complaint_about(record, reading.strain_unit, size_of(lattice_1_A) / size_of(maps.B_1_A));
  if (!complaint.empty()) {
    ++counts.corrupt;
    if (frame.grains.empty()) frame.status = FrameStatus::corrupt;
    frame.message = "grain " + std::to_string(record.grain) + ": " + complaint;
    return;
  }
  if (lattice_1_A.determinant() < 0.0) {
    lattice_1_A = -lattice_1_A;
    ++counts.inverted;
  }
  frame.grains.push_back(grain_of(record, lattice_1_A, maps.B_1_A, reading));
  maps.stated_n_indexed.push_back(record.n_indexed);
  const bool is_accepted = frame.grains.back().quality == GrainQuality::accepted;
  if (frame.status != FrameStatus::ok)
    frame.status = is_accepted ? FrameStatus::ok : FrameStatus::not_indexed;
}

std::vector<std::string> notes_of(const XmasSequence& sequence, const Maps& maps, const XmasReading& reading,
                                  const Unit& unit, const Counts& counts) {
  const MapGrid grid = map_grid(maps);
  std::vector<std::string> notes;
  notes.push_back("XMAS sequence, " + sequence.format + ", " + std::to_string(sequence.records.size()) +
                  " records. The layout is unverified: it was never tried on a real file");
  notes.push_back("stage positions taken in units of " + exact_text(reading.stage_unit_um) +
                  " um: steps of " + fixed_text(grid.step_um.x(), 3) + " and " +
                  fixed_text(grid.step_um.y(), 3) + " um, " + std::to_string(grid.nx) + " x " +
                  std::to_string(grid.ny) + " points (--stage-unit-um)");
  notes.push_back("strains taken in units of " + exact_text(reading.strain_unit) +
                  " (--strain-unit), sample axes turned by 180 degrees about y (unverified)");
  notes.push_back(std::string("a*, b*, c* are in ") + unit.name + ", taken in the lab frame (unverified); " +
                  std::to_string(counts.inverted) + " left-handed sets were inverted");
  notes.push_back("the strain of a*, b*, c* differs from the listed one by up to " +
                  fixed_text(1e3 * strain_contradiction(maps), 4) +
                  "e-3; if that is as large as the strains, a frame or a unit is another");
  return notes;
}

}  // namespace

XmasMaps maps_of_xmas(const XmasSequence& sequence, const Crystal& crystal, const XmasReading& reading,
                      const std::string& file) {
  const auto [first, last] = image_span(sequence, file);
  XmasMaps result;
  Maps& maps = result.maps;
  maps.crystal = crystal.name;
  maps.sample_tilt_deg = reading.sample_tilt_deg;
  maps.B_1_A = reciprocal_matrix_1_A(crystal.cell);
  const Unit unit = unit_of(sequence.records, maps.B_1_A, file);
  maps.frames.resize(static_cast<std::size_t>(last - first) + 1);
  for (std::size_t i = 0; i < maps.frames.size(); ++i) {
    maps.frames[i].status = FrameStatus::missing;
    maps.frames[i].source = file + " image " + std::to_string(first + static_cast<int>(i));
    maps.frames[i].message = "no record in the sequence";
  }
  std::vector<XmasRecord> sorted = sequence.records;
  std::stable_sort(sorted.begin(), sorted.end(), [](const XmasRecord& a, const XmasRecord& b) {
    return a.image != b.image ? a.image < b.image : a.grain < b.grain;
  });
  Counts counts;
  for (const XmasRecord& record : sorted) {
    FrameResult& frame = maps.frames[static_cast<std::size_t>(record.image - first)];
    add_record(record, reading, unit.in_1_A, frame, maps, counts);
  }
  if (counts.corrupt > most_bad_share * static_cast<double>(sorted.size())) {
    throw InputError({file, "records", "at most 5 % that make no sense",
                      std::to_string(counts.corrupt) + " of " + std::to_string(sorted.size()),
                      "another revision of XMAS, or another crystal?"});
  }
  result.notes = notes_of(sequence, maps, reading, unit, counts);
  return result;
}

}  // namespace lauelith
