// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_reader.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lauelith {
namespace {

constexpr double largest_bytes = 4294967296.0;
constexpr double small_bytes = 67108864.0;
constexpr double largest_ratio = 1000.0;

double declared_bytes(hid_t dataset) {
  const Hdf5Handle space(H5Dget_space(dataset));
  const Hdf5Handle type(H5Dget_type(dataset));
  const auto shape = extents_of(space.get());
  return std::accumulate(shape.begin(), shape.end(), static_cast<double>(H5Tget_size(type.get())),
                         [](double product, std::size_t n) { return product * static_cast<double>(n); });
}

void check_size(hid_t dataset, const std::string& path, const std::string& place) {
  const double declared = declared_bytes(dataset);
  const auto stored = static_cast<double>(H5Dget_storage_size(dataset));
  if (declared > largest_bytes || (declared > small_bytes && declared > largest_ratio * stored)) {
    throw InputError({path, place, "an amount of data that the file can hold", std::to_string(declared) + " bytes", ""});
  }
}

}  // namespace

std::vector<std::size_t> extents_of(hid_t space) {
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(rank, 0)));
  if (rank > 0) H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

Hdf5Handle Hdf5Reader::dataset(const std::string& place) const {
  const auto lock = hdf5_lock();
  Hdf5Handle opened = input_.dataset(place);
  if (!opened) throw InputError({path(), place, "a dataset", "none", "check that the file is whole"});
  check_size(opened.get(), path(), place);
  return opened;
}

Hdf5Reader::Array Hdf5Reader::numbers(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  const auto kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw InputError({path(), place, "numbers", "another type", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  Array array;
  array.shape = extents_of(space.get());
  array.values.resize(std::accumulate(array.shape.begin(), array.shape.end(), std::size_t{1}, std::multiplies<>()));
  if (array.values.empty()) return array;
  hdf5_checked(H5Dread(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()),
               {path(), place, "readable data", "", "the file is damaged"});
  return array;
}

std::vector<std::string> Hdf5Reader::texts(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0) {
    throw InputError({path(), place, "text of fixed length", "another type", ""});
  }
  const Hdf5Handle space(H5Dget_space(data.get()));
  const auto shape = extents_of(space.get());
  const std::size_t width = H5Tget_size(type.get());
  const auto n = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  std::string bytes(n * width, '\0');
  if (n > 0) {
    hdf5_checked(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()),
                 {path(), place, "readable data", "", "the file is damaged"});
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string padded = bytes.substr(i * width, width);
    texts.push_back(padded.substr(0, padded.find('\0')));
  }
  return texts;
}

std::string Hdf5Reader::text(const std::string& place) const {
  const auto all = texts(place);
  return all.empty() ? "" : all[0];
}

void Hdf5Reader::require_type(const std::string& type, int major) const {
  const auto lock = hdf5_lock();
  const std::string found = input_.text_attribute("/", "type");
  if (found != type) {
    throw InputError({path(), "root", "a file of type " + type, found.empty() ? "another kind of HDF5 file" : found, ""});
  }
  int numbers[2] = {-1, -1};
  if (H5Aexists(file(), "version") > 0) {
    const Hdf5Handle version(H5Aopen(file(), "version", H5P_DEFAULT));
    const Hdf5Handle space(H5Aget_space(version.get()));
    if (H5Sget_simple_extent_npoints(space.get()) == 2) H5Aread(version.get(), H5T_NATIVE_INT, numbers);
  }
  if (numbers[0] == major) return;
  throw InputError({path(), "version", std::to_string(major) + ".x", std::to_string(numbers[0]) + "." +
                    std::to_string(numbers[1]), "read it with the version of the program that wrote it"});
}

}  // namespace lauelith
