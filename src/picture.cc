// SPDX-License-Identifier: BSD-3-Clause
#include "src/picture.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lauelith {
namespace {

double distance_to_segment(const Place& p, const Place& a, const Place& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length_2 = dx * dx + dy * dy;
  const double along = length_2 > 0.0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length_2 : 0.0;
  const double t = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// Share of a pixel that a shape covers, from the distance of the pixel's centre to the shape's edge (inside
/// > 0).
double coverage(double inside) { return std::clamp(inside + 0.5, 0.0, 1.0); }

/// Pixels whose centres may lie within `reach` of a box.
struct PixelRange {
  int first_x, last_x, first_y, last_y;
  int columns() const { return std::max(0, last_x - first_x + 1); }
  int rows() const { return std::max(0, last_y - first_y + 1); }
};

/// Clamped before the conversion: neither NaN nor a coordinate far outside fits an int.
int pixel_index(double coordinate, int n) {
  const double index = std::floor(coordinate);
  return index >= -1.0 ? static_cast<int>(std::min(index, static_cast<double>(n))) : -1;
}

PixelRange pixels_near(const Place& low, const Place& high, double reach, const Picture& picture) {
  return {std::max(0, pixel_index(low.x - reach, picture.width())),
          std::min(picture.width() - 1, pixel_index(high.x + reach, picture.width())),
          std::max(0, pixel_index(low.y - reach, picture.height())),
          std::min(picture.height() - 1, pixel_index(high.y + reach, picture.height()))};
}

PixelRange pixels_near(const Place& a, const Place& b, const Pen& pen, const Picture& picture) {
  const Place low{std::min(a.x, b.x), std::min(a.y, b.y)};
  const Place high{std::max(a.x, b.x), std::max(a.y, b.y)};
  return pixels_near(low, high, 0.5 * pen.width + 1.0, picture);
}

/// The smallest range that holds every segment.
PixelRange pixels_near(const std::vector<Stroke>& strokes, const Pen& pen, const Picture& picture) {
  PixelRange all{picture.width(), -1, picture.height(), -1};
  for (const Stroke& stroke : strokes) {
    for (const Place& place : stroke) {
      const PixelRange one = pixels_near(place, place, pen, picture);
      all.first_x = std::min(all.first_x, one.first_x);
      all.last_x = std::max(all.last_x, one.last_x);
      all.first_y = std::min(all.first_y, one.first_y);
      all.last_y = std::max(all.last_y, one.last_y);
    }
  }
  return all;
}

}  // namespace

bool Box::overlaps(const Box& other) const {
  return left < other.right() && other.left < right() && top < other.bottom() && other.top < bottom();
}

bool Box::contains(const Place& place) const {
  return place.x >= left && place.x <= right() && place.y >= top && place.y <= bottom();
}

Picture::Picture(int width, int height, Colour background) : width_(width), height_(height) {
  assert(width > 0 && height > 0);
  const std::size_t n_pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  rgb_.reserve(3 * n_pixels);
  for (std::size_t i = 0; i < n_pixels; ++i) {
    rgb_.insert(rgb_.end(), {background.red, background.green, background.blue});
  }
}

Colour Picture::at(int x, int y) const {
  const std::size_t i =
      3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x));
  return {rgb_[i], rgb_[i + 1], rgb_[i + 2]};
}

void Picture::set(int x, int y, Colour colour) {
  assert(x >= 0 && x < width_ && y >= 0 && y < height_);
  const std::size_t i =
      3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x));
  rgb_[i] = colour.red;
  rgb_[i + 1] = colour.green;
  rgb_[i + 2] = colour.blue;
}

void Picture::blend(int x, int y, Colour colour, double opacity) {
  const Colour below = at(x, y);
  const auto mix = [opacity](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>(std::lround(from + opacity * (to - from)));
  };
  set(x, y, {mix(below.red, colour.red), mix(below.green, colour.green), mix(below.blue, colour.blue)});
}

