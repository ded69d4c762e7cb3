// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_tables.h"

#include <algorithm>

#include "src/failure.h"

namespace lauelith {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& where, int found) {
  throw InputError({file, where, "an index inside its table", std::to_string(found), "the file is damaged"});
}

std::size_t checked_index(int index, std::size_t size, const std::string& file, const std::string& where) {
  if (index < 0 || static_cast<std::size_t>(index) >= size) refuse(file, where, index);
  return static_cast<std::size_t>(index);
}

void add_grains(FrameResult& frame, int frame_number, int first_peak, int first_grain, MapsTables& tables) {
  int rank = 0;
  for (Grain& found : frame.grains) {
    const std::vector<IndexedSpot> spots = std::move(found.spots);
    found.spots.clear();
    const int grain = first_grain + static_cast<int>(tables.grains.size());
    for (const auto& spot : spots) tables.reflections.push_back({grain, first_peak + spot.peak, spot});
    tables.grains.push_back({frame_number, rank++, std::move(found), static_cast<int>(spots.size())});
  }
}

/// First row of the peak table of every frame.
std::vector<int> first_peaks(const MapsTables& tables) {
  std::vector<int> first(tables.frames.size(), -1);
  for (std::size_t i = tables.peaks.size(); i-- > 0;) {
    first[static_cast<std::size_t>(tables.peaks[i].frame)] = static_cast<int>(i);
  }
  return first;
}

}  // namespace

bool keeps_grains(const FrameResult& frame) {
  if (frame.status == FrameStatus::ok) return true;
  const bool all_doubtful = std::all_of(frame.grains.begin(), frame.grains.end(),
                                        [](const Grain& g) { return g.quality == GrainQuality::doubtful; });
  return frame.status == FrameStatus::not_indexed && all_doubtful;
}

MapsTables tables_of(std::vector<FrameResult> frames, const TableStart& start) {
  MapsTables tables;
  std::size_t n_peaks = 0;
  for (const FrameResult& frame : frames) n_peaks += frame.peaks.peaks.size();
  tables.peaks.reserve(n_peaks);
  int number = start.frame;
  for (FrameResult& frame : frames) {
    const int first_peak = start.peak + static_cast<int>(tables.peaks.size());
    for (const Peak& peak : frame.peaks.peaks) tables.peaks.push_back({number, peak});
    if (keeps_grains(frame)) add_grains(frame, number, first_peak, start.grain, tables);
    frame.peaks.peaks = std::vector<Peak>();  // clear() would keep the memory of every frame of a scan
    frame.grains = std::vector<Grain>();
    tables.frames.push_back({std::move(frame)});
    ++number;
  }
  return tables;
}

std::vector<FrameResult> frames_of(const MapsTables& tables, const std::string& file) {
  std::vector<FrameResult> frames;
  for (const auto& row : tables.frames) frames.push_back(row.result);
  std::vector<std::size_t> n_peaks(frames.size(), 0);
  for (const auto& row : tables.peaks)
    ++n_peaks[checked_index(row.frame, frames.size(), file, "/entry/peaks/frame")];
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i].peaks.peaks.reserve(n_peaks[i]);
  for (const auto& row : tables.peaks)
    frames[static_cast<std::size_t>(row.frame)].peaks.peaks.push_back(row.peak);
  const auto first_peak = first_peaks(tables);
  std::vector<std::size_t> place_in_frame;
  for (const auto& row : tables.grains) {
    auto& grains = frames[checked_index(row.frame, frames.size(), file, "/entry/grains/frame")].grains;
    place_in_frame.push_back(grains.size());
    grains.push_back(row.grain);
  }
  for (const auto& row : tables.reflections) {
    const auto grain = checked_index(row.grain, tables.grains.size(), file, "/entry/reflections/grain");
    const auto peak = checked_index(row.peak, tables.peaks.size(), file, "/entry/reflections/peak");
    const auto frame = static_cast<std::size_t>(tables.grains[grain].frame);
    if (tables.peaks[peak].frame != static_cast<int>(frame))
      refuse(file, "/entry/reflections/peak", row.peak);
    IndexedSpot spot = row.spot;
    spot.peak = row.peak - first_peak[frame];
    frames[frame].grains[place_in_frame[grain]].spots.push_back(spot);
  }
  return frames;
}

}  // namespace lauelith
