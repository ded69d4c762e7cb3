// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "src/frame.h"
#include "src/grain.h"
#include "src/image_maker.h"
#include "src/pixel_piece.h"

namespace lauelith {

/// Of the stored pixels, or of the peaks of a list: equal for copies, otherwise different but for a chance of
/// about 2⁻¹²⁷ per pair (XXH3, no cryptographic hash: one memory pass at tens of bytes per nanosecond). Zero
/// is kept for "not looked at".
Fingerprint fingerprint_of(const Frame& frame);
Fingerprint fingerprint_of(const PeakList& peaks);

/// make_image and fingerprint_of in one pass over the stored pixels.
Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation,
                 Fingerprint& fingerprint);

/// The same from pieces of the stored pixels, first to last (ImageMaker).
class FingerprintedImage {
 public:
  FingerprintedImage(const Frame& frame, const PixelMasks& masks, double saturation, Image memory = {});
  ~FingerprintedImage();
  void add(const PixelPiece& piece);
  Image finished(Fingerprint& fingerprint) &&;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

/// Meets the frames of a scan one after the other and tells which earlier one has the same fingerprint.
class CopyFinder {
 public:
  /// Index of the first frame with this fingerprint, −1 if this is the first.
  int first_like(const Fingerprint& fingerprint, int index);

 private:
  std::map<Fingerprint, int> first_;
};

/// Sets copy_of of every frame whose fingerprint an earlier frame has. A camera that hangs, or a stack that
/// was written twice, repeats frames exactly; nature never does. Returns how many there are.
/// Pinned by: FrameCopies.* (tests/src/frame_copies_test.cc).
std::size_t mark_copies(std::vector<FrameResult>& frames);

}  // namespace lauelith
