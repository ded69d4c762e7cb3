// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lauelith {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

/// A place on a picture, in picture pixels: x to the right, y down, (0, 0) is the upper left *corner*, so
/// that the first pixel has its centre at (0.5, 0.5).
struct Place {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
  bool overlaps(const Box& other) const;
  bool contains(const Place& place) const;
};

using Stroke = std::vector<Place>;  ///< a line through its points

/// How a line is drawn.
struct Pen {
  Colour colour;
  double width = 1.0;    ///< picture pixels
  double opacity = 1.0;  ///< 0 to 1
};

/// An RGB picture to draw on. Edges are anti-aliased by the distance of a pixel's centre to the line; what
/// falls outside is cut off. The same calls give the same bytes on every run. Pinned by
/// tests/src/picture_test.cc.
class Picture {
 public:
  Picture(int width, int height, Colour background);

  int width() const { return width_; }
  int height() const { return height_; }
  Colour at(int x, int y) const;
  void set(int x, int y, Colour colour);
  const std::vector<std::uint8_t>& rgb() const { return rgb_; }  ///< row by row, three bytes a pixel

  void fill(const Box& box, Colour colour, double opacity = 1.0);
  /// All strokes as one shape: where they cross, nothing is darker.
  void draw(const std::vector<Stroke>& strokes, const Pen& pen);
  void line(const Place& from, const Place& to, const Pen& pen);
  void outline(const Box& box, const Pen& pen);
  void circle(const Place& centre, double radius, const Pen& pen);
  void disc(const Place& centre, double radius, Colour colour, double opacity = 1.0);
  void cross(const Place& centre, double half_width, const Pen& pen);  ///< like the letter x

 private:
  void blend(int x, int y, Colour colour, double opacity);

  int width_;
  int height_;
  std::vector<std::uint8_t> rgb_;
};

}  // namespace lauelith
