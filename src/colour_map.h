// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <vector>

#include "src/picture.h"

namespace lauelith {

/// A scale of colours over [0, 1]; values outside take the end colours, NaN is `not_a_number`.
/// Pinned by tests/src/picture_test.cc.
class ColourMap {
 public:
  static constexpr Colour not_a_number{200, 200, 200};
  static constexpr int n_steps = 256;

  /// Dark blue to yellow, lightness rising evenly (matplotlib's default map).
  static ColourMap viridis();
  /// Paper white to black: dark spots on white, for print.
  static ColourMap ink();
  /// Blue over near-white to red for values with a sign, zero in the middle: straight lines in the perceptual
  /// space Oklab (B. Ottosson 2020), lightness falling evenly and equally to both sides.
  static ColourMap blue_white_red();
  /// By name: viridis, ink, blue-white-red.
  static ColourMap named(const std::string& name);

  Colour at(double value) const;

 private:
  explicit ColourMap(const std::vector<std::array<double, 3>>& rgb);  ///< equally spaced anchors, 0 to 1

  std::array<Colour, n_steps> colours_{};
};

/// Seven colours that remain distinct for colour-blind readers (six of M. Okabe and K. Ito 2008: without
/// black and yellow, which do not show as lines on an image; and a violet), reused in turn.
Colour category_colour(int index);

}  // namespace lauelith
