// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_reader.h"

#include <functional>
#include <numeric>

namespace lauelith {
namespace {

constexpr double largest_bytes = 4294967296.0;
constexpr double small_bytes = 67108864.0;
constexpr double largest_ratio = 1000.0;

/// "/a/b/c" → "/a", "/a/b", "/a/b/c".
std::vector<std::string> steps_of(const std::string& place) {
  std::vector<std::string> steps;
  for (std::size_t end = place.find('/', 1); end != std::string::npos; end = place.find('/', end + 1)) {
    steps.push_back(place.substr(0, end));
  }
  steps.push_back(place);
  return steps;
}

/// 1: hard links all the way, 0: something is missing; other links throw.
bool is_reachable(hid_t file, const std::string& path, const std::string& place) {
  for (const auto& step : steps_of(place)) {
    if (H5Lexists(file, step.c_str(), H5P_DEFAULT) <= 0) return false;
    H5L_info_t info;
    if (H5Lget_info(file, step.c_str(), &info, H5P_DEFAULT) < 0) return false;
    if (info.type != H5L_TYPE_HARD) {
      throw InputError({path, step, "a member of the file itself", "a link to somewhere else",
                        "links are never followed"});
    }
  }
  return true;
}

double declared_bytes(hid_t dataset) {
  const Hdf5Handle space(H5Dget_space(dataset));
  const Hdf5Handle type(H5Dget_type(dataset));
  const auto shape = extents_of(space.get());
  return std::accumulate(shape.begin(), shape.end(), static_cast<double>(H5Tget_size(type.get())),
                         [](double product, std::size_t n) { return product * static_cast<double>(n); });
}

void check_storage(hid_t dataset, const std::string& path, const std::string& place) {
  const Hdf5Handle list(H5Dget_create_plist(dataset));
  const bool is_elsewhere = H5Pget_external_count(list.get()) > 0 || H5Pget_layout(list.get()) == H5D_VIRTUAL;
  if (is_elsewhere) throw InputError({path, place, "data inside the file", "data stored elsewhere", ""});
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

Hdf5Reader::Hdf5Reader(const std::string& path) : path_(path), file_(open_hdf5(path)) {}

bool Hdf5Reader::has(const std::string& place) const {
  const auto lock = hdf5_lock();
  return is_reachable(file_.get(), path_, place);
}

Hdf5Handle Hdf5Reader::dataset(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Complaint complaint{path_, place, "a dataset", "none", "check that the file is whole"};
  if (!is_reachable(file_.get(), path_, place)) throw InputError(complaint);
  Hdf5Handle opened = hdf5_handle(H5Dopen2(file_.get(), place.c_str(), H5P_DEFAULT), complaint);
  check_storage(opened.get(), path_, place);
  return opened;
}

Hdf5Reader::Array Hdf5Reader::numbers(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  const auto kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw InputError({path_, place, "numbers", "another type", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  Array array;
  array.shape = extents_of(space.get());
  array.values.resize(std::accumulate(array.shape.begin(), array.shape.end(), std::size_t{1}, std::multiplies<>()));
  if (array.values.empty()) return array;
  hdf5_checked(H5Dread(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()),
               {path_, place, "readable data", "", "the file is damaged"});
  return array;
}

std::vector<std::string> Hdf5Reader::texts(const std::string& place) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle data = dataset(place);
  const Hdf5Handle type(H5Dget_type(data.get()));
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0) {
    throw InputError({path_, place, "text of fixed length", "another type", ""});
  }
  const Hdf5Handle space(H5Dget_space(data.get()));
  const auto shape = extents_of(space.get());
  const std::size_t width = H5Tget_size(type.get());
  const auto n = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  std::string bytes(n * width, '\0');
  if (n > 0) {
    hdf5_checked(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()),
                 {path_, place, "readable data", "", "the file is damaged"});
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
  const Complaint complaint{path_, "root", "a file of type " + type, "another kind of HDF5 file", ""};
  if (H5Aexists(file_.get(), "type") <= 0 || H5Aexists(file_.get(), "version") <= 0) throw InputError(complaint);
  const Hdf5Handle name(H5Aopen(file_.get(), "type", H5P_DEFAULT));
  const Hdf5Handle name_type(H5Aget_type(name.get()));
  const bool is_text = H5Tget_class(name_type.get()) == H5T_STRING && H5Tis_variable_str(name_type.get()) == 0;
  std::string found(is_text ? H5Tget_size(name_type.get()) : 0, '\0');
  if (is_text && found.size() < 256) H5Aread(name.get(), name_type.get(), found.data());
  if (found.substr(0, found.find('\0')) != type) throw InputError(complaint);
  const Hdf5Handle version(H5Aopen(file_.get(), "version", H5P_DEFAULT));
  const Hdf5Handle space(H5Aget_space(version.get()));
  int numbers[2] = {-1, -1};
  if (H5Sget_simple_extent_npoints(space.get()) == 2) H5Aread(version.get(), H5T_NATIVE_INT, numbers);
  if (numbers[0] == major) return;
  throw InputError({path_, "version", std::to_string(major) + ".x", std::to_string(numbers[0]) + "." +
                    std::to_string(numbers[1]), "read it with the version of the program that wrote it"});
}

}  // namespace lauelith
