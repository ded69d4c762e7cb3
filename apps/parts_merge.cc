// SPDX-License-Identifier: BSD-3-Clause
#include "apps/parts_merge.h"

#include <algorithm>

#include "apps/frame_noise.h"
#include "apps/scan_comparison.h"
#include "src/map_grid.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {

PartsMerge::PartsMerge(const WorkFolder& work, const IndexingRun& run, const std::string& output,
                       bool meanwhile)
    : work_(work),
      run_(run),
      output_(output),
      meanwhile_(meanwhile),
      writer_(output, run.frames.size()),
      is_sealed_((run.frames.size() + frames_per_part - 1) / frames_per_part, 0) {
  if (meanwhile) thread_ = std::thread([this] { take_parts(); });
}

PartsMerge::~PartsMerge() { stop(); }

void PartsMerge::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  sealed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PartsMerge::note_sealed(std::size_t part) {
  {
    const std::lock_guard lock(mutex_);
    is_sealed_[part] = 1;
  }
  sealed_.notify_all();
}

bool PartsMerge::wait_for(std::size_t part) {
  std::unique_lock lock(mutex_);
  sealed_.wait(lock, [&] { return stopped_ || is_sealed_[part] != 0; });
  return !stopped_;
}

void PartsMerge::take_parts() {
  try {
    for (std::size_t part = 0; part < is_sealed_.size(); ++part) {
      if (!wait_for(part)) return;
      take(read_part(work_, part));
      if (meanwhile_) store_so_far(output_);
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
}

void PartsMerge::take(SealedPart&& part) {
  noise_.insert(noise_.end(), part.noise.begin(), part.noise.end());
  for (FrameResult& frame : part.frames) {
    frame.copy_of = copies_.first_like(frame.fingerprint, static_cast<int>(points_.size()));
    summary_.add(frame);
    points_.push_back(inverse::map_point(frame));
    x_um_.push_back(frame.x_um);
    y_um_.push_back(frame.y_um);
  }
  writer_.add(std::move(part.frames));
}

IndexSummary PartsMerge::finish(const MapsSetting& setting, const Provenance& provenance,
                                const std::optional<ScanChange>& change) {
  {
    const std::lock_guard lock(mutex_);
    std::fill(is_sealed_.begin(), is_sealed_.end(), std::uint8_t{1});
  }
  sealed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    take_parts();
  }
  if (failure_) std::rethrow_exception(failure_);
  write_frame_noise(writer_.file(), noise_);
  if (change && !is_refused(*change)) write_change(writer_.file(), *change);
  const MapGrid grid = grid_of(x_um_, y_um_);
  const double boundary_rad = run_.tables.index.grain_boundary_deg * units::deg;
  const MapsWriter::Shape shape =
      grid.exists() && grid.is_in_frame_order() ? MapsWriter::Shape{grid.ny, grid.nx} : MapsWriter::Shape{};
  writer_.finish(setting, shape,
                 inverse::derive_maps(points_, grid, run_.plan.proper_rotations, boundary_rad), provenance);
  return std::move(summary_);
}

}  // namespace lauelith
