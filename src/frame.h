// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lauelith {

/// Pixels as they were stored, row-major, row 0 first.
using Pixels = std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>,
                            std::vector<std::int32_t>, std::vector<float>>;

/// One camera frame. A reader never flips, rotates or subtracts.
struct Frame {
  int rows = 0;
  int cols = 0;
  Pixels pixels;
  std::vector<std::uint8_t> mask;    ///< rows*cols, 1 = do not use; empty: nothing masked by the file
  std::optional<double> saturation;  ///< stored value at and above which a pixel is clipped
  std::map<std::string, std::string> metadata;
  std::string source;  ///< file (and index in it) the frame came from
  std::string format;  ///< reader that was chosen: "mccd", "tiff", "cbf", "edf", "hdf5"
};

/// The same frame for computing: float pixels, one mask. Pixels that no reader could mean (NaN, infinite,
/// negative in an integer image, the largest value of an unsigned 32-bit image) are masked and counted.
struct Image {
  int rows = 0;
  int cols = 0;
  std::vector<float> value;
  std::vector<std::uint8_t> mask;  ///< always rows*cols
  double saturation = 0.0;         ///< infinity when unknown
  long n_impossible = 0;           ///< pixels masked because of their value
};

/// Merges the masks of the frame and of the detector (empty = none) and converts the pixels.
/// `saturation` of the detector (infinity = unknown) is used when the file does not say.
Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation);

/// The image turned as a detector's `flip` says: none, lr (columns mirrored), ud (rows mirrored), rot180.
Image flipped(Image image, const std::string& flip);

}  // namespace lauelith
