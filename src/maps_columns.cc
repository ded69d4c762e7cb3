// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "src/maps_tables.h"

namespace lauelith {
namespace {

/// A column of one number; `field` names it in a row.
template <typename Row, typename Field>
Column<Row> scalar(std::string name, std::string units, std::string long_name, Stored stored, Field field,
                   bool required = true) {
  using Value = std::remove_reference_t<decltype(field(std::declval<Row&>()))>;
  return {std::move(name),
          std::move(units),
          std::move(long_name),
          {},
          stored,
          required,
          [field](const Row& row, double* out) { *out = static_cast<double>(field(row)); },
          [field](Row& row, const double* in) { field(row) = static_cast<Value>(*in); }};
}

/// A column of a vector or a matrix, row-major.
template <typename Row, typename Field>
Column<Row> tensor(std::string name, std::string units, std::string long_name, Field field,
                   bool required = true) {
  using Value = std::remove_reference_t<decltype(field(std::declval<Row&>()))>;
  constexpr auto n_rows = static_cast<std::size_t>(Value::RowsAtCompileTime);
  constexpr auto n_cols = static_cast<std::size_t>(Value::ColsAtCompileTime);
  const std::vector<std::size_t> shape = n_cols == 1 ? std::vector{n_rows} : std::vector{n_rows, n_cols};
  const Stored stored = std::is_integral_v<typename Value::Scalar> ? Stored::int32 : Stored::float64;
  return {std::move(name),
          std::move(units),
          std::move(long_name),
          shape,
          stored,
          required,
          [field](const Row& row, double* out) {
            const Value& value = field(row);
            for (int i = 0; i < value.rows(); ++i) {
              for (int j = 0; j < value.cols(); ++j) *out++ = static_cast<double>(value(i, j));
            }
          },
          [field](Row& row, const double* in) {
            Value& value = field(row);
            for (int i = 0; i < value.rows(); ++i) {
              for (int j = 0; j < value.cols(); ++j) value(i, j) = static_cast<typename Value::Scalar>(*in++);
            }
          }};
}

/// A column of the numbers of an enum.
template <typename Row>
Column<Row> numbered(Column<Row> column, double largest) {
  column.largest = largest;
  return column;
}

constexpr bool extra = false;  ///< readers of the first version do not ask for it

/// What a damaged file may hold is no number of 32 bits.
std::uint64_t part_of(double value) {
  return value >= 0.0 && value < 4294967296.0 ? static_cast<std::uint64_t>(value) : 0;
}

/// 64-bit numbers do not fit into a double: four parts of 32 bits.
Column<FrameRow> fingerprint_column() {
  return {"fingerprint",
          "1",
          "tells copies of a frame: 32-bit parts of a hash of its pixels or peaks; 0: not looked at",
          {4},
          Stored::float64,
          extra,
          [](const FrameRow& row, double* out) {
            for (const std::uint64_t half : row.result.fingerprint) {
              *out++ = static_cast<double>(half >> 32U);
              *out++ = static_cast<double>(half & 0xffffffffU);
            }
          },
          [](FrameRow& row, const double* in) {
            for (std::uint64_t& half : row.result.fingerprint) {
              half = (part_of(in[0]) << 32U) | part_of(in[1]);
              in += 2;
            }
          }};
}

/// A member of a row, constant when the row is.
#define FIELD(expression) \
  [](auto& row) -> auto& { return row.expression; }

}  // namespace

std::vector<Column<FrameRow>> frame_columns() {
  using R = FrameRow;
  return {
      scalar<R>("x_um", "um", "stage position along X of the map", Stored::float64, FIELD(result.x_um)),
      scalar<R>("y_um", "um", "stage position along Y of the map", Stored::float64, FIELD(result.y_um)),
      numbered(scalar<R>("status", "1",
                         "0 not run, 1 ok, 2 no spots, 3 not indexed, 4 not converged, 5 missing, 6 corrupt, "
                         "7 saturated, 8 timed out",
                         Stored::uint8, FIELD(result.status)),
               static_cast<double>(FrameStatus::timed_out)),
      scalar<R>("rows", "1", "rows of the frame; 0 for a peak list", Stored::int32, FIELD(result.peaks.rows),
                extra),
      scalar<R>("columns", "1", "columns of the frame; 0 for a peak list", Stored::int32,
                FIELD(result.peaks.cols), extra),
      scalar<R>("gain", "1", "variance per count above the pedestal", Stored::float64,
                FIELD(result.peaks.gain), extra),
      scalar<R>("psf_sigma_px", "pixel", "median sigma of isolated peaks", Stored::float64,
                FIELD(result.peaks.psf_sigma_px), extra),
      scalar<R>("detection_limit", "count", "intensity a peak needs to be found; 0: unknown", Stored::float64,
                FIELD(result.peaks.detection_limit), extra),
      scalar<R>("copy_of", "1", "earlier frame with the same pixels; -1: none", Stored::int32,
                FIELD(result.copy_of), extra),
      scalar<R>("n_saturated_brightest", "1", "saturated ones among the 20 brightest peaks", Stored::int32,
                FIELD(result.peaks.n_saturated_brightest), extra),
      fingerprint_column(),
  };
}

std::vector<Column<PeakRow>> peak_columns() {
  using R = PeakRow;
  const auto number = [](const char* name, const char* units, const char* meaning, auto field,
                         bool required = true) {
    return scalar<R>(name, units, meaning, Stored::float64, field, required);
  };
  const auto flag = [](const char* name, const char* meaning, auto field, bool required = true) {
    return scalar<R>(name, "1", meaning, Stored::uint8, field, required);
  };
  return {
      scalar<R>("frame", "1", "frame the peak was found in", Stored::int32, FIELD(frame)),
      number("x_px", "pixel", "position along columns, 0 at the centre of the first stored pixel",
             FIELD(peak.x_px)),
      number("y_px", "pixel", "position along rows, 0 at the centre of the first stored pixel",
             FIELD(peak.y_px)),
      number("x_sigma_px", "pixel", "standard error of x_px", FIELD(peak.x_sigma_px)),
      number("y_sigma_px", "pixel", "standard error of y_px", FIELD(peak.y_sigma_px)),
      number("intensity", "count", "integral above the background", FIELD(peak.intensity)),
      number("background", "count", "background per pixel under the peak", FIELD(peak.background)),
      number("fwhm_major_px", "pixel", "full width of the major axis", FIELD(peak.fwhm_major_px)),
      number("fwhm_minor_px", "pixel", "full width of the minor axis", FIELD(peak.fwhm_minor_px)),
      number("tilt_deg", "deg", "major axis from +x towards +y", FIELD(peak.tilt_deg)),
      flag("saturated", "1: clipped pixels under the peak", FIELD(peak.saturated)),
      number("xy_covariance_px2", "pixel2", "covariance of x_px and y_px", FIELD(peak.xy_covariance_px2),
             extra),
      number("intensity_sigma", "count", "standard error of the intensity", FIELD(peak.intensity_sigma),
             extra),
      number("height", "count", "largest value above the background", FIELD(peak.height), extra),
      number("significance", "1", "matched-filter excess over the local noise", FIELD(peak.significance),
             extra),
      flag("shape_fixed", "1: too faint for a free fit", FIELD(peak.shape_fixed), extra),
      flag("clipped", "1: touches a mask or the edge", FIELD(peak.clipped), extra),
      flag("blended", "1: fitted together with a neighbour", FIELD(peak.blended), extra),
  };
}

std::vector<Column<GrainRow>> grain_columns() {
  using R = GrainRow;
  const auto number = [](const char* name, const char* units, const char* meaning, auto field,
                         bool required = true) {
    return scalar<R>(name, units, meaning, Stored::float64, field, required);
  };
  return {
      scalar<R>("frame", "1", "frame the grain was found in", Stored::int32, FIELD(frame)),
      scalar<R>("rank", "1", "0 for the strongest grain of its frame", Stored::int32, FIELD(rank), extra),
      tensor<R>("orientation", "1", "R_sample_from_crystal", FIELD(grain.R_sample_from_crystal)),
      tensor<R>("orientation_sigma_mrad", "mrad", "standard errors about the sample axes",
                FIELD(grain.orientation_sigma_mrad), extra),
      tensor<R>("strain_deviatoric_sample", "1", "deviatoric strain xx, yy, zz, yz, xz, xy, sample frame",
                FIELD(grain.strain_deviatoric_sample)),
      tensor<R>("strain_deviatoric_crystal", "1", "deviatoric strain xx, yy, zz, yz, xz, xy, crystal frame",
                FIELD(grain.strain_deviatoric_crystal), extra),
      tensor<R>("strain_covariance_sample", "1", "covariance of strain_deviatoric_sample",
                FIELD(grain.strain_covariance_sample)),
      number("rms_px", "pixel", "root mean square distance of indexed peaks", FIELD(grain.rms_px), extra),
      number("log10_false_alarm", "1",
             "log10 of the expected number of such grains per frame of chance peaks",
             FIELD(grain.log10_false_alarm), extra),
      number("peak_width_px", "pixel", "mean width of the indexed peaks", FIELD(grain.peak_width_px), extra),
      numbered(
          scalar<R>("quality", "1", "0 accepted, 1 doubtful", Stored::uint8, FIELD(grain.quality), extra),
          static_cast<double>(GrainQuality::doubtful)),
      tensor<R>("strain_covariance_crystal", "1", "covariance of strain_deviatoric_crystal",
                FIELD(grain.strain_covariance_crystal), extra),
      tensor<R>("reciprocal_lab_1_A", "angstrom-1", "measured a*, b*, c* as columns, lab frame",
                FIELD(grain.reciprocal_lab_1_A), extra),
      number("mean_residual_px", "pixel", "mean distance of indexed peaks", FIELD(grain.mean_residual_px),
             extra),
      number("extra_scatter_px", "pixel",
             "scatter per axis beyond the peaks' own errors (Paule-Mandel); part of the error bars",
             FIELD(grain.extra_scatter_px), extra),
      scalar<R>("converged", "1", "1: the refinement converged", Stored::uint8, FIELD(grain.converged),
                extra),
      number("explained_share", "1", "own peaks among those no other grain explains",
             FIELD(grain.evidence.explained_share), extra),
      number("completeness", "1", "observed share of the strongest predicted spots",
             FIELD(grain.evidence.completeness), extra),
      number("rank_correlation", "1", "Spearman, predicted against observed intensity",
             FIELD(grain.evidence.rank_correlation), extra),
      number("log10_likelihood_ratio", "1", "this phase against peaks of unknown origin",
             FIELD(grain.evidence.log10_likelihood_ratio), extra),
  };
}

std::vector<Column<ReflectionRow>> reflection_columns() {
  using R = ReflectionRow;
  const auto pixel = [](const char* name, const char* meaning, int axis) {
    return Column<R>{name,
                     "pixel",
                     meaning,
                     {},
                     Stored::float64,
                     true,
                     [axis](const R& row, double* out) { *out = row.spot.calculated_px(axis); },
                     [axis](R& row, const double* in) { row.spot.calculated_px(axis) = *in; }};
  };
  return {
      scalar<R>("grain", "1", "row of /entry/grains", Stored::int32, FIELD(grain)),
      scalar<R>("peak", "1", "row of /entry/peaks", Stored::int32, FIELD(peak)),
      tensor<R>("hkl", "1", "lowest order in the band that is not extinct", FIELD(spot.hkl)),
      scalar<R>("energy_keV", "keV", "photon energy of that order", Stored::float64, FIELD(spot.energy_keV)),
      pixel("x_calc_px", "calculated position along columns", 0),
      pixel("y_calc_px", "calculated position along rows", 1),
  };
}

#undef FIELD

}  // namespace lauelith
