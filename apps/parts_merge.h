// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/index_parts.h"
#include "apps/index_text.h"
#include "inverse/grain_map.h"
#include "src/change_table.h"
#include "src/frame_copies.h"
#include "src/maps_writer.h"

namespace lauelith {

/// The sealed parts as one file, with what neighbours say about each other. Parts are taken in their order,
/// so that the file does not depend on when they were sealed; a thread of its own takes them while others are
/// still indexed, unless one thread is all that was asked for. Nothing is left of a merge that is not
/// finished.
class PartsMerge {
 public:
  PartsMerge(const WorkFolder& work, const IndexingRun& run, const std::string& output, bool meanwhile);
  ~PartsMerge();
  PartsMerge(const PartsMerge&) = delete;
  PartsMerge& operator=(const PartsMerge&) = delete;

  /// May be called from any thread.
  void note_sealed(std::size_t part);
  /// All parts are sealed now; the rest of the file.
  IndexSummary finish(const MapsSetting& setting, const Provenance& provenance,
                      const std::optional<ScanChange>& change);

 private:
  void take_parts();
  bool wait_for(std::size_t part);
  void take(SealedPart&& part);
  void stop();

  const WorkFolder& work_;
  const IndexingRun& run_;
  std::string output_;
  bool meanwhile_;  ///< taking parts in a thread of its own, which may wait for the disk
  MapsWriter writer_;
  IndexSummary summary_;
  CopyFinder copies_;
  std::vector<inverse::MapPoint> points_;
  std::vector<double> x_um_, y_um_;
  std::vector<inverse::FrameNoise> noise_;
  std::mutex mutex_;
  std::condition_variable sealed_;
  std::vector<std::uint8_t> is_sealed_;  ///< of every part
  bool stopped_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace lauelith
