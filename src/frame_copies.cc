// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_copies.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <span>

#include "src/image_maker.h"

namespace lauelith {
namespace {

// Odd constants without structure: the fractions of the golden ratio and of √3, 64 bits each.
constexpr std::uint64_t first_factor = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t second_factor = 0xbb67ae8584caa73bULL;

/// Bijective mixing of 64 bits (the finaliser of SplitMix64: Steele, Lea & Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// Both halves of a product of 64-bit numbers, one on the other.
std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) {
  __extension__ using Double = unsigned __int128;
  const Double product = static_cast<Double>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Four lanes, so that the multiplications do not wait for one another.
class Fingerprinter {
 public:
  /// Something whole.
  void add(const void* data, std::size_t n_bytes) {
    add_piece(data, n_bytes);
    end();
  }
  /// Part of something, after the parts before.
  void add_piece(const void* data, std::size_t n_bytes) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    n_bytes_ += n_bytes;
    if (n_kept_ > 0) {
      const std::size_t n = std::min(n_bytes, sizeof(Words) - n_kept_);
      keep(bytes, n);
      bytes += n;
      n_bytes -= n;
      if (n_kept_ < sizeof(Words)) return;
      step(kept_, lanes_);
      n_kept_ = 0;
    }
    const std::size_t n_whole = n_bytes / sizeof(Words) * sizeof(Words);
    add_whole(bytes, n_whole);
    keep(bytes + n_whole, n_bytes - n_whole);
  }
  /// After the last part.
  void end() {
    Words words{};
    std::memcpy(words.data(), kept_.data(), n_kept_);
    step(words, lanes_);
    step({n_bytes_}, lanes_);
    n_bytes_ = n_kept_ = 0;
  }
  Fingerprint result() const {
    Fingerprint print{first_factor, second_factor};
    for (const std::uint64_t lane : lanes_) {
      print[0] = mixed(print[0] ^ lane);
      print[1] = mixed(std::rotl(print[1], 17) + lane * second_factor);
    }
    print[1] |= 1U;  // never the zero of "not looked at"
    return print;
  }

 private:
  static constexpr std::size_t n_lanes = 4;
  using Lanes = std::array<std::uint64_t, n_lanes>;
  using Words = std::array<std::uint64_t, 2 * n_lanes>;
  void add_whole(const unsigned char* bytes, std::size_t n_bytes) {
    Lanes lanes = lanes_;  // bytes may be anything, members too: a copy stays in registers
    Words words{};
    for (std::size_t i = 0; i < n_bytes; i += sizeof words) {
      std::memcpy(words.data(), bytes + i, sizeof words);
      step(words, lanes);
    }
    lanes_ = lanes;
  }
  void keep(const unsigned char* bytes, std::size_t n) {
    std::memcpy(reinterpret_cast<unsigned char*>(kept_.data()) + n_kept_, bytes, n);
    n_kept_ += n;
  }
  /// Two words a lane; the lane goes on beside the product, so that no pair of words can wipe it out.
  static void step(const Words& words, Lanes& lanes) {
    for (std::size_t k = 0; k < n_lanes; ++k) {
      lanes[k] = std::rotl(lanes[k], 29) +
                 folded_product(lanes[k] ^ words[2 * k], words[2 * k + 1] ^ (second_factor + k));
    }
  }
  Lanes lanes_{first_factor, ~first_factor, second_factor, ~second_factor};
  Words kept_{};  ///< what does not fill the words yet
  std::size_t n_kept_ = 0;
  std::size_t n_bytes_ = 0;
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

FingerprintedImage::FingerprintedImage(const Frame& frame, const std::vector<std::uint8_t>& detector_mask,
                                       double saturation)
    : work_(new Work{ImageMaker(frame, detector_mask, saturation), {}}) {
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
  FingerprintedImage image(frame, detector_mask, saturation);
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
