// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/chunk_codecs.h"
#include "src/hdf5_path.h"
#include "src/pixel_piece.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// A numeric data set of up to three dimensions, seen as n × rows × cols (missing leading dimensions are 1)
/// and read one slice at a time. Chunks are taken raw from the library and decoded here within the size they
/// must have, outside the library's lock: deflate, shuffle, Fletcher32, LZ4 (32004), bitshuffle (32008, plain
/// or LZ4). Any other filter is refused by number; no plug-in is ever loaded.
class Hdf5Array {
 public:
  /// Nothing if the path names no data set; InputError for one that is not numeric, too large or absurd.
  static std::optional<Hdf5Array> open(const Hdf5Input& input, const std::string& path,
                                       const ImageLimits& limits);

  std::uint64_t n() const { return dims_[0]; }
  std::uint64_t rows() const { return dims_[1]; }
  std::uint64_t cols() const { return dims_[2]; }
  int rank() const { return rank_; }
  const std::string& path() const { return path_; }

  /// Raw elements of slice `i` in the file's byte order. MissingFrame if they were never written.
  Bytes slice(std::uint64_t i) const;
  /// Slice `i` as pixels; InputError if the type is none that cameras write.
  Pixels pixels(std::uint64_t i) const;
  /// Hands out the pixels of slice `i` piece by piece while they are unpacked and in the cache; false, and no
  /// piece, unless it is one chunk of bitshuffle with LZ4 (then use `pixels`). `packed`: memory for what is
  /// read, frame after frame.
  bool unpack(std::uint64_t i, Bytes& packed, const PixelSink& sink) const;
  std::optional<StoredType> stored_type() const { return type_; }
  /// All numbers of one slice as double.
  std::vector<double> numbers(std::uint64_t i) const;

 private:
  using Origin = std::array<hsize_t, 3>;
  struct Filter {
    int id = 0;
    std::vector<unsigned> parameters;
  };
  struct StoredChunk {
    Bytes bytes;
    std::uint32_t skipped_filters = 0;
  };

  Hdf5Array(const Hdf5Input& input, const std::string& path, Hdf5Handle dataset, const ImageLimits& limits);
  void read_shape();
  void read_type();
  void read_storage();
  void read_filters(hid_t creation_list);
  void require_known_filters() const;
  std::uint64_t chunk_bytes() const { return chunk_[0] * chunk_[1] * chunk_[2] * element_bytes_; }
  Bytes contiguous_slice(std::uint64_t i) const;
  StoredChunk stored_chunk(const Origin& origin, Bytes memory = {}) const;
  Bytes chunk(const Origin& origin) const;
  std::optional<Bytes> undo(const Filter& filter, Bytes stored) const;
  Bytes undone(StoredChunk stored, std::size_t n_left) const;
  bool is_one_chunk() const { return chunk_[0] == 1 && chunk_[1] == dims_[1] && chunk_[2] == dims_[2]; }
  bool is_packed_by(int filter) const;
  template <typename Value>
  std::optional<Pixels> unpacked(std::uint64_t i) const;
  void copy_rows(const Bytes& chunk, const Origin& origin, std::uint64_t i, Bytes& slice) const;
  [[noreturn]] void refuse(const std::string& expected, const std::string& found,
                           const std::string& advice = "") const;

  std::string file_;
  std::string path_;
  ImageLimits limits_;
  std::uint64_t file_bytes_ = 0;
  Hdf5Handle dataset_;
  Hdf5Handle hdf5_type_;
  int rank_ = 0;
  std::array<std::uint64_t, 3> dims_{1, 1, 1};
  std::array<std::uint64_t, 3> chunk_{0, 0, 0};  ///< all 0: not chunked
  std::uint64_t element_bytes_ = 0;
  std::optional<StoredType> type_;
  std::endian order_ = std::endian::little;
  std::vector<Filter> filters_;
};

}  // namespace lauelith
