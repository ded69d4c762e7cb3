// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_copies.h"

#include <algorithm>
#include <map>
#include <span>

#define XXH_INLINE_ALL  // for the instruction set of the rest of the program
#include <xxhash.h>

namespace lauelith {
namespace {

/// XXH3 with 128 bits, of one thing or of several, which must not run into each other: each ends with its
/// length.
class Fingerprinter {
 public:
  Fingerprinter() { XXH3_128bits_reset(&state_); }
  /// Something whole.
  void add(const void* data, std::size_t n_bytes) {
    add_piece(data, n_bytes);
    end();
  }
  /// Part of something, after the parts before.
  void add_piece(const void* data, std::size_t n_bytes) {
    XXH3_128bits_update(&state_, data, n_bytes);
    n_bytes_ += n_bytes;
  }
  /// After the last part.
  void end() {
    XXH3_128bits_update(&state_, &n_bytes_, sizeof n_bytes_);
    n_bytes_ = 0;
  }
  Fingerprint result() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    return {hash.low64, hash.high64 | 1U};  // never the zero of "not looked at"
  }

 private:
  XXH3_state_t state_;
  std::uint64_t n_bytes_ = 0;
};

}  // namespace

Fingerprint fingerprint_of(const Frame& frame) {
  Fingerprinter printer;
  const std::array<int, 2> shape{frame.rows, frame.cols};
  printer.add(shape.data(), sizeof shape);
  std::visit(
      [&printer](const auto& pixels) { printer.add(pixels.data(), pixels.size() * sizeof(pixels[0])); },
      frame.pixels);
  return printer.result();
}

struct FingerprintedImage::Work {
  ImageMaker maker;
  Fingerprinter printer;
};

FingerprintedImage::FingerprintedImage(const Frame& frame, const PixelMasks& masks, double saturation,
                                       Image memory)
    : work_(new Work{ImageMaker(frame, masks, saturation, std::move(memory)), Fingerprinter()}) {
  const std::array<int, 2> shape{frame.rows, frame.cols};
  work_->printer.add(shape.data(), sizeof shape);
}

FingerprintedImage::~FingerprintedImage() = default;

void FingerprintedImage::add(const PixelPiece& piece) {
  work_->maker.add(piece);
  std::visit([this](const auto& stored) { work_->printer.add_piece(stored.data(), stored.size_bytes()); },
             piece);
}

Image FingerprintedImage::finished(Fingerprint& fingerprint) && {
  work_->printer.end();
  fingerprint = work_->printer.result();
  return std::move(work_->maker).finished();
}

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation,
                 Fingerprint& fingerprint) {
  constexpr std::size_t at_once = 16384;  // they stay in the cache
  FingerprintedImage image(frame, {frame.mask, detector_mask}, saturation);
  const auto add_all = [&](const auto& pixels) {
    const auto all = std::span(pixels);
    for (std::size_t i = 0; i < all.size(); i += at_once)
      image.add(all.subspan(i, std::min(at_once, all.size() - i)));
  };
  std::visit(add_all, frame.pixels);
  return std::move(image).finished(fingerprint);
}

Fingerprint fingerprint_of(const PeakList& peaks) {
  Fingerprinter printer;
  for (const Peak& peak : peaks.peaks) {
    const std::array<double, 3> numbers{peak.x_px, peak.y_px, peak.intensity};
    printer.add(numbers.data(), sizeof numbers);
  }
  return printer.result();
}

int CopyFinder::first_like(const Fingerprint& fingerprint, int index) {
  if (fingerprint == Fingerprint{}) return -1;
  const auto [place, is_new] = first_.emplace(fingerprint, index);
  return is_new ? -1 : place->second;
}

std::size_t mark_copies(std::vector<FrameResult>& frames) {
  CopyFinder finder;
  std::size_t n_copies = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int first = finder.first_like(frames[i].fingerprint, static_cast<int>(i));
    if (first < 0) continue;
    frames[i].copy_of = first;
    ++n_copies;
  }
  return n_copies;
}

}  // namespace lauelith
