// SPDX-License-Identifier: BSD-3-Clause
// The part of the writer for data that come piece by piece.
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>

#include "src/chunk_encoders.h"
#include "src/hdf5_reader.h"
#include "src/hdf5_writer.h"

namespace lauelith {
namespace {

hid_t type_of(Hdf5Writer::Number stored) {
  switch (stored) {
    case Hdf5Writer::Number::float64:
      return H5T_IEEE_F64LE;
    case Hdf5Writer::Number::float32:
      return H5T_IEEE_F32LE;
    case Hdf5Writer::Number::int32:
      return H5T_STD_I32LE;
    case Hdf5Writer::Number::uint8:
      break;
  }
  return H5T_STD_U8LE;
}

hid_t type_of(Hdf5Writer::Pixel stored) {
  if (stored == Hdf5Writer::Pixel::u16) return H5T_STD_U16LE;
  return stored == Hdf5Writer::Pixel::u32 ? H5T_STD_U32LE : H5T_STD_I32LE;
}

void standard_filters(hid_t list) {
  H5Pset_shuffle(list);
  H5Pset_deflate(list, chunk_deflate_level);
  H5Pset_fletcher32(list);
}

/// Optional: the library need not have the filter, since chunks arrive packed.
void bitshuffle_filters(hid_t list, std::size_t element_bytes) {
  const unsigned lz4 = 2;
  const unsigned parameters[] = {0, 3, static_cast<unsigned>(element_bytes), 0, lz4};
  H5Pset_filter(list, bitshuffle_filter, H5Z_FLAG_OPTIONAL, 5, parameters);
}

/// A growing dataset as it is.
struct GrowingShape {
  std::vector<hsize_t> extents;
  std::size_t per_row = 1;
  hsize_t rows_per_chunk = 0;
  bool has_standard_filters = false;
  bool is_float = false;
  std::size_t element_bytes = 0;

  bool takes_packed_chunks() const { return has_standard_filters && extents[0] % rows_per_chunk == 0; }
};

GrowingShape shape_of(hid_t dataset) {
  GrowingShape shape;
  const Hdf5Handle space(H5Dget_space(dataset));
  const auto extents = extents_of(space.get());
  shape.extents.assign(extents.begin(), extents.end());
  shape.per_row = std::accumulate(extents.begin() + 1, extents.end(), std::size_t{1}, std::multiplies<>());
  const Hdf5Handle list(H5Dget_create_plist(dataset));
  std::vector<hsize_t> chunk(extents.size());
  H5Pget_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data());
  shape.rows_per_chunk = chunk[0];
  shape.has_standard_filters = H5Pget_nfilters(list.get()) == 3;  // as `growing` sets them
  const Hdf5Handle type(H5Dget_type(dataset));
  shape.is_float = H5Tget_class(type.get()) == H5T_FLOAT;
  shape.element_bytes = H5Tget_size(type.get());
  return shape;
}

template <typename Stored>
Bytes packed_chunk(const double* values, std::size_t n, std::size_t n_in_chunk) {
  std::vector<Stored> stored(n_in_chunk, Stored{0});  // rows beyond the end hold the fill value
  for (std::size_t i = 0; i < n; ++i) stored[i] = static_cast<Stored>(values[i]);
  return encoded_chunk(std::as_bytes(std::span(stored)), sizeof(Stored), ChunkPacking::deflate);
}

/// Whole chunks, and a last one that may be short.
std::vector<Bytes> packed_chunks(const std::vector<double>& values, const GrowingShape& shape) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t n_in_chunk = shape.rows_per_chunk * shape.per_row;
  std::vector<Bytes> chunks;
  for (std::size_t first = 0; first < values.size(); first += n_in_chunk) {
    const double* from = values.data() + first;
    const std::size_t n = std::min(n_in_chunk, values.size() - first);
    if (shape.is_float && shape.element_bytes == 8) {
      chunks.push_back(packed_chunk<double>(from, n, n_in_chunk));
    } else if (shape.is_float) {
      chunks.push_back(packed_chunk<float>(from, n, n_in_chunk));
    } else if (shape.element_bytes == 4) {
      chunks.push_back(packed_chunk<std::int32_t>(from, n, n_in_chunk));
    } else {
      chunks.push_back(packed_chunk<std::uint8_t>(from, n, n_in_chunk));
    }
  }
  return chunks;
}

}  // namespace

