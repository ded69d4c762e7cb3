// SPDX-License-Identifier: BSD-3-Clause
#include "src/refined_panel.h"

#include <algorithm>

#include "src/failure.h"

namespace lauelith {
namespace {

const std::string group = "/entry/instrument/detector/refined";

template <std::size_t n>
void write_array(Hdf5Writer& writer, const char* name, const char* meaning,
                 const std::array<double, n>& values, const Hdf5Writer::Shape& shape) {
  writer.dataset(group + "/" + name, {"mm, pixel, pixel, deg, deg", meaning},
                 std::vector<double>(values.begin(), values.end()), shape);
}

template <std::size_t n>
void read_array(const Hdf5Reader& reader, const char* name, std::array<double, n>& values) {
  const std::string place = group + "/" + name;
  const auto read = reader.numbers(place).values;
  if (read.size() != n) {
    throw InputError({reader.path(), place, std::to_string(n) + " numbers", std::to_string(read.size()),
                      "the file is damaged"});
  }
  std::copy(read.begin(), read.end(), values.begin());
}

}  // namespace

void write_refined_panel(Hdf5Writer& writer, const RefinedPanel& panel) {
  writer.group(group, "NXcollection");
  write_array(writer, "parameters", "dd, xcen, ycen (from 1), xbet, xgam fitted to the grains of this run",
              panel.parameters, {5});
  write_array(writer, "given", "the same by the detector file", panel.given, {5});
  write_array(writer, "prior_sigma", "standard errors taken for those of the file", panel.prior_sigma, {5});
  write_array(writer, "covariance", "of parameters, prior included; common to all grains", panel.covariance,
              {5, 5});
  writer.text(group + "/message", {"1", "which parameters only the prior holds"}, panel.message);
}

std::optional<RefinedPanel> read_refined_panel(const Hdf5Reader& reader) {
  if (!reader.has(group + "/parameters")) return std::nullopt;
  RefinedPanel panel;
  read_array(reader, "parameters", panel.parameters);
  read_array(reader, "given", panel.given);
  read_array(reader, "prior_sigma", panel.prior_sigma);
  read_array(reader, "covariance", panel.covariance);
  if (reader.has(group + "/message")) panel.message = reader.text(group + "/message");
  return panel;
}

}  // namespace lauelith
