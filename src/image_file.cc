// SPDX-License-Identifier: BSD-3-Clause
#include "src/image_file.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "src/cbf_file.h"
#include "src/edf_file.h"
#include "src/hdf5_frames.h"
#include "src/mccd_file.h"
#include "src/tiff_directory.h"
#include "src/tiff_file.h"

namespace lauelith {
namespace {

constexpr std::uint64_t head_bytes = 8192;
constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

/// A user block may come first; the signature then lies at 512, 1024, 2048 …
bool has_hdf5_signature(std::string_view head) {
  for (std::size_t at : {std::size_t{0}, std::size_t{512}, std::size_t{1024}, std::size_t{2048}})
    if (head.size() > at && head.substr(at).starts_with(hdf5_signature)) return true;
  return false;
}

void require_index(const RawFile& file, std::uint64_t index, std::uint64_t n) {
  if (index < n) return;
  throw MissingFrame({file.name(), "frame " + std::to_string(index), std::to_string(n) + " frames or fewer",
                      "none", "frames count from 0"});
}

[[noreturn]] void refuse_unknown(const RawFile& file) {
  file.refuse("byte 0", "an mccd, TIFF, CBF, EDF or HDF5 file",
              file.size() == 0 ? "an empty file" : "bytes of none of them");
}

}  // namespace

std::string name_of(ImageFormat format) {
  constexpr std::array<const char*, 6> names{"unknown", "mccd", "tiff", "cbf", "edf", "hdf5"};
  return names[static_cast<std::size_t>(format)];
}

ImageFormat promised_format(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (ending == ".mccd") return ImageFormat::mccd;
  if (ending == ".tif" || ending == ".tiff") return ImageFormat::tiff;
  if (ending == ".cbf") return ImageFormat::cbf;
  if (ending == ".edf") return ImageFormat::edf;
  if (ending == ".h5" || ending == ".hdf5" || ending == ".nxs") return ImageFormat::hdf5;
  return ImageFormat::unknown;
}

ImageFormat recognise_image(const RawFile& file) {
  const std::string head = file.text(0, head_bytes);
  if (has_hdf5_signature(head)) return ImageFormat::hdf5;
  if (has_mccd_name(head)) return ImageFormat::mccd;
  if (has_tiff_magic(head) || head.starts_with("II\x2b") || head.starts_with(std::string_view("MM\0\x2b", 4)))
    return promised_format(file.name()) == ImageFormat::mccd ? ImageFormat::mccd : ImageFormat::tiff;
  if (has_cbf_magic(head)) return ImageFormat::cbf;
  if (has_edf_magic(head)) return ImageFormat::edf;
  return ImageFormat::unknown;
}

std::uint64_t n_frames(const std::filesystem::path& path, const ImageLimits& limits) {
  const RawFile file(path);
  switch (recognise_image(file)) {
    case ImageFormat::mccd:
    case ImageFormat::cbf:
      return 1;
    case ImageFormat::tiff:
      return tiff_directory_offsets(file).size();
    case ImageFormat::edf:
      return n_edf_frames(file);
    case ImageFormat::hdf5:
      return Hdf5Frames(path, limits).n_frames();
    case ImageFormat::unknown:
      break;
  }
  refuse_unknown(file);
}

Frame read_frame(const std::filesystem::path& path, std::uint64_t index, const ImageLimits& limits) {
  const RawFile file(path);
  const ImageFormat format = recognise_image(file);
  if (format == ImageFormat::hdf5) return Hdf5Frames(path, limits).frame(index);
  if (format == ImageFormat::edf) return read_edf(file, index, limits);
  if (format == ImageFormat::tiff) {
    const auto directories = tiff_directory_offsets(file);
    require_index(file, index, directories.size());
    return read_tiff(file, directories[index], limits);
  }
  if (format == ImageFormat::unknown) refuse_unknown(file);
  require_index(file, index, 1);
  return format == ImageFormat::mccd ? read_mccd(file, limits) : read_cbf(file, limits);
}

void write_frame(const std::filesystem::path& path, const Frame& frame) {
  switch (promised_format(path)) {
    case ImageFormat::mccd:
      return write_mccd(path, frame);
    case ImageFormat::tiff:
      return write_tiff(path, frame);
    case ImageFormat::cbf:
      return write_cbf(path, frame);
    case ImageFormat::edf:
      return write_edf(path, frame);
    default:
      break;
  }
  throw UsageError({path.string(), "", "a name ending in .mccd, .tif, .cbf or .edf",
                    path.extension().string(), "choose another name"});
}

}  // namespace lauelith
