// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/noise_model.h"
#include "src/hdf5_writer.h"

namespace lauelith {

/// /entry/map/noise of maps.h5: what the pixels of every frame do between its peaks, so that a comparison
/// with a later scan need not measure it again. Nothing is written where nothing is known (peak lists).
void write_frame_noise(Hdf5Writer& writer, const std::vector<inverse::FrameNoise>& noise);

/// Of `n_frames` frames; width 0, not known, in maps that say nothing. InputError where the file is damaged.
std::vector<inverse::FrameNoise> read_frame_noise(const std::string& path, std::size_t n_frames);

}  // namespace lauelith
