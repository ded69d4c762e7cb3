// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_frame.h"

#include <cmath>

#include "inverse/frame_indexing.h"
#include "inverse/noisy_peaks.h"
#include "src/failure.h"
#include "src/frame_copies.h"
#include "src/header_text.h"

namespace lauelith {
namespace {

/// The peaks of a list at our pixel origin, its shape taken from the detector.
PeakList peaks_of(const PeakListFile& list, const Detector& detector) {
  PeakList peaks = list.peaks;
  peaks.rows = detector.rows;
  peaks.cols = detector.cols;
  return peaks;
}

FrameResult index_list(const IndexingRun& run, std::size_t input, const inverse::KnownLattices& known) {
  FrameResult frame =
      inverse::index_peak_list(peaks_of(run.inputs.lists[input], run.plan.setup.detector), run.plan, known);
  frame.fingerprint = fingerprint_of(frame.peaks);
  return frame;
}

FrameResult index_pixels(const IndexingRun& run, std::size_t number, std::size_t input,
                         const inverse::KnownLattices& known, FrameBuffers& buffers,
                         inverse::FrameNoise* noise) {
  const Detector& detector = run.plan.setup.detector;
  inverse::PeakSearchOptions search = run.tables.peak_search;
  if (search.psf_sigma_px == 0.0) search.psf_sigma_px = detector.psf_sigma_px;
  Fingerprint fingerprint{};
  const Frame stored = read_image(*run.inputs.frames, input, detector, buffers, fingerprint);
  inverse::NoisyPeaks found = inverse::find_noisy_peaks(buffers.image, search);
  if (noise != nullptr) *noise = found.noise;
  FrameResult frame = inverse::index_peak_list(std::move(found.peaks), run.plan, known);
  frame.fingerprint = fingerprint;
  if (const auto stage = stage_position(stored)) {
    frame.x_um = stage->x_um;
    frame.y_um = stage->y_um;
  }
  frame.source = run.frames[number].name;
  if (run.outputs != nullptr) run.outputs->write(number, buffers.image, frame);
  return frame;
}

FrameResult read_and_index(const IndexingRun& run, std::size_t number, const inverse::KnownLattices& known,
                           FrameBuffers& buffers, inverse::FrameNoise* noise) {
  const int input = run.frames[number].input;
  if (input < 0) return inverse::unreadable_frame(FrameStatus::missing, "listed, but not among the inputs");
  const auto i = static_cast<std::size_t>(input);
  if (!run.inputs.frames) {
    FrameResult frame = index_list(run, i, known);
    frame.source = run.frames[number].name;
    if (run.outputs != nullptr) run.outputs->write(number, Image(), frame);
    return frame;
  }
  try {
    return index_pixels(run, number, i, known, buffers, noise);
  } catch (const MissingFrame& error) {
    if (run.frames.size() == 1) throw;
    return inverse::unreadable_frame(FrameStatus::missing, error.what());
  } catch (const InputError& error) {
    if (run.frames.size() == 1) throw;
    return inverse::unreadable_frame(FrameStatus::corrupt, error.what());
  }
}

}  // namespace

FrameResult index_frame(const IndexingRun& run, std::size_t number, const inverse::KnownLattices& known,
                        FrameBuffers& buffers, inverse::FrameNoise* noise) {
  const PlannedFrame& planned = run.frames[number];
  FrameResult frame;
  if (noise != nullptr) noise->width = 0.0;
  if (planned.is_selected) frame = read_and_index(run, number, known, buffers, noise);
  frame.source = planned.name;
  if (std::isfinite(planned.x_um)) frame.x_um = planned.x_um;
  if (std::isfinite(planned.y_um)) frame.y_um = planned.y_um;
  return frame;
}

}  // namespace lauelith
