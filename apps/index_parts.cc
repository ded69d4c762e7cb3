// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_parts.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

#include "apps/frame_noise.h"
#include "inverse/grain_tracking.h"
#include "src/failure.h"
#include "src/interruption.h"
#include "src/maps_file.h"
#include "src/maps_writer.h"
#include "src/parallel.h"
#include "src/progress.h"

namespace lauelith {
namespace {

using inverse::frames_per_track;
constexpr std::size_t tracks_per_part = frames_per_part / frames_per_track;

std::size_t n_parts_of(std::size_t n_frames) { return (n_frames + frames_per_part - 1) / frames_per_part; }

/// The frames of a part while its tracks are walked.
struct OpenPart {
  explicit OpenPart(std::size_t n_frames)
      : frames(n_frames),
        noise(n_frames),
        n_tracks_left((n_frames + frames_per_track - 1) / frames_per_track) {}
  std::vector<FrameResult> frames;
  std::vector<inverse::FrameNoise> noise;
  std::atomic<std::size_t> n_tracks_left;
};

struct Track {
  std::size_t part = 0;
  std::size_t first = 0;  ///< frame of the run
};

class PartIndexing {
 public:
  using Sealed = std::function<void(std::size_t part)>;
  PartIndexing(const IndexingRun& run, WorkFolder& work, Progress& progress, const Sealed& sealed)
      : run_(run), work_(work), progress_(progress), sealed_(sealed), parts_(n_parts_of(run.frames.size())) {}

  void walk(const Track& track);

 private:
  std::size_t n_in_part(std::size_t part) const {
    return std::min(frames_per_part, run_.frames.size() - part * frames_per_part);
  }
  OpenPart& opened(std::size_t part);
  FrameBuffers idle_buffers();
  void give_back(FrameBuffers&& buffers);
  void seal(std::size_t part);

  const IndexingRun& run_;
  WorkFolder& work_;
  Progress& progress_;
  const Sealed& sealed_;
  std::mutex mutex_;
  std::vector<FrameBuffers> idle_;
  std::vector<std::unique_ptr<OpenPart>> parts_;
};

OpenPart& PartIndexing::opened(std::size_t part) {
  const std::lock_guard lock(mutex_);
  if (!parts_[part]) parts_[part] = std::make_unique<OpenPart>(n_in_part(part));
  return *parts_[part];
}

FrameBuffers PartIndexing::idle_buffers() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return {};
  FrameBuffers buffers = std::move(idle_.back());
  idle_.pop_back();
  return buffers;
}

void PartIndexing::give_back(FrameBuffers&& buffers) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(buffers));
}

bool is_failed(const FrameResult& frame) {
  return frame.status == FrameStatus::corrupt || frame.status == FrameStatus::missing;
}

void PartIndexing::walk(const Track& track) {
  OpenPart& part = opened(track.part);
  const std::size_t end_of_part = track.part * frames_per_part + part.frames.size();
  const std::size_t end = std::min(track.first + frames_per_track, end_of_part);
  inverse::GrainTrack neighbours;
  FrameBuffers buffers = idle_buffers();
  for (std::size_t i = track.first; i < end; ++i) {
    if (Interruption::requested()) return;
    const std::size_t in_part = i - track.part * frames_per_part;
    FrameResult frame =
        index_frame(run_, i, run_.tables.index.neighbours ? neighbours.known() : inverse::KnownLattices{},
                    buffers, &part.noise[in_part]);
    neighbours.remember(frame);
    if (run_.frames[i].is_selected) progress_.frame_done(frame.status == FrameStatus::ok, is_failed(frame));
    part.frames[in_part] = std::move(frame);
  }
  give_back(std::move(buffers));
  if (--part.n_tracks_left == 0) seal(track.part);
}

void PartIndexing::seal(std::size_t part) {
  const std::string path = work_.part_path(part);
  const std::size_t n = n_in_part(part);
  MapsWriter writer(path, n, false);
  writer.add(std::move(parts_[part]->frames));
  write_frame_noise(writer.file(), parts_[part]->noise);
  writer.finish({}, {}, DerivedMaps(n), {});
  work_.note_sealed(part, part * frames_per_part, n);
  {
    const std::lock_guard lock(mutex_);
    parts_[part].reset();
  }
  sealed_(part);
}

