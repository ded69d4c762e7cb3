// SPDX-License-Identifier: BSD-3-Clause
// Slices of arrays that are stored without chunks.
#include <array>

#include "src/hdf5_array.h"

namespace lauelith {

Bytes Hdf5Array::contiguous_slice(std::uint64_t i) const {
  const auto lock = hdf5_lock();
  const std::uint64_t n_bytes = dims_[1] * dims_[2] * element_bytes_;
  const std::uint64_t stored = H5Dget_storage_size(dataset_.get());
  if (stored == 0) throw MissingFrame({file_, path_, "stored data", "none: they were never written", ""});
  if (stored != dims_[0] * n_bytes || stored > file_bytes_)
    refuse(std::to_string(dims_[0] * n_bytes) + " stored bytes", std::to_string(stored),
           "the file is damaged");
  Bytes bytes(n_bytes);
  const Hdf5Handle space(H5Dget_space(dataset_.get()));
  const hsize_t n_elements = dims_[1] * dims_[2];
  const Hdf5Handle memory(H5Screate_simple(1, &n_elements, nullptr));
  if (rank_ == 3) {
    const std::array<hsize_t, 3> start{i, 0, 0};
    const std::array<hsize_t, 3> count{1, dims_[1], dims_[2]};
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  }
  hdf5_checked(
      H5Dread(dataset_.get(), hdf5_type_.get(), memory.get(), space.get(), H5P_DEFAULT, bytes.data()),
      {file_, path_, "readable data", "", "check that the file is whole"});
  return bytes;
}

}  // namespace lauelith
