// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_copies.h"

#include <bit>
#include <cstring>
#include <map>

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

/// Eight lanes, so that the multiplications do not wait for one another.
class Fingerprinter {
 public:
  void add(const void* data, std::size_t n_bytes) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    Words lanes = lanes_;  // bytes may be anything, members too: a copy stays in registers
    Words words{};
    std::size_t i = 0;
    for (; i + sizeof words <= n_bytes; i += sizeof words) {
      std::memcpy(words.data(), bytes + i, sizeof words);
      for (std::size_t k = 0; k < n_lanes; ++k) lanes[k] = step(lanes[k], words[k]);
    }
    words.fill(0);
    if (i < n_bytes) std::memcpy(words.data(), bytes + i, n_bytes - i);
    for (std::size_t k = 0; k < n_lanes; ++k) lanes[k] = step(lanes[k], words[k]);
    lanes[0] = step(lanes[0], n_bytes);
    lanes_ = lanes;
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
  static constexpr std::size_t n_lanes = 8;
  using Words = std::array<std::uint64_t, n_lanes>;
  /// Bijective in the lane and in the word; what a bit of one word changes no single bit of the next undoes.
  static std::uint64_t step(std::uint64_t lane, std::uint64_t word) {
    return std::rotl(lane ^ (word * first_factor), 29) * second_factor;
  }
  Words lanes_{1, 2, 3, 4, 5, 6, 7, 8};
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
