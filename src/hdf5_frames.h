// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/hdf5_array.h"
#include "src/header_text.h"

namespace lauelith {

/// A stack of frames in an HDF5 file. Known layouts, in this order: our own scan (/entry/data/frames), 34-ID
/// (/entry1/data/data), Eiger (/entry/data/data or /entry/data/data_000001 …), Lima
/// (/entry_0000/measurement/data or the default entry's), and whatever NeXus @default and @signal lead to.
/// Nothing outside the file is opened: an Eiger master file whose data are links must be replaced by its data
/// files. Pinned by hdf5_frames_test.cc against files written by h5py. Reading frames is thread-safe.
class Hdf5Frames {
 public:
  explicit Hdf5Frames(const std::filesystem::path& path, const ImageLimits& limits = {});

  std::uint64_t n_frames() const { return n_frames_; }
  std::string layout() const { return layout_; }  ///< "scan", "34-ID", "eiger", "lima" or "nexus"

  /// Frame with mask and saturation as far as the file gives them; the stage position, time and energy of the
  /// frame in its metadata. MissingFrame where the recording was broken off.
  Frame frame(std::uint64_t index) const;
  /// What makes a sink for the pixels of a frame of which all else is known; the mask is that of all frames.
  using SinkMaker = std::function<PixelSink(const Frame& begun, const std::vector<std::uint8_t>& mask)>;
  /// The same, its pixels given away piece by piece where they can be (Hdf5Array::unpack): the frame comes
  /// without them and without its mask then, and else with both and without a call of `make_sink`.
  Frame frame(std::uint64_t index, Bytes& packed, const SinkMaker& make_sink) const;
  /// Where the stage stood, without reading the frame.
  std::optional<StagePosition> position(std::uint64_t index) const {
    return index < positions_.size() ? std::optional(positions_[index]) : std::nullopt;
  }

 private:
  void find_arrays();
  bool use(const std::string& layout, const std::vector<std::string>& paths);
  void follow_nexus();
  void read_detector();
  void read_positions();
  Frame without_pixels(std::size_t part, std::uint64_t within, std::uint64_t index) const;
  std::pair<std::size_t, std::uint64_t> place_of(std::uint64_t index) const;
  std::vector<double> per_frame(const std::string& path) const;
  std::vector<std::uint8_t> mask_from(const std::string& path, std::uint32_t bits) const;

  Hdf5Input input_;
  ImageLimits limits_;
  std::string layout_;
  std::vector<Hdf5Array> arrays_;
  std::uint64_t n_frames_ = 0;
  std::vector<std::uint8_t> mask_;
  std::optional<double> saturation_;
  std::vector<StagePosition> positions_;                  ///< one per frame, or none
  std::map<std::string, std::vector<double>> per_frame_;  ///< further numbers: time_s, energy_keV …
};

}  // namespace lauelith
