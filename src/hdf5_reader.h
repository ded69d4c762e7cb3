// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/hdf5_path.h"

namespace lauelith {

/// Reads datasets of our own files, which may come from elsewhere and are not trusted: nothing outside the
/// file is opened (Hdf5Input), and no size is believed that the stored bytes cannot hold. InputError with the
/// place. Pinned by tests/src/maps_file_test.cc.
class Hdf5Reader {
 public:
  explicit Hdf5Reader(const std::string& path) : input_(path) {}

  bool has(const std::string& place) const { return input_.resolve(place).has_value(); }
  /// Root attributes `type` and `version` as every file of ours has them: this type, this major version.
  void require_type(const std::string& type, int major) const;

  struct Array {
    std::vector<std::size_t> shape;
    std::vector<double> values;  ///< integers too: every one of ours fits
  };
  Array numbers(const std::string& place) const;
  /// Part `index` along the first dimension, without reading the others; its shape lacks that dimension.
  struct FloatArray {
    std::vector<std::size_t> shape;
    std::vector<float> values;
  };
  FloatArray part(const std::string& place, std::size_t index) const;
  /// Extents of a dataset.
  std::vector<std::size_t> shape(const std::string& place) const;
  std::vector<std::string> texts(const std::string& place) const;  ///< one for a scalar
  std::string text(const std::string& place) const;

  const std::string& path() const { return input_.name(); }
  hid_t file() const { return input_.file(); }
  /// Checked as said above.
  Hdf5Handle dataset(const std::string& place) const;

 private:
  std::vector<std::string> texts_of_any_length(hid_t data, hid_t space, const std::string& place) const;

  Hdf5Input input_;
};

/// Extents of an open dataset or attribute space; empty for a scalar.
std::vector<std::size_t> extents_of(hid_t space);

}  // namespace lauelith
