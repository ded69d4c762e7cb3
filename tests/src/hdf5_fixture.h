// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "src/hdf5_handle.h"
#include "tests/src/image_fixture.h"

/// Writing small, also hostile, HDF5 files with the plain library.
namespace lauelith::test {

inline Hdf5Handle intermediate_groups() {
  Hdf5Handle list(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

inline Hdf5Handle make_group(const Hdf5Handle& file, const std::string& path) {
  const Hdf5Handle links = intermediate_groups();
  return Hdf5Handle(H5Gcreate2(file.get(), path.c_str(), links.get(), H5P_DEFAULT, H5P_DEFAULT));
}

inline Hdf5Handle make_dataset(const Hdf5Handle& file, const std::string& path, hid_t type,
                               const std::vector<hsize_t>& shape, hid_t creation = H5P_DEFAULT) {
  const Hdf5Handle links = intermediate_groups();
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr));
  return Hdf5Handle(
      H5Dcreate2(file.get(), path.c_str(), type, space.get(), links.get(), creation, H5P_DEFAULT));
}

inline void write_stack(const Hdf5Handle& file, const std::string& path, const std::vector<hsize_t>& shape,
                        hid_t creation = H5P_DEFAULT) {
  std::vector<std::uint16_t> pixels(
      std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()));
  std::iota(pixels.begin(), pixels.end(), std::uint16_t{0});
  const Hdf5Handle data = make_dataset(file, path, H5T_STD_U16LE, shape, creation);
  H5Dwrite(data.get(), H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT, pixels.data());
}

inline void write_numbers(const Hdf5Handle& file, const std::string& path,
                          const std::vector<double>& numbers) {
  const Hdf5Handle data = make_dataset(file, path, H5T_IEEE_F64LE, {numbers.size()});
  H5Dwrite(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
}

/// One chunk of 1 × rows × cols u16 whose stored bytes are `payload`, said to have passed the filter.
inline void write_raw_chunk(const std::filesystem::path& path, int filter,
                            const std::vector<unsigned>& parameters, const std::string& payload,
                            hsize_t rows = 8, hsize_t cols = 16) {
  // The library lets a filter be named only if it knows one of that number.
  const H5Z_class2_t known{
      H5Z_CLASS_T_VERS,
      filter,
      1,
      1,
      "for tests",
      nullptr,
      nullptr,
      [](unsigned, std::size_t, const unsigned*, std::size_t n, std::size_t*, void**) { return n; }};
  if (filter > 255) H5Zregister(&known);
  const Hdf5Handle file = create_hdf5(path);
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE));
  const std::vector<hsize_t> shape{1, rows, cols};
  H5Pset_chunk(creation.get(), 3, shape.data());
  H5Pset_filter(creation.get(), filter, H5Z_FLAG_OPTIONAL, parameters.size(), parameters.data());
  const Hdf5Handle data = make_dataset(file, "/entry/data/frames", H5T_STD_U16LE, shape, creation.get());
  const std::vector<hsize_t> origin{0, 0, 0};
  if (H5Dwrite_chunk(data.get(), H5P_DEFAULT, 0, origin.data(), payload.size(), payload.data()) < 0)
    ADD_FAILURE() << hdf5_reason();
}

}  // namespace lauelith::test