void Hdf5Writer::growing(const std::string& place, const Hdf5Label& label, Number stored,
                         const Shape& row_shape, const Growth& growth) {
  const auto lock = hdf5_lock();
  std::vector<hsize_t> shape(row_shape.begin(), row_shape.end());
  shape.insert(shape.begin(), 0);
  std::vector<hsize_t> limit = shape;
  limit[0] = H5S_UNLIMITED;
  std::vector<hsize_t> chunk = shape;
  chunk[0] = growth.rows_per_chunk;
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), limit.data()));
  const Hdf5Handle list(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(list.get(), false);
  H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data());
  if (growth.compressed) standard_filters(list.get());
  {
    const Hdf5Handle made(opened(H5Dcreate2(file_.get(), place.c_str(), type_of(stored), space.get(),
                                            H5P_DEFAULT, list.get(), H5P_DEFAULT),
                                 place));
  }
  label_dataset(place, label);
}

void Hdf5Writer::append(const std::string& place, const std::vector<double>& values) {
  if (values.empty()) return;
  Hdf5Handle dataset;
  GrowingShape now;
  {
    const auto lock = hdf5_lock();
    dataset = Hdf5Handle(opened(H5Dopen2(file_.get(), place.c_str(), H5P_DEFAULT), place));
    now = shape_of(dataset.get());
  }
  assert(values.size() % now.per_row == 0);
  // Packing takes longer than anything the library does: others may use it meanwhile.
  const auto chunks = now.takes_packed_chunks() ? packed_chunks(values, now) : std::vector<Bytes>();
  const auto lock = hdf5_lock();
  std::vector<hsize_t> start(now.extents.size(), 0);
  std::vector<hsize_t> count = now.extents;
  start[0] = now.extents[0];
  count[0] = values.size() / now.per_row;
  std::vector<hsize_t> extents = now.extents;
  extents[0] += count[0];
  checked(H5Dset_extent(dataset.get(), extents.data()), place);
  if (!chunks.empty()) {
    for (const Bytes& chunk : chunks) {
      checked(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, 0, start.data(), chunk.size(), chunk.data()), place);
      start[0] += now.rows_per_chunk;
    }
    return;
  }
  const Hdf5Handle space(H5Dget_space(dataset.get()));
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  const Hdf5Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
  checked(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, values.data()),
          place);
}

void Hdf5Writer::frames(const std::string& place, const Hdf5Label& label, Pixel stored, ChunkPacking packing,
                        const Shape& n_rows_cols) {
  assert(n_rows_cols.size() == 3);
  const auto lock = hdf5_lock();
  const hsize_t shape[] = {n_rows_cols[0], n_rows_cols[1], n_rows_cols[2]};
  const hsize_t chunk[] = {1, shape[1], shape[2]};
  const Hdf5Handle space(H5Screate_simple(3, shape, nullptr));
  const Hdf5Handle list(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(list.get(), false);
  H5Pset_chunk(list.get(), 3, chunk);
  if (packing == ChunkPacking::deflate) standard_filters(list.get());
  if (packing == ChunkPacking::bitshuffle) bitshuffle_filters(list.get(), H5Tget_size(type_of(stored)));
  {
    const Hdf5Handle made(opened(H5Dcreate2(file_.get(), place.c_str(), type_of(stored), space.get(),
                                            H5P_DEFAULT, list.get(), H5P_DEFAULT),
                                 place));
  }
  label_dataset(place, label);
}

void Hdf5Writer::frame(const std::string& place, std::size_t index, const Bytes& packed) {
  const auto lock = hdf5_lock();
  const Hdf5Handle dataset(opened(H5Dopen2(file_.get(), place.c_str(), H5P_DEFAULT), place));
  const hsize_t offset[] = {index, 0, 0};
  checked(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, 0, offset, packed.size(), packed.data()), place);
}

}  // namespace lauelith
