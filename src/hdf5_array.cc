// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_array.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "src/chunk_encoders.h"
#include "src/header_text.h"

namespace lauelith {
namespace {

constexpr std::uint64_t max_slices = 1000000;
constexpr double four_gib = 4294967296.0;
constexpr int lz4_filter = 32004;

bool is_compressor(int id) { return id == H5Z_FILTER_DEFLATE || id == lz4_filter || id == bitshuffle_filter; }

std::optional<StoredType> integer_type(std::size_t n_bytes, bool is_signed) {
  if (n_bytes == 1) return is_signed ? StoredType::i8 : StoredType::u8;
  if (n_bytes == 2) return is_signed ? StoredType::i16 : StoredType::u16;
  if (n_bytes == 4) return is_signed ? StoredType::i32 : StoredType::u32;
  return std::nullopt;
}

std::optional<StoredType> float_type(std::size_t n_bytes) {
  if (n_bytes == 4) return StoredType::f32;
  if (n_bytes == 8) return StoredType::f64;
  return std::nullopt;
}

}  // namespace

std::optional<Hdf5Array> Hdf5Array::open(const Hdf5Input& input, const std::string& path,
                                         const ImageLimits& limits) {
  const auto lock = hdf5_lock();
  Hdf5Handle dataset = input.dataset(path);
  if (!dataset) return std::nullopt;
  return Hdf5Array(input, path, std::move(dataset), limits);
}

Hdf5Array::Hdf5Array(const Hdf5Input& input, const std::string& path, Hdf5Handle dataset,
                     const ImageLimits& limits)
    : file_(input.name()),
      path_(path),
      limits_(limits),
      file_bytes_(std::filesystem::file_size(input.name())),
      dataset_(std::move(dataset)) {
  read_type();
  read_shape();
  read_storage();
}

void Hdf5Array::refuse(const std::string& expected, const std::string& found,
                       const std::string& advice) const {
  throw InputError({file_, path_, expected, found, advice});
}

void Hdf5Array::read_type() {
  hdf5_type_ = hdf5_handle(H5Dget_type(dataset_.get()), {file_, path_, "a type", "", ""});
  const H5T_class_t kind = H5Tget_class(hdf5_type_.get());
  element_bytes_ = H5Tget_size(hdf5_type_.get());
  const bool numeric = kind == H5T_INTEGER || kind == H5T_FLOAT;
  if (!numeric || element_bytes_ == 0 || element_bytes_ > 8)
    refuse("numbers of at most 8 bytes", "another type");
  order_ = H5Tget_order(hdf5_type_.get()) == H5T_ORDER_BE ? std::endian::big : std::endian::little;
  if (H5Tget_precision(hdf5_type_.get()) != 8 * element_bytes_ || H5Tget_offset(hdf5_type_.get()) != 0)
    return;
  type_ = kind == H5T_FLOAT ? float_type(element_bytes_)
                            : integer_type(element_bytes_, H5Tget_sign(hdf5_type_.get()) == H5T_SGN_2);
}

void Hdf5Array::read_shape() {
  const Hdf5Handle space = hdf5_handle(H5Dget_space(dataset_.get()), {file_, path_, "a shape", "", ""});
  rank_ = H5Sget_simple_extent_ndims(space.get());
  if (rank_ < 0 || rank_ > 3) refuse("at most 3 dimensions", std::to_string(rank_));
  std::array<hsize_t, 3> dims{};
  H5Sget_simple_extent_dims(space.get(), dims.data(), nullptr);
  for (int i = 0; i < rank_; ++i)
    dims_[static_cast<std::size_t>(3 - rank_ + i)] = dims[static_cast<std::size_t>(i)];
  if (dims_[0] > max_slices) refuse("at most 1000000 frames", std::to_string(dims_[0]));
  if (dims_[0] == 0) return;
  if (rank_ >= 2)
    require_size({dims_[1], dims_[2], type_.value_or(StoredType::f64)}, limits_, file_, path_);
  else if (dims_[2] > max_slices)
    refuse("at most 1000000 numbers", std::to_string(dims_[2]));
}

void Hdf5Array::read_storage() {
  const Hdf5Handle list =
      hdf5_handle(H5Dget_create_plist(dataset_.get()), {file_, path_, "a layout", "", ""});
  const double declared =
      static_cast<double>(dims_[0]) * static_cast<double>(dims_[1] * dims_[2] * element_bytes_);
  const auto stored = static_cast<double>(H5Dget_storage_size(dataset_.get()));
  if (declared > four_gib && declared > limits_.max_compression_ratio * stored)
    refuse("data compressed by less than max_compression_ratio",
           text_of(stored) + " bytes for " + text_of(declared),
           "the file is damaged, or its recording was broken off");
  if (H5Pget_layout(list.get()) != H5D_CHUNKED) return;
  std::array<hsize_t, 3> chunk{};
  if (H5Pget_chunk(list.get(), 3, chunk.data()) != rank_) refuse("chunks of the data's dimensions", "others");
  chunk_ = {1, 1, 1};
  for (int i = 0; i < rank_; ++i)
    chunk_[static_cast<std::size_t>(3 - rank_ + i)] = chunk[static_cast<std::size_t>(i)];
  double chunk_size = static_cast<double>(element_bytes_);
  for (const std::uint64_t side : chunk_) chunk_size *= static_cast<double>(side);
  if (chunk_size < 1 || chunk_size > limits_.max_bytes)
    refuse("chunks of at most max_image_bytes", text_of(chunk_size) + " bytes");
  read_filters(list.get());
  require_known_filters();
}

void Hdf5Array::read_filters(hid_t creation_list) {
  const int n = H5Pget_nfilters(creation_list);
  if (n > 8) refuse("at most 8 filters", std::to_string(n));
  for (int i = 0; i < n; ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::array<unsigned, 16> parameters{};
    std::size_t n_parameters = parameters.size();
    const int id = H5Pget_filter2(creation_list, static_cast<unsigned>(i), &flags, &n_parameters,
                                  parameters.data(), 0, nullptr, &config);
    const std::size_t n_kept = std::min(n_parameters, parameters.size());
    filters_.push_back({id, {parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(n_kept)}});
  }
}

/// Decoding knows the size of its result only for: shuffles, then one compressor, then one checksum.
void Hdf5Array::require_known_filters() const {
  int stage = 0;
  for (const Filter& filter : filters_) {
    int own = -1;
    if (filter.id == H5Z_FILTER_SHUFFLE) own = 0;
    if (is_compressor(filter.id)) own = 1;
    if (filter.id == H5Z_FILTER_FLETCHER32) own = 2;
    if (own < 0)
      refuse("deflate, shuffle, Fletcher32, LZ4 or bitshuffle", "HDF5 filter " + std::to_string(filter.id),
             "write the data with one of these filters, for instance by h5repack");
    if (own < stage) refuse("filters in the order shuffle, compression, checksum", "another order");
    stage = own + 1;
  }
}

Hdf5Array::StoredChunk Hdf5Array::stored_chunk(const Origin& origin, Bytes memory) const {
  const auto lock = hdf5_lock();
  const hsize_t* offset = origin.data() + (3 - rank_);
  hsize_t n_bytes = 0;
  if (H5Dget_chunk_storage_size(dataset_.get(), offset, &n_bytes) < 0 || n_bytes == 0)
    throw MissingFrame({file_, path_ + "[" + std::to_string(origin[0]) + "]", "stored data",
                        "none: they were never written", "the recording was broken off"});
  if (n_bytes > file_bytes_)
    refuse("a chunk inside the file", std::to_string(n_bytes) + " bytes", "the file is damaged");
  require_ratio(chunk_bytes(), n_bytes, limits_, file_, path_);
  StoredChunk chunk{std::move(memory), 0};
  chunk.bytes.resize(n_bytes);
  hdf5_checked(H5Dread_chunk(dataset_.get(), H5P_DEFAULT, offset, &chunk.skipped_filters, chunk.bytes.data()),
               {file_, path_ + "[" + std::to_string(origin[0]) + "]", "a readable chunk", "",
                "check that the file is whole"});
  return chunk;
}

std::optional<Bytes> Hdf5Array::undo(const Filter& filter, Bytes stored) const {
  const auto parameter = [&filter](std::size_t i) {
    return i < filter.parameters.size() ? filter.parameters[i] : 0U;
  };
  switch (filter.id) {
    case H5Z_FILTER_SHUFFLE:
      return unshuffle(stored, element_bytes_);
    case H5Z_FILTER_DEFLATE:
      return inflate_exactly(stored, chunk_bytes());
    case lz4_filter:
      return decode_lz4_chunk(stored, chunk_bytes());
    case bitshuffle_filter:
      if (parameter(2) != element_bytes_) return std::nullopt;
      if (parameter(4) == 0) return decode_bitshuffle(stored, chunk_bytes(), element_bytes_, parameter(3));
      if (parameter(4) == 2) return decode_bitshuffle_lz4(stored, chunk_bytes(), element_bytes_);
      return std::nullopt;
    default:
      break;
  }
  assert(filter.id == H5Z_FILTER_FLETCHER32);
  if (stored.size() < 4) return std::nullopt;
  std::uint32_t checksum = 0;
  std::memcpy(&checksum, stored.data() + stored.size() - 4, 4);
  stored.resize(stored.size() - 4);
  return fletcher32_agrees(stored, checksum) ? std::optional(std::move(stored)) : std::nullopt;
}

/// Undoes the filters but the first `n_left`.
Bytes Hdf5Array::undone(StoredChunk stored, std::size_t n_left) const {
  const std::string wanted = std::to_string(chunk_bytes());
  Bytes bytes = std::move(stored.bytes);
  for (std::size_t i = filters_.size(); i-- > n_left;) {
    if (stored.skipped_filters >> i & 1U) continue;
    auto undone = undo(filters_[i], std::move(bytes));
    if (!undone)
      refuse("data that HDF5 filter " + std::to_string(filters_[i].id) + " can undo to " + wanted + " bytes",
             "damaged data, or a variant that is not supported");
    bytes = *std::move(undone);
  }
  return bytes;
}

Bytes Hdf5Array::chunk(const Origin& origin) const {
  Bytes bytes = undone(stored_chunk(origin), 0);
  if (bytes.size() == chunk_bytes()) return bytes;
  refuse(std::to_string(chunk_bytes()) + " bytes in a chunk", std::to_string(bytes.size()),
         "the file is damaged");
}

void Hdf5Array::copy_rows(const Bytes& chunk, const Origin& origin, std::uint64_t i, Bytes& slice) const {
  const std::uint64_t n_rows = std::min<std::uint64_t>(chunk_[1], dims_[1] - origin[1]);
  const std::uint64_t n_bytes = std::min<std::uint64_t>(chunk_[2], dims_[2] - origin[2]) * element_bytes_;
  const std::uint64_t depth = i - origin[0];
  for (std::uint64_t row = 0; row < n_rows; ++row)
    std::memcpy(slice.data() + ((origin[1] + row) * dims_[2] + origin[2]) * element_bytes_,
                chunk.data() + ((depth * chunk_[1] + row) * chunk_[2]) * element_bytes_, n_bytes);
}

Bytes Hdf5Array::slice(std::uint64_t i) const {
  assert(i < dims_[0]);
  if (chunk_[0] == 0) return contiguous_slice(i);
  const std::uint64_t first = i / chunk_[0] * chunk_[0];
  if (is_one_chunk()) return chunk({first, 0, 0});
  Bytes slice(dims_[1] * dims_[2] * element_bytes_);
  for (std::uint64_t row = 0; row < dims_[1]; row += chunk_[1])
    for (std::uint64_t col = 0; col < dims_[2]; col += chunk_[2]) {
      const Origin origin{first, row, col};
      copy_rows(chunk(origin), origin, i, slice);
    }
  return slice;
}

std::vector<double> Hdf5Array::numbers(std::uint64_t i) const {
  Bytes bytes = slice(i);
  const std::size_t n = bytes.size() / element_bytes_;
  bytes.resize(n * sizeof(double));
  const auto lock = hdf5_lock();
  hdf5_checked(H5Tconvert(hdf5_type_.get(), H5T_NATIVE_DOUBLE, n, bytes.data(), nullptr, H5P_DEFAULT),
               {file_, path_, "numbers", "", ""});
  std::vector<double> numbers(n);
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

}  // namespace lauelith
