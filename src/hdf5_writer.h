// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/chunk_encoders.h"
#include "src/hdf5_handle.h"

namespace lauelith {

/// What every dataset of ours says about itself.
struct Hdf5Label {
  std::string units;      ///< UDUNITS spelling; "1" for numbers without and for text
  std::string long_name;  ///< one clause
};

/// Writes a file that every HDF5 build since 1.8 reads: shuffle, deflate 4 and Fletcher32, no plug-in; no
/// object times, creation order kept, tables in chunks of 4096 rows. The file has its part name until
/// `finish`. A failed write is a FileSystemError. Pinned by tests/src/maps_file_test.cc.
class Hdf5Writer {
 public:
  explicit Hdf5Writer(const std::string& path);
  ~Hdf5Writer();
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  void group(const std::string& place, const std::string& nx_class);

  void attribute(const std::string& place, const std::string& name, const std::string& text);
  void attribute(const std::string& place, const std::string& name, const std::vector<std::string>& texts);
  void attribute(const std::string& place, const std::string& name, const std::vector<int>& values);

  using Shape = std::vector<std::size_t>;
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<double>& values,
               const Shape& shape);
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<float>& values,
               const Shape& shape);
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<std::int32_t>& values,
               const Shape& shape);
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<std::int64_t>& values,
               const Shape& shape);
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<std::int8_t>& values,
               const Shape& shape);
  void dataset(const std::string& place, const Hdf5Label& label, const std::vector<std::uint8_t>& values,
               const Shape& shape);
  /// Fixed-length UTF-8.
  void text(const std::string& place, const Hdf5Label& label, const std::string& text);
  void texts(const std::string& place, const Hdf5Label& label, const std::vector<std::string>& texts);

  /// A dataset that grows along its first dimension; numbers are stored as `stored`.
  enum class Number { float64, float32, int32, uint8 };
  struct Growth {
    std::size_t rows_per_chunk = 4096;
    bool compressed = true;  ///< false: for files that are read once and removed
  };
  void growing(const std::string& place, const Hdf5Label& label, Number stored, const Shape& row_shape,
               const Growth& growth);
  void growing(const std::string& place, const Hdf5Label& label, Number stored, const Shape& row_shape) {
    growing(place, label, stored, row_shape, {});
  }
  /// Adds whole rows at the end of a growing dataset; cheapest in multiples of its chunks.
  void append(const std::string& place, const std::vector<double>& values);

  /// n frames of rows × cols, one chunk each, packed by the caller (chunk_encoders.h) and stored in any
  /// order.
  enum class Pixel { u16, u32, i32 };
  void frames(const std::string& place, const Hdf5Label& label, Pixel stored, ChunkPacking packing,
              const Shape& n_rows_cols);
  void frame(const std::string& place, std::size_t index, const Bytes& packed);

  /// Closes, stores and renames. Without it the part file is removed.
  void finish();

 private:
  void write(const std::string& place, const Hdf5Label& label, hid_t file_type, hid_t memory_type,
             const void* values, const Shape& shape);
  template <typename Real>
  void write_real(const std::string& place, const Hdf5Label& label, hid_t type,
                  const std::vector<Real>& values, const Shape& shape);
  void label_dataset(const std::string& place, const Hdf5Label& label);
  void checked(long long status, const std::string& place) const;
  hid_t opened(hid_t id, const std::string& place) const;

  std::string path_;
  Hdf5Handle file_;
};

}  // namespace lauelith
