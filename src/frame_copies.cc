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
  void add(const void* data, std::size_t n_bytes) {
    const std::size_t n_whole = n_bytes / sizeof(Words) * sizeof(Words);
    add_whole(data, n_whole);
    end(static_cast<const unsigned char*>(data) + n_whole, n_bytes);
  }
  /// Part of what is added in pieces; all but the last are multiples of 64 bytes long.
  void add_whole(const void* data, std::size_t n_bytes) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    Lanes lanes = lanes_;  // bytes may be anything, members too: a copy stays in registers
    Words words{};
    for (std::size_t i = 0; i + sizeof words <= n_bytes; i += sizeof words) {
      std::memcpy(words.data(), bytes + i, sizeof words);
      step(words, lanes);
    }
    lanes_ = lanes;
  }
  /// What is left of `n_bytes` after the whole pieces.
  void end(const void* rest, std::size_t n_bytes) {
    Words words{};
    std::memcpy(words.data(), rest, n_bytes % sizeof words);
    step(words, lanes_);
    step({n_bytes}, lanes_);
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
  /// Two words a lane; the lane goes on beside the product, so that no pair of words can wipe it out.
  static void step(const Words& words, Lanes& lanes) {
    for (std::size_t k = 0; k < n_lanes; ++k) {
      lanes[k] = std::rotl(lanes[k], 29) +
                 folded_product(lanes[k] ^ words[2 * k], words[2 * k + 1] ^ (second_factor + k));
    }
  }
  Lanes lanes_{first_factor, ~first_factor, second_factor, ~second_factor};
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

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation,
                 Fingerprint& fingerprint) {
  constexpr int n_rows = 32;  // whole words of the fingerprint, pixels of 16 bits too; they fit in the cache
  Fingerprinter printer;
  const std::array<int, 2> shape{frame.rows, frame.cols};
  printer.add(shape.data(), sizeof shape);
  ImageMaker maker(frame, detector_mask, saturation);
  std::visit(
      [&](const auto& pixels) {
        const auto bytes = std::as_bytes(std::span(pixels));
        const std::size_t piece = n_rows * static_cast<std::size_t>(frame.cols) * sizeof(pixels[0]);
        std::size_t begin = 0;
        for (int row = 0; row < frame.rows; row += n_rows) {
          maker.add_rows(row, std::min(row + n_rows, frame.rows));
          if (begin + piece > bytes.size()) continue;
          printer.add_whole(bytes.data() + begin, piece);
          begin += piece;
        }
        const std::size_t n_whole = (bytes.size() - begin) / 64 * 64;
        printer.add_whole(bytes.data() + begin, n_whole);
        printer.end(bytes.data() + begin + n_whole, bytes.size());
      },
      frame.pixels);
  fingerprint = printer.result();
  return std::move(maker).finished();
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
