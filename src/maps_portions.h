// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/hdf5_reader.h"
#include "src/maps_file.h"
#include "src/maps_table_reader.h"

namespace lauelith {

/// maps.h5 read a stretch of frames at a time: memory holds where every frame begins in the tables, and what
/// was asked for. Rows must be sorted by frame, as MapsWriter leaves them (InputError). Several threads may
/// ask. Pinned by tests/src/maps_portions_test.cc.
class MapsPortions {
 public:
  explicit MapsPortions(const std::string& path);
  MapsPortions(const MapsPortions&) = delete;
  MapsPortions& operator=(const MapsPortions&) = delete;

  std::size_t n_frames() const { return n_frames_; }
  std::size_t n_reflections() const { return first_reflection_.back(); }
  /// Row of /entry/grains at which a frame's own begin.
  std::size_t first_grain_row(std::size_t frame) const { return first_grain_[frame]; }
  /// Everything but the frames.
  Maps setting() const;
  /// Frames first … last−1, without texts; with peaks, spots of the grains too.
  enum class Content { grains, peaks_and_grains };
  std::vector<FrameResult> frames(std::size_t first, std::size_t last,
                                  Content content = Content::peaks_and_grains) const;

 private:
  Hdf5Reader reader_;
  mutable RowReader rows_;
  std::size_t n_frames_ = 0;
  std::vector<std::size_t> first_peak_;        ///< of every frame, and the end
  std::vector<std::size_t> first_grain_;       ///< likewise
  std::vector<std::size_t> first_reflection_;  ///< of every grain, and the end
};

}  // namespace lauelith