std::vector<Track> tracks_to_walk(const std::vector<std::uint8_t>& sealed, std::size_t n_frames,
                                  const Ranks& ranks) {
  std::vector<Track> tracks;
  for (std::size_t part = 0; part < sealed.size(); ++part) {
    if (sealed[part] != 0 || part % static_cast<std::size_t>(ranks.n) != static_cast<std::size_t>(ranks.rank))
      continue;
    for (std::size_t k = 0; k < tracks_per_part; ++k) {
      const std::size_t first = part * frames_per_part + k * frames_per_track;
      if (first < n_frames) tracks.push_back({part, first});
    }
  }
  return tracks;
}

std::size_t n_selected(const std::vector<Track>& tracks, const std::vector<PlannedFrame>& frames) {
  std::size_t n = 0;
  for (const Track& track : tracks) {
    for (std::size_t i = track.first; i < std::min(track.first + frames_per_track, frames.size()); ++i)
      n += frames[i].is_selected ? 1 : 0;
  }
  return n;
}

/// Ranks on one machine share its cores.
int threads_of(const CommonOptions& common, const Ranks& ranks) {
  if (common.n_threads > 0 || ranks.n_here < 2) return common.n_threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / ranks.n_here);
}

}  // namespace

bool index_parts(const IndexingRun& run, const CommonOptions& common, const Ranks& ranks, WorkFolder& work,
                 const std::function<void(std::size_t part)>& sealed) {
  const auto before = work.sealed_parts(n_parts_of(run.frames.size()));
  const auto n_sealed = std::count(before.begin(), before.end(), 1);
  for (std::size_t part = 0; part < before.size(); ++part) {
    if (before[part] != 0) sealed(part);
  }
  if (n_sealed > 0 && ranks.rank == 0) {
    std::cerr << "lauelith: note: " << n_sealed << " of " << before.size() << " parts of " << frames_per_part
              << " frames are done already\n";
  }
  const std::vector<Track> tracks = tracks_to_walk(before, run.frames.size(), ranks);
  Progress progress({ranks.rank == 0 ? common.progress : "none"}, n_selected(tracks, run.frames), std::cerr,
                    is_terminal(2));
  PartIndexing parts(run, work, progress, sealed);
  for_each_index(tracks.size(), threads_of(common, ranks), [&](std::size_t i) {
    if (!Interruption::requested()) parts.walk(tracks[i]);
  });
  progress.finish();
  return !Interruption::requested();
}

bool wait_for_parts(const WorkFolder& work, std::size_t n_frames) {
  using namespace std::chrono_literals;
  while (!Interruption::requested()) {
    const auto sealed = work.sealed_parts(n_parts_of(n_frames));
    if (std::all_of(sealed.begin(), sealed.end(), [](auto one) { return one != 0; })) return true;
    work.throw_failure_of_others();
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

WorkStart start_of(const CommonOptions& common) {
  if (common.resume) return WorkStart::resumed;
  return common.force ? WorkStart::replaced : WorkStart::fresh;
}

void end_interrupted(const WorkFolder& work) {
  throw Failure(ExitCode::interrupted, {.file = work.path(),
                                        .expected = "to finish",
                                        .found = "a signal to end",
                                        .advice = "continue with --resume"});
}

SealedPart read_part(const WorkFolder& work, std::size_t part) {
  const std::string path = work.part_path(part);
  SealedPart read{part * frames_per_part, std::move(read_maps(path).frames), {}};
  read.noise = read_frame_noise(path, read.frames.size());
  return read;
}

void for_each_part(const WorkFolder& work, std::size_t n_frames,
                   const std::function<void(SealedPart&& part)>& take) {
  const std::size_t n = n_parts_of(n_frames);
  const auto reading = [&work](std::size_t part) {
    return std::async(std::launch::async, [&work, part] { return read_part(work, part); });
  };
  if (n == 0) return;
  std::future<SealedPart> next = reading(0);
  for (std::size_t part = 0; part < n; ++part) {
    SealedPart here = next.get();
    if (part + 1 < n) next = reading(part + 1);
    take(std::move(here));
  }
}

}  // namespace lauelith
