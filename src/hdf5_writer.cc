// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_writer.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <numeric>
#include <span>

#include "src/safe_file.h"

namespace lauelith {
namespace {

constexpr hsize_t rows_per_chunk = 4096;
constexpr hsize_t largest_chunk_bytes = 8388608;

Hdf5Handle fixed_text_type(std::size_t n_bytes) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), std::max<std::size_t>(n_bytes, 1));
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  return type;
}

/// Texts side by side, each padded to the longest.
struct PaddedTexts {
  std::size_t width = 1;
  std::string bytes;
};

PaddedTexts padded(const std::vector<std::string>& texts) {
  PaddedTexts result;
  for (const auto& text : texts) result.width = std::max(result.width, text.size());
  for (const auto& text : texts) result.bytes += text + std::string(result.width - text.size(), '\0');
  return result;
}

Hdf5Handle space_of(const Hdf5Writer::Shape& shape) {
  if (shape.empty()) return Hdf5Handle(H5Screate(H5S_SCALAR));
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  return Hdf5Handle(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr));
}

/// Whole rows, at most 4096 of them; of large arrays fewer, cut along the leading dimensions, so that one
/// moment or one plane is read without the others.
std::vector<hsize_t> chunk_of(const Hdf5Writer::Shape& shape, std::size_t element_bytes) {
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  chunk[0] = std::min(chunk[0], rows_per_chunk);
  for (hsize_t& extent : chunk) {
    const hsize_t bytes =
        std::accumulate(chunk.begin(), chunk.end(), static_cast<hsize_t>(element_bytes), std::multiplies<>());
    const hsize_t bytes_per_step = bytes / extent;
    extent = std::clamp<hsize_t>(largest_chunk_bytes / bytes_per_step, 1, extent);
  }
  return chunk;
}

