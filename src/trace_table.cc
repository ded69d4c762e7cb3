// SPDX-License-Identifier: BSD-3-Clause
#include "src/trace_table.h"

#include <cstdint>
#include <functional>

#include "src/failure.h"

namespace lauelith {
namespace {

const std::string group = "/entry/energy";
const std::string line_group = "/entry/energy/lines";
const std::string band_place = group + "/monochromator_eV";

using Visit = std::function<void(double&)>;

/// One dataset of a table of rows: its only declaration.
template <typename Row>
struct RowColumn {
  const char* name;
  const char* units;
  const char* long_name;
  std::vector<std::size_t> shape;
  bool is_integer;
  std::function<void(Row&, const Visit&)> each;
};

template <typename Row>
RowColumn<Row> number(const char* name, const char* units, const char* long_name, double Row::*member) {
  return {name, units, long_name, {}, false, [member](Row& row, const Visit& visit) { visit(row.*member); }};
}

template <typename Row>
RowColumn<Row> integer(const char* name, const char* long_name, int Row::*member) {
  return {name, "1", long_name, {}, true, [member](Row& row, const Visit& visit) {
            double value = row.*member;
            visit(value);
            row.*member = static_cast<int>(value);
          }};
}

template <typename Row, typename Tensor>
RowColumn<Row> tensor(const char* name, const char* units, const char* long_name, Tensor Row::*member) {
  constexpr auto rows = static_cast<std::size_t>(Tensor::RowsAtCompileTime);
  constexpr auto cols = static_cast<std::size_t>(Tensor::ColsAtCompileTime);
  using Scalar = typename Tensor::Scalar;
  const std::vector<std::size_t> shape = cols == 1 ? std::vector{rows} : std::vector{rows, cols};
  return {name, units, long_name, shape, std::is_integral_v<Scalar>, [member](Row& row, const Visit& visit) {
            for (Eigen::Index i = 0; i < (row.*member).rows(); ++i) {
              for (Eigen::Index j = 0; j < (row.*member).cols(); ++j) {
                auto value = static_cast<double>((row.*member)(i, j));
                visit(value);
                (row.*member)(i, j) = static_cast<Scalar>(value);
              }
            }
          }};
}

std::vector<RowColumn<TraceRow>> trace_columns() {
  using R = TraceRow;
  return {
      integer<R>("grain", "row of /entry/grains", &R::grain),
      integer<R>("phase", "0 the stronger line of every reflection, 1 a second lattice parameter", &R::phase),
      number<R>("strain_trace", "1", "trace of the strain against the reference cell", &R::strain_trace),
      number<R>("strain_trace_sigma", "1", "standard error of strain_trace", &R::strain_trace_sigma),
      tensor<R>("strain_sample", "1", "full strain xx, yy, zz, yz, xz, xy, sample frame", &R::strain_sample),
      tensor<R>("strain_covariance_sample", "1", "covariance of strain_sample", &R::strain_covariance_sample),
      number<R>("share", "1", "share of the photons of the grain's lines", &R::share),
      integer<R>("n_lines", "reflections whose lines were fitted", &R::n_lines),
      number<R>("line_width_eV", "eV", "own full width at half maximum of the lines, at 10 keV",
                &R::line_width_eV),
      number<R>("mixing", "1", "share of the Lorentzian in the lines", &R::mixing),
      number<R>("reduced_chi_squared", "1", "of the fit of all lines", &R::reduced_chi_squared),
      number<R>("two_phase_gain", "1", "rise of twice the log-likelihood by a second line per reflection",
                &R::two_phase_gain),
  };
}

std::vector<RowColumn<LineRow>> line_columns() {
  using R = LineRow;
  return {
      integer<R>("grain", "row of /entry/grains", &R::grain),
      tensor<R>("hkl", "1", "reflection", &R::hkl),
      number<R>("predicted_keV", "keV", "energy of the reference cell with the deviatoric strain",
                &R::predicted_keV),
      number<R>("energy_keV", "keV", "energy of the line of phase 0", &R::energy_keV),
      number<R>("seen_width_eV", "eV", "full width at half maximum, monochromator included",
                &R::seen_width_eV),
      number<R>("photons", "count", "above the background, all energies", &R::photons),
      number<R>("background", "count", "per energy", &R::background),
  };
}

template <typename Row>
void write_rows(Hdf5Writer& writer, const std::string& place, const std::vector<RowColumn<Row>>& columns,
                const std::vector<Row>& rows) {
  writer.group(place, "NXcollection");
  for (const auto& column : columns) {
    std::vector<double> values;
    for (Row row : rows) column.each(row, [&values](double& value) { values.push_back(value); });
    std::vector<std::size_t> shape{rows.size()};
    shape.insert(shape.end(), column.shape.begin(), column.shape.end());
    const Hdf5Label label{column.units, column.long_name};
    const std::string dataset = place + "/" + column.name;
    if (column.is_integer) {
      writer.dataset(dataset, label, std::vector<std::int32_t>(values.begin(), values.end()), shape);
    } else {
      writer.dataset(dataset, label, values, shape);
    }
  }
}

template <typename Row>
std::vector<Row> read_rows(const Hdf5Reader& reader, const std::string& place,
                           const std::vector<RowColumn<Row>>& columns) {
  std::vector<Row> rows(reader.numbers(place + "/" + columns.front().name).values.size());
  for (const auto& column : columns) {
    const std::string dataset = place + "/" + column.name;
    const auto array = reader.numbers(dataset);
    std::vector<std::size_t> shape{rows.size()};
    shape.insert(shape.end(), column.shape.begin(), column.shape.end());
    if (array.shape != shape)
      throw InputError(
          {reader.path(), dataset, std::to_string(rows.size()) + " rows", "others", "the file is damaged"});
    auto next = array.values.begin();
    for (Row& row : rows) column.each(row, [&next](double& value) { value = *next++; });
  }
  return rows;
}

}  // namespace

void write_energy(Hdf5Writer& writer, const EnergyResult& result) {
  write_rows(writer, group, trace_columns(), result.rows);
  write_rows(writer, line_group, line_columns(), result.lines);
  writer.dataset(band_place, {"eV", "full width at half maximum of the monochromatic band"},
                 std::vector<double>{result.monochromator_eV}, {});
}

EnergyResult read_energy(const Hdf5Reader& reader) {
  EnergyResult result;
  if (!reader.has(group + "/grain")) return result;
  result.rows = read_rows(reader, group, trace_columns());
  result.lines = read_rows(reader, line_group, line_columns());
  const auto band = reader.numbers(band_place).values;
  if (band.size() == 1) result.monochromator_eV = band[0];
  return result;
}

}  // namespace lauelith
