// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "src/picture.h"

namespace lauelith {

enum class Align { left, centre, right };

/// Lettering made of lines, at any size: ASCII, units (µ ° · − × ± Å), some Greek, and U+0304 for a bar over
/// the digit before it. The shapes are in src/data/drawing/stroke_font.txt. Unknown characters are drawn as a
/// box. `size` is the height of a capital in picture pixels.
class StrokeFont {
 public:
  explicit StrokeFont(std::string_view description);

  double width(std::string_view text, double size) const;
  /// `anchor` lies on the baseline, at the left, the middle or the right of the text.
  std::vector<Stroke> strokes(std::string_view text, const Place& anchor, double size, Align align) const;

 private:
  struct Glyph {
    double advance = 0.0;
    std::vector<Stroke> strokes;  ///< units of the description: y up
  };
  const Glyph& glyph(std::uint32_t character) const;

  std::map<std::uint32_t, Glyph> glyphs_;
  Glyph unknown_;
};

/// The font of the description that is compiled in; read once.
const StrokeFont& stroke_font();

/// How text is written on a picture.
struct Lettering {
  double size = 10.0;
  Colour colour = {};
  Align align = Align::left;
  bool halo = false;  ///< a pale edge, for text over an image
  bool bold = false;
};

/// Writes one line of text.
void write(Picture& picture, std::string_view text, const Place& anchor, const Lettering& lettering);
/// The same, turned by a quarter: reads upwards.
void write_upwards(Picture& picture, std::string_view text, const Place& anchor, const Lettering& lettering);

}  // namespace lauelith
