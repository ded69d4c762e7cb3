// SPDX-License-Identifier: BSD-3-Clause
#include "apps/frame_noise.h"

#include <algorithm>

#include "src/failure.h"
#include "src/hdf5_reader.h"

namespace lauelith {

using inverse::FrameNoise;

namespace {

constexpr const char* place = "/entry/map/noise";
constexpr std::size_t n_numbers = 4;

}  // namespace

void write_frame_noise(Hdf5Writer& writer, const std::vector<FrameNoise>& noise) {
  const bool any =
      std::any_of(noise.begin(), noise.end(), [](const FrameNoise& one) { return one.width > 0.0; });
  if (!any) return;
  std::vector<double> numbers;
  for (const FrameNoise& one : noise)
    numbers.insert(numbers.end(), {one.model.gain, one.model.offset, one.model.floor, one.width});
  writer.dataset(place,
                 {"1",
                  "variance of a pixel: gain, offset and floor of gain*level + offset; width of correlated "
                  "noise, 1 if white; 0: not known"},
                 numbers, {noise.size(), n_numbers});
}

std::vector<FrameNoise> read_frame_noise(const std::string& path, std::size_t n_frames) {
  std::vector<FrameNoise> noise(n_frames);
  for (FrameNoise& one : noise) one.width = 0.0;
  const Hdf5Reader reader(path);
  if (!reader.has(place)) return noise;
  const auto array = reader.numbers(place);
  if (array.shape != std::vector<std::size_t>{n_frames, n_numbers}) {
    throw InputError({path, place, "four numbers for each of " + std::to_string(n_frames) + " frames",
                      std::to_string(array.values.size()) + " numbers", "the file is damaged"});
  }
  for (std::size_t i = 0; i < n_frames; ++i) {
    const double* one = array.values.data() + n_numbers * i;
    noise[i] = {{one[0], one[1], one[2]}, one[3]};
  }
  return noise;
}

}  // namespace lauelith