Hdf5Handle creation_list(const Hdf5Writer::Shape& shape, std::size_t element_bytes) {
  Hdf5Handle list(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(list.get(), false);
  const bool is_empty = std::find(shape.begin(), shape.end(), 0u) != shape.end();
  if (shape.empty() || is_empty) return list;  // nothing to cut into chunks
  const std::vector<hsize_t> chunk = chunk_of(shape, element_bytes);
  H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(list.get());
  H5Pset_deflate(list.get(), chunk_deflate_level);
  H5Pset_fletcher32(list.get());
  return list;
}

std::size_t n_values(const Hdf5Writer::Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

/// A dataset as rows of chunks: `n_outer` times `extent` rows of `per_row` values, of which a chunk takes
/// `rows`. The dimensions before `cut` have chunks of 1, those after it are never cut (chunk_of).
struct ChunkRows {
  explicit ChunkRows(const Hdf5Writer::Shape& shape, std::size_t element_bytes) : shape(shape) {
    const auto chunk = chunk_of(shape, element_bytes);
    while (cut + 1 < shape.size() && chunk[cut] == 1) ++cut;
    rows = chunk[cut];
    const auto at = shape.begin() + static_cast<std::ptrdiff_t>(cut);
    n_outer = std::accumulate(shape.begin(), at, std::size_t{1}, std::multiplies<>());
    per_row = std::accumulate(at + 1, shape.end(), std::size_t{1}, std::multiplies<>());
  }
  std::vector<hsize_t> offset(std::size_t outer, std::size_t row) const {
    std::vector<hsize_t> start(shape.size(), 0);
    start[cut] = row;
    for (std::size_t d = cut; d-- > 0; outer /= shape[d]) start[d] = outer % shape[d];
    return start;
  }

  const Hdf5Writer::Shape& shape;
  std::size_t cut = 0, n_outer = 1, rows = 1, per_row = 1;
};

/// Rows beyond the end of the array hold the fill value.
template <typename Real>
Bytes packed_rows(const Real* from, std::size_t n, std::size_t n_in_chunk) {
  static_assert(std::endian::native == std::endian::little);
  if (n == n_in_chunk)
    return encoded_chunk(std::as_bytes(std::span(from, n)), sizeof(Real), ChunkPacking::deflate);
  std::vector<Real> filled(from, from + n);
  filled.resize(n_in_chunk, Real{0});
  return encoded_chunk(std::as_bytes(std::span(filled)), sizeof(Real), ChunkPacking::deflate);
}

}  // namespace

Hdf5Writer::Hdf5Writer(const std::string& path) : path_(path), file_(create_hdf5(part_name(path))) {}

Hdf5Writer::~Hdf5Writer() {
  if (!file_) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(part_name(path_), ignored);
}

void Hdf5Writer::checked(long long status, const std::string& place) const {
  if (status >= 0) return;
  const int cause = errno;
  throw FileSystemError({path_, place, "to write it", cause == ENOSPC ? std::strerror(cause) : hdf5_reason(),
                         "check the space left and the permissions"});
}

hid_t Hdf5Writer::opened(hid_t id, const std::string& place) const {
  checked(id, place);
  return id;
}

void Hdf5Writer::group(const std::string& place, const std::string& nx_class) {
  const auto lock = hdf5_lock();
  const Hdf5Handle list(H5Pcreate(H5P_GROUP_CREATE));
  H5Pset_link_creation_order(list.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times(list.get(), false);
  {
    const Hdf5Handle made(
        opened(H5Gcreate2(file_.get(), place.c_str(), H5P_DEFAULT, list.get(), H5P_DEFAULT), place));
  }
  attribute(place, "NX_class", nx_class);
}

void Hdf5Writer::attribute(const std::string& place, const std::string& name, const std::string& text) {
  const auto lock = hdf5_lock();
  const Hdf5Handle object(opened(H5Oopen(file_.get(), place.c_str(), H5P_DEFAULT), place));
  const Hdf5Handle type = fixed_text_type(text.size());
  const Hdf5Handle space = space_of({});
  const Hdf5Handle made(opened(
      H5Acreate2(object.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), place));
  checked(H5Awrite(made.get(), type.get(), padded({text}).bytes.c_str()), place);
}

void Hdf5Writer::attribute(const std::string& place, const std::string& name,
                           const std::vector<std::string>& texts) {
  const auto lock = hdf5_lock();
  const Hdf5Handle object(opened(H5Oopen(file_.get(), place.c_str(), H5P_DEFAULT), place));
  const PaddedTexts all = padded(texts);
  const Hdf5Handle type = fixed_text_type(all.width);
  const Hdf5Handle space = space_of({texts.size()});
  const Hdf5Handle made(opened(
      H5Acreate2(object.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), place));
  checked(H5Awrite(made.get(), type.get(), all.bytes.data()), place);
}

void Hdf5Writer::attribute(const std::string& place, const std::string& name,
                           const std::vector<int>& values) {
  const auto lock = hdf5_lock();
  const Hdf5Handle object(opened(H5Oopen(file_.get(), place.c_str(), H5P_DEFAULT), place));
  const Hdf5Handle space = values.size() == 1 ? space_of({}) : space_of({values.size()});
  const Hdf5Handle made(opened(
      H5Acreate2(object.get(), name.c_str(), H5T_STD_I32LE, space.get(), H5P_DEFAULT, H5P_DEFAULT), place));
  checked(H5Awrite(made.get(), H5T_NATIVE_INT, values.data()), place);
}

void Hdf5Writer::write(const std::string& place, const Hdf5Label& label, hid_t file_type, hid_t memory_type,
                       const void* values, const Shape& shape) {
  const auto lock = hdf5_lock();
  const Hdf5Handle space = space_of(shape);
  const Hdf5Handle list = creation_list(shape, H5Tget_size(file_type));
  {
    const Hdf5Handle made(opened(
        H5Dcreate2(file_.get(), place.c_str(), file_type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        place));
    if (n_values(shape) > 0)
      checked(H5Dwrite(made.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), place);
  }
  label_dataset(place, label);
}

/// The digits of real numbers repeat nowhere: chunks packed here (run_deflate.h) take a ninth of the time of
/// the library's search for matches, and 7 % more bytes (influence fields of 164 sources).
template <typename Real>
void Hdf5Writer::write_real(const std::string& place, const Hdf5Label& label, hid_t type,
                            const std::vector<Real>& values, const Shape& shape) {
  if (values.empty() || shape.empty()) return write(place, label, type, type, values.data(), shape);
  const ChunkRows chunks(shape, sizeof(Real));
  const Hdf5Handle space = space_of(shape), list = creation_list(shape, sizeof(Real));
  {
    const Hdf5Handle made(opened(
        H5Dcreate2(file_.get(), place.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        place));
    const std::size_t extent = shape[chunks.cut];
    for (std::size_t outer = 0; outer < chunks.n_outer; ++outer) {
      for (std::size_t row = 0; row < extent; row += chunks.rows) {
        const Real* from = values.data() + (outer * extent + row) * chunks.per_row;
        const Bytes packed = packed_rows(from, std::min(chunks.rows, extent - row) * chunks.per_row,
                                         chunks.rows * chunks.per_row);
        checked(H5Dwrite_chunk(made.get(), H5P_DEFAULT, 0, chunks.offset(outer, row).data(), packed.size(),
                               packed.data()),
                place);
      }
    }
  }
  label_dataset(place, label);
}

void Hdf5Writer::label_dataset(const std::string& place, const Hdf5Label& label) {
  attribute(place, "units", label.units);
  attribute(place, "long_name", label.long_name);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label, const std::vector<double>& values,
                         const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write_real(place, label, H5T_IEEE_F64LE, values, shape);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label, const std::vector<float>& values,
                         const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write_real(place, label, H5T_IEEE_F32LE, values, shape);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label,
                         const std::vector<std::int32_t>& values, const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write(place, label, H5T_STD_I32LE, H5T_NATIVE_INT32, values.data(), shape);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label,
                         const std::vector<std::int64_t>& values, const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write(place, label, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data(), shape);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label,
                         const std::vector<std::int8_t>& values, const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write(place, label, H5T_STD_I8LE, H5T_NATIVE_INT8, values.data(), shape);
}

void Hdf5Writer::dataset(const std::string& place, const Hdf5Label& label,
                         const std::vector<std::uint8_t>& values, const Shape& shape) {
  assert(values.size() == n_values(shape));
  const auto lock = hdf5_lock();  // the names of types are calls
  write(place, label, H5T_STD_U8LE, H5T_NATIVE_UINT8, values.data(), shape);
}

void Hdf5Writer::text(const std::string& place, const Hdf5Label& label, const std::string& text) {
  const auto lock = hdf5_lock();
  const Hdf5Handle type = fixed_text_type(text.size());
  write(place, label, type.get(), type.get(), padded({text}).bytes.c_str(), {});
}

void Hdf5Writer::texts(const std::string& place, const Hdf5Label& label,
                       const std::vector<std::string>& texts) {
  const PaddedTexts all = padded(texts);
  const auto lock = hdf5_lock();
  const Hdf5Handle type = fixed_text_type(all.width);
  write(place, label, type.get(), type.get(), all.bytes.data(), {texts.size()});
}

void Hdf5Writer::finish() {
  {
    const auto lock = hdf5_lock();
    checked(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "end of file");
    file_.close();
  }
  seal(path_);
}

}  // namespace lauelith
