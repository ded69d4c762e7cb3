// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_reader.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lauelith {
namespace {

constexpr double largest_bytes = 4294967296.0;
constexpr double small_bytes = 67108864.0;
constexpr double largest_ratio = 1100.0;  // deflate reaches 1032

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
    throw InputError(
        {path, place, "an amount of data that the file can hold", std::to_string(declared) + " bytes", ""});
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
  if (kind != H5T_INTEGER && kind != H5T_FLOAT)
    throw InputError({path(), place, "numbers", "another type", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  Array array;
  array.shape = extents_of(space.get());
  array.values.resize(
      std::accumulate(array.shape.begin(), array.shape.end(), std::size_t{1}, std::multiplies<>()));
  if (array.values.empty()) return array;
  hdf5_checked(H5Dread(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()),
               {path(), place, "readable data", "", "the file is damaged"});
  return array;
}

std::vector<std::size_t> Hdf5Reader::shape(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  return extents_of(Hdf5Handle(H5Dget_space(data.get())).get());
}

Hdf5Reader::FloatArray Hdf5Reader::part(const std::string& place, std::size_t index) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  if (H5Tget_class(type.get()) != H5T_FLOAT) throw InputError({path(), place, "real numbers", "others", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  const auto whole = extents_of(space.get());
  if (whole.empty() || index >= whole[0]) {
    throw InputError({path(), place, "more than " + std::to_string(index) + " along the first dimension",
                      whole.empty() ? "one number" : std::to_string(whole[0]), ""});
  }
  FloatArray array{{whole.begin() + 1, whole.end()}, {}};
  array.values.resize(
      std::accumulate(array.shape.begin(), array.shape.end(), std::size_t{1}, std::multiplies<>()));
  if (array.values.empty()) return array;
  std::vector<hsize_t> start(whole.size(), 0);
  std::vector<hsize_t> count(whole.begin(), whole.end());
  start[0] = index;
  count[0] = 1;
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  const Hdf5Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
  hdf5_checked(
      H5Dread(data.get(), H5T_NATIVE_FLOAT, memory.get(), space.get(), H5P_DEFAULT, array.values.data()),
      {path(), place, "readable data", "", "the file is damaged"});
  return array;
}

std::vector<std::string> Hdf5Reader::texts(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  if (H5Tget_class(type.get()) != H5T_STRING) throw InputError({path(), place, "text", "another type", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  const auto shape = extents_of(space.get());
  if (H5Tis_variable_str(type.get()) > 0) return texts_of_any_length(data.get(), space.get(), place);
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

std::vector<std::string> Hdf5Reader::texts_of_any_length(hid_t data, hid_t space,
                                                         const std::string& place) const {
  const Hdf5Handle type(H5Dget_type(data));
  std::vector<char*> pointers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)), nullptr);
  hdf5_checked(H5Dread(data, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
               {path(), place, "readable data", "", "the file is damaged"});
  std::vector<std::string> texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer == nullptr ? "" : pointer);
  H5Dvlen_reclaim(type.get(), space, H5P_DEFAULT, pointers.data());
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
    throw InputError(
        {path(), "root", "a file of type " + type, found.empty() ? "another kind of HDF5 file" : found, ""});
  }
  int numbers[2] = {-1, 0};  // major, minor; others write the major alone
  if (H5Aexists(file(), "version") > 0) {
    const Hdf5Handle version(H5Aopen(file(), "version", H5P_DEFAULT));
    const Hdf5Handle space(H5Aget_space(version.get()));
    const auto n = H5Sget_simple_extent_npoints(space.get());
    if (n == 1 || n == 2) H5Aread(version.get(), H5T_NATIVE_INT, numbers);
  }
  if (numbers[0] == major) return;
  throw InputError({path(), "version", std::to_string(major) + ".x",
                    std::to_string(numbers[0]) + "." + std::to_string(numbers[1]),
                    "read it with the version of the program that wrote it"});
}

}  // namespace lauelith
