// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "src/hdf5_frames.h"
#include "src/header_text.h"
#include "src/image_file.h"

namespace lauelith {

struct FrameSourceOptions {
  ImageLimits limits;
  std::string allow_external;  ///< folder into which symbolic links of an input folder may lead; empty: none
};
void describe(ParameterVisitor& visit, FrameSourceOptions& options);

/// Many inputs seen as frames 0, 1, 2 … in the order given. A folder gives its image files sorted by name,
/// numbers in names by value (img_2 before img_10), without its subfolders; a stack (HDF5, multi-page TIFF,
/// EDF) gives its frames. An input that cannot be read keeps the place of one frame: `frame(i)` throws for it
/// and for no other (MissingFrame if it is not there, InputError if it is damaged or refused). Files of a
/// folder that neither look like images nor are called so are left out and listed.
///
/// `frame` may be called from several threads. Nothing is kept in memory but names and one open HDF5 stack.
class FrameSource {
 public:
  explicit FrameSource(const std::vector<std::filesystem::path>& inputs,
                       const FrameSourceOptions& options = {});

  std::size_t n_frames() const { return places_.size(); }
  Frame frame(std::size_t i) const;
  /// The same, its pixels given away piece by piece where they can be (Hdf5Frames).
  Frame frame(std::size_t i, Bytes& packed, const Hdf5Frames::SinkMaker& make_sink) const;
  /// Where the stage stood, as far as it is known without reading the frame: in HDF5 stacks.
  std::optional<StagePosition> known_position(std::size_t i) const;
  /// File and index of a frame, readable or not.
  std::string name(std::size_t i) const;
  const std::vector<std::filesystem::path>& skipped() const { return skipped_; }

 private:
  struct Place {
    std::size_t file = 0;
    std::uint64_t index = 0;
    std::uint64_t directory = 0;  ///< of a TIFF page: where it lies; 0: not known
    bool is_stacked = false;      ///< in an HDF5 file
    std::string refusal;          ///< why the file must not be opened; empty: it may
  };

  void add_folder(const std::filesystem::path& folder);
  void add_file(const std::filesystem::path& path);
  void add_refused(const std::filesystem::path& path, const std::string& refusal);
  void add_frames_of(const std::filesystem::path& path);
  std::string refusal_of(const std::filesystem::directory_entry& entry,
                         const std::filesystem::path& folder) const;
  std::shared_ptr<const Hdf5Frames> stack(const std::string& path) const;
  const Place& readable_place(std::size_t i) const;

  FrameSourceOptions options_;
  std::vector<std::filesystem::path> files_;
  std::vector<Place> places_;
  std::vector<std::filesystem::path> skipped_;
  // The stack that was read last: opening one per frame would cost more than reading it.
  mutable std::mutex stack_mutex_;
  mutable std::string stack_path_;
  mutable std::shared_ptr<const Hdf5Frames> stack_;
};

/// Order of names in which numbers count by value: a2 < a10; equal values fall back to plain order.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace lauelith
