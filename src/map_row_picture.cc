// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_row_picture.h"

#include <algorithm>
#include <cmath>

#include "src/map_frame.h"
#include "src/map_scale.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr double left_margin = 64.0;
constexpr double top_margin = 30.0;
constexpr double bottom_margin = 46.0;
constexpr double gap = 14.0;
constexpr double side_width = 110.0;
constexpr double panel_width = 216.0;
constexpr double tallest = 320.0;

struct ShownPanel {
  const ScanPanel* panel;
  const MapLayer* layer;
};

std::vector<ShownPanel> panels_with(const std::vector<ScanPanel>& panels, const std::string& name) {
  std::vector<ShownPanel> shown;
  for (const ScanPanel& panel : panels) {
    const MapLayer* layer = panel.scan->layer(name);
    const auto is_number = [](double value) { return std::isfinite(value); };
    if (layer && std::any_of(layer->values.begin(), layer->values.end(), is_number))
      shown.push_back({&panel, layer});
  }
  return shown;
}

/// Height of a panel whose scales along x and y are equal.
double panel_height(const MapGrid& grid) {
  const double ratio = grid.ny * grid.step_um.y() / (grid.nx * grid.step_um.x());
  return std::clamp(std::round(panel_width * ratio), 24.0, tallest);
}

MapLayout layout_of(const MapGrid& grid, double left) {
  MapLayout layout;
  layout.axes.box = {left, top_margin, panel_width, panel_height(grid)};
  const Eigen::Vector2d low = grid.origin_um - 0.5 * grid.step_um;
  const std::string unit = grid.has_positions ? " (µm)" : " (frames)";
  layout.axes.x = {low.x(), low.x() + grid.nx * grid.step_um.x(), "x" + unit};
  layout.axes.y = {low.y() + grid.ny * grid.step_um.y(), low.y(), ""};
  return layout;
}

void draw_panel(Picture& picture, const ShownPanel& shown, const MapScale& scale, double left,
                bool is_first) {
  const MapGrid& grid = shown.panel->scan->grid;
  MapLayout layout = layout_of(grid, left);
  const ColourMap colours = scale.colours();
  draw_map(picture, layout, grid, [&](std::size_t frame, Colour& colour) {
    const double value = shown.layer->values[frame];
    if (std::isfinite(value)) colour = colours.at(scale.place_of(value));
    return std::isfinite(value);
  });
  draw_map_boundaries(picture, layout.axes, grid, shown.panel->boundaries);
  if (is_first) layout.axes.y.label = grid.has_positions ? "y (µm)" : "y (frames)";
  draw_axes(picture, layout.axes);
  write(picture, shown.panel->title, {left, top_margin - 10.0},
        {12.0, Colour{0, 0, 0}, Align::left, false, false});
}

}  // namespace

std::optional<MapRow> map_row_picture(const std::vector<ScanPanel>& panels, const std::string& name,
                                      const MapPictureOptions& options) {
  const auto shown = panels_with(panels, name);
  if (shown.empty()) return std::nullopt;
  std::vector<const MapLayer*> layers;
  double height = 0.0;
  for (const ShownPanel& one : shown) {
    layers.push_back(one.layer);
    height = std::max(height, panel_height(one.panel->scan->grid));
  }
  const MapScale scale = map_scale(layers, options);
  // Every panel has room for its own numbers on the y axis: the scans need not cover the same area.
  const double pitch = left_margin + panel_width + gap;
  const double right = pitch * static_cast<double>(shown.size());
  Picture picture(static_cast<int>(right + side_width),
                  static_cast<int>(top_margin + std::max(height, 120.0) + bottom_margin),
                  Colour{255, 255, 255});
  for (std::size_t i = 0; i < shown.size(); ++i)
    draw_panel(picture, shown[i], scale, left_margin + pitch * static_cast<double>(i), i == 0);
  MapScale bar = scale;
  bar.label = scale.unit == 1.0 ? "" : "1e−3";
  draw_scale_of(picture, {right + 6.0, top_margin - 12.0, side_width, std::max(height, 120.0) + 24.0}, bar,
                layers);
  return MapRow{scale.label, std::move(picture)};
}

}  // namespace lauelith