void Picture::fill(const Box& box, Colour colour, double opacity) {
  const PixelRange range = pixels_near({box.left, box.top}, {box.right(), box.bottom()}, 0.0, *this);
  for (int y = range.first_y; y <= range.last_y; ++y) {
    for (int x = range.first_x; x <= range.last_x; ++x) {
      const double across = std::min(x + 1.0, box.right()) - std::max<double>(x, box.left);
      const double down = std::min(y + 1.0, box.bottom()) - std::max<double>(y, box.top);
      if (across > 0.0 && down > 0.0) blend(x, y, colour, opacity * across * down);
    }
  }
}

void Picture::draw(const std::vector<Stroke>& strokes, const Pen& pen) {
  const PixelRange range = pixels_near(strokes, pen, *this);
  const int columns = range.columns();
  std::vector<float> covered(static_cast<std::size_t>(columns) * static_cast<std::size_t>(range.rows()),
                             0.0F);
  const auto cover = [&](int x, int y, double amount) {
    float& best = covered[static_cast<std::size_t>((y - range.first_y) * columns + x - range.first_x)];
    best = std::max(best, static_cast<float>(amount));
  };
  const auto cover_segment = [&](const Place& from, const Place& to) {
    const PixelRange near = pixels_near(from, to, pen, *this);
    for (int y = near.first_y; y <= near.last_y; ++y) {
      for (int x = near.first_x; x <= near.last_x; ++x) {
        const double distance = distance_to_segment({x + 0.5, y + 0.5}, from, to);
        cover(x, y, coverage(0.5 * pen.width - distance));
      }
    }
  };
  for (const Stroke& stroke : strokes) {
    for (std::size_t i = 1; i < stroke.size(); ++i) cover_segment(stroke[i - 1], stroke[i]);
  }
  std::size_t i = 0;
  for (int y = range.first_y; y <= range.last_y; ++y) {
    for (int x = range.first_x; x <= range.last_x; ++x, ++i) {
      if (covered[i] > 0.0F) blend(x, y, pen.colour, pen.opacity * static_cast<double>(covered[i]));
    }
  }
}

void Picture::line(const Place& from, const Place& to, const Pen& pen) { draw({{from, to}}, pen); }

void Picture::outline(const Box& box, const Pen& pen) {
  const Place a{box.left, box.top};
  draw({{a, {box.right(), box.top}, {box.right(), box.bottom()}, {box.left, box.bottom()}, a}}, pen);
}

void Picture::circle(const Place& centre, double radius, const Pen& pen) {
  const PixelRange range = pixels_near(centre, centre, radius + 0.5 * pen.width + 1.0, *this);
  for (int y = range.first_y; y <= range.last_y; ++y) {
    for (int x = range.first_x; x <= range.last_x; ++x) {
      const double off_line = std::abs(std::hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) - radius);
      const double covered = coverage(0.5 * pen.width - off_line);
      if (covered > 0.0) blend(x, y, pen.colour, pen.opacity * covered);
    }
  }
}

void Picture::disc(const Place& centre, double radius, Colour colour, double opacity) {
  const PixelRange range = pixels_near(centre, centre, radius + 1.0, *this);
  for (int y = range.first_y; y <= range.last_y; ++y) {
    for (int x = range.first_x; x <= range.last_x; ++x) {
      const double covered = coverage(radius - std::hypot(x + 0.5 - centre.x, y + 0.5 - centre.y));
      if (covered > 0.0) blend(x, y, colour, opacity * covered);
    }
  }
}

void Picture::cross(const Place& centre, double half_width, const Pen& pen) {
  const double h = half_width;
  draw({{{centre.x - h, centre.y - h}, {centre.x + h, centre.y + h}},
        {{centre.x - h, centre.y + h}, {centre.x + h, centre.y - h}}},
       pen);
}

}  // namespace lauelith
