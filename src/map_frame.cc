// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_frame.h"

#include <algorithm>
#include <cmath>

#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr double left_margin = 92.0;
constexpr double top_margin = 44.0;
constexpr double bottom_margin = 108.0;
constexpr double side_margin = 190.0;
constexpr double least_extent = 48.0;  // of the map in a picture
constexpr Colour black{0, 0, 0};

Lettering plain(double size, Align align) { return {size, black, align, false, false}; }

void arrow(Picture& picture, const Place& from, const Place& to) {
  const Pen pen{black, 1.6, 1.0};
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  const Place along{(to.x - from.x) / length, (to.y - from.y) / length};
  const auto back = [&](double side) {
    return Place{to.x - 7.0 * along.x + side * along.y, to.y - 7.0 * along.y - side * along.x};
  };
  picture.draw({{from, to}, {back(3.5), to, back(-3.5)}}, pen);
}

/// X to the right, Y upwards, Z out of the picture.
void draw_triad(Picture& picture, const Place& origin) {
  constexpr double length = 26.0;
  arrow(picture, origin, {origin.x + length, origin.y});
  arrow(picture, origin, {origin.x, origin.y - length});
  picture.circle(origin, 4.0, {black, 1.4, 1.0});
  picture.disc(origin, 1.5, black);
  write(picture, "X", {origin.x + length + 5.0, origin.y + 4.0}, plain(9.0, Align::left));
  write(picture, "Y", {origin.x, origin.y - length - 5.0}, plain(9.0, Align::centre));
  write(picture, "Z", {origin.x - 8.0, origin.y + 4.0}, plain(9.0, Align::right));
}

/// The largest 1, 2 or 5 times a power of ten that is not longer.
double round_length(double longest) {
  const double decade = std::pow(10.0, std::floor(std::log10(longest)));
  for (const double factor : {5.0, 2.0}) {
    if (factor * decade <= longest) return factor * decade;
  }
  return decade;
}

/// A round length of about a quarter of the map, below it.
void draw_scale_bar(Picture& picture, const MapLayout& layout, const MapGrid& grid) {
  const Axes& axes = layout.axes;
  const double width_um = axes.x.last - axes.x.first;
  const double length_um = round_length(0.3 * width_um);
  const double length_px = length_um / width_um * axes.box.width;
  const double y = axes.box.bottom() + 76.0;
  const double left = axes.box.left;
  picture.fill({left, y, length_px, 5.0}, black);
  const std::string unit = grid.has_positions ? " µm" : " frames";
  write(picture, tick_text(length_um) + unit, {left + length_px + 8.0, y + 7.0}, plain(10.0, Align::left));
}

}  // namespace

MapLayout map_layout(const MapGrid& grid, int widest_px) {
  const double width_um = grid.nx * grid.step_um.x();
  const double height_um = grid.ny * grid.step_um.y();
  const double room = std::max(200.0, widest_px - left_margin - side_margin);
  const double scale = std::min({room / width_um, 1.1 * room / height_um});
  MapLayout layout;
  layout.axes.box = {left_margin, top_margin, std::max(least_extent, std::round(scale * width_um)),
                     std::max(least_extent, std::round(scale * height_um))};
  const Eigen::Vector2d low = grid.origin_um - 0.5 * grid.step_um;
  const std::string unit = grid.has_positions ? " (µm)" : " (frames)";
  layout.axes.x = {low.x(), low.x() + width_um, "x" + unit};
  layout.axes.y = {low.y() + height_um, low.y(), "y" + unit};
  const Box& box = layout.axes.box;
  const double height = std::max(box.height, 200.0);
  layout.side = {box.right() + 18.0, box.top, side_margin - 24.0, height};
  layout.width = static_cast<int>(std::ceil(box.right() + side_margin));
  layout.height = static_cast<int>(std::ceil(box.top + height + bottom_margin));
  return layout;
}

Colour hatch_colour(int x, int y) { return (x + y) % 6 < 2 ? Colour{188, 188, 188} : Colour{222, 222, 222}; }

void draw_map(Picture& picture, const MapLayout& layout, const MapGrid& grid,
              const ColourOfFrame& colour_of) {
  const Box& box = layout.axes.box;
  const int left = static_cast<int>(box.left);
  const int top = static_cast<int>(box.top);
  const int n_x = static_cast<int>(box.width);
  const int n_y = static_cast<int>(box.height);
  for (int y = 0; y < n_y; ++y) {
    const int row = std::min(grid.ny - 1, static_cast<int>((n_y - 0.5 - y) / n_y * grid.ny));
    for (int x = 0; x < n_x; ++x) {
      const int column = std::min(grid.nx - 1, static_cast<int>((x + 0.5) / n_x * grid.nx));
      const int frame =
          grid.frame_of_point[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.nx) +
                              static_cast<std::size_t>(column)];
      Colour colour;
      const bool has_value = frame >= 0 && colour_of(static_cast<std::size_t>(frame), colour);
      picture.set(left + x, top + y, has_value ? colour : hatch_colour(x, y));
    }
  }
}

void draw_map_boundaries(Picture& picture, const Axes& axes, const MapGrid& grid,
                         const MapBoundaries& boundaries) {
  const auto corner = [&](int column, int row) {
    return axes.place_of(grid.origin_um.x() + (column - 0.5) * grid.step_um.x(),
                         grid.origin_um.y() + (row - 0.5) * grid.step_um.y());
  };
  std::vector<Stroke> strokes;
  for (const auto& at : boundaries.right_of)
    strokes.push_back({corner(at.x() + 1, at.y()), corner(at.x() + 1, at.y() + 1)});
  for (const auto& at : boundaries.above)
    strokes.push_back({corner(at.x(), at.y() + 1), corner(at.x() + 1, at.y() + 1)});
  // One stroke at a time would darken the crossings; all at once costs pixels × strokes.
  for (const Stroke& stroke : strokes) picture.draw({stroke}, {black, 1.6, 1.0});
}

void draw_map_frame(Picture& picture, const MapLayout& layout, const MapGrid& grid,
                    const MapBoundaries& boundaries, const std::string& title) {
  draw_map_boundaries(picture, layout.axes, grid, boundaries);
  draw_axes(picture, layout.axes);
  draw_scale_bar(picture, layout, grid);
  draw_triad(picture, {layout.side.left + 22.0, layout.height - 28.0});
  const double room = layout.width - left_margin - 10.0;
  const double size = std::min(13.0, 13.0 * room / stroke_font().width(title, 13.0));
  write(picture, title, {left_margin, top_margin - 18.0}, plain(size, Align::left));
}

}  // namespace lauelith
