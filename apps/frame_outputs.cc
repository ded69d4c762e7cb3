// SPDX-License-Identifier: BSD-3-Clause
#include "apps/frame_outputs.h"

#include <cstdio>
#include <filesystem>

#include "src/fit_file.h"
#include "src/peak_list_file.h"
#include "src/png_file.h"

namespace lauelith {

FrameOutputs::FrameOutputs(std::string plot_folder, std::string lauetools_folder,
                           const DetectorFile& detector, const forward::LaueSetup& setup,
                           const PatternPictureOptions& picture)
    : plot_folder_(std::move(plot_folder)),
      lauetools_folder_(std::move(lauetools_folder)),
      detector_(detector),
      setup_(setup),
      picture_(picture) {
  for (const std::string& folder : {plot_folder_, lauetools_folder_}) {
    if (!folder.empty()) std::filesystem::create_directories(folder);
  }
}

std::string FrameOutputs::path(const std::string& folder, std::size_t frame_number, const FrameResult& frame,
                               const std::string& extension) const {
  char number[32];
  std::snprintf(number, sizeof number, "%05zu_", frame_number);
  return (std::filesystem::path(folder) /
          (number + std::filesystem::path(frame.source).stem().string() + extension))
      .string();
}

void FrameOutputs::write(std::size_t frame_number, const Image& image, const FrameResult& frame) const {
  if (!plot_folder_.empty()) {
    const Picture picture =
        image.value.empty() ? pattern_picture(frame, picture_) : pattern_picture(image, frame, picture_);
    write_png(picture, path(plot_folder_, frame_number, frame, ".png"));
  }
  if (lauetools_folder_.empty() || frame.peaks.peaks.empty()) return;
  write_cor(path(lauetools_folder_, frame_number, frame, ".cor"), frame.peaks, detector_,
            {.source = frame.source});
  if (frame.grains.empty()) return;
  write_fit(path(lauetools_folder_, frame_number, frame, ".fit"), frame.grains, frame.peaks, detector_,
            {.material = setup_.crystal.name, .B_1_A = setup_.table.B_1_A(), .source = frame.source});
}

}  // namespace lauelith
