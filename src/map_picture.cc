// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_picture.h"

#include <algorithm>
#include <cmath>

#include "src/crystal_symmetry.h"
#include "src/html_report.h"
#include "src/map_frame.h"
#include "src/map_scale.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};

std::string title_of(const ScanLayers& scan, const std::string& quantity) {
  const std::string crystal = scan.maps.crystal.empty() ? "" : scan.maps.crystal + ": ";
  return crystal + quantity;
}

/// A colour mixed with white.
Colour paler(Colour colour, double share) {
  const auto mixed = [share](std::uint8_t channel) {
    return static_cast<std::uint8_t>(255.0 * (1.0 - share) + share * channel);
  };
  return {mixed(colour.red), mixed(colour.green), mixed(colour.blue)};
}

bool is_category(const MapLayer& layer) { return layer.name == "grain_id" || layer.name == "status"; }

Colour category_of(const MapLayer& layer, double value) {
  if (layer.name == "status" && value == 1.0) return {225, 238, 225};
  // Grains beyond the seven colours take them again in another shade.
  constexpr double shades[] = {0.65, 0.4, 0.9};
  const int number = std::max(0, static_cast<int>(value));
  return paler(category_colour(number), shades[number / 7 % 3]);
}

void draw_category_legend(Picture& picture, const MapLayout& layout, const MapLayer& layer) {
  std::vector<double> found;
  for (const double value : layer.values) {
    if (std::isfinite(value)) found.push_back(value);
  }
  std::sort(found.begin(), found.end());
  double y = layout.side.top + 12.0;
  for (auto at = found.begin(); at != found.end();) {
    const auto end = std::upper_bound(at, found.end(), *at);
    if (y > layout.side.bottom() - 20.0) {
      write(picture, "and more", {layout.side.left, y}, {10.0, black, Align::left, false, false});
      break;
    }
    const std::string name = layer.name == "status"
                                 ? status_text(static_cast<FrameStatus>(static_cast<int>(*at)))
                                 : "grain " + std::to_string(static_cast<int>(*at));
    picture.fill({layout.side.left, y - 10.0, 14.0, 12.0}, category_of(layer, *at));
    picture.outline({layout.side.left, y - 10.0, 14.0, 12.0}, {black, 1.0, 1.0});
    write(picture, name + ": " + std::to_string(end - at), {layout.side.left + 22.0, y},
          {10.0, black, Align::left, false, false});
    y += 20.0;
    at = end;
  }
}

}  // namespace

void describe(ParameterVisitor& visit, MapPictureOptions& options) {
  visit.number({"strain_limit", "strain that has the end colours of a component", 1e-6, 0.1},
               options.strain_limit);
  visit.number({"von_mises_limit", "equivalent strain that has the end colour", 1e-6, 0.1},
               options.von_mises_limit);
  visit.number({"grain_boundary_deg", "misorientation above which a boundary is drawn", 0.01, 62.8},
               options.grain_boundary_deg);
  visit.integer({"map_width_px", "width of the picture of a map", 400, 8000}, options.widest_px);
}

Picture map_picture(const ScanLayers& scan, const MapLayer& layer, const MapBoundaries& boundaries,
                    const MapPictureOptions& options) {
  const MapLayout layout = map_layout(scan.grid, options.widest_px);
  Picture picture(layout.width, layout.height, white);
  const MapScale scale = map_scale({&layer}, options);
  const ColourMap colours = scale.colours();
  draw_map(picture, layout, scan.grid, [&](std::size_t frame, Colour& colour) {
    const double value = layer.values[frame];
    if (!std::isfinite(value)) return false;
    colour = is_category(layer) ? category_of(layer, value) : colours.at(scale.place_of(value));
    return true;
  });
  draw_map_frame(picture, layout, scan.grid, boundaries, title_of(scan, layer.long_name));
  if (is_category(layer)) {
    draw_category_legend(picture, layout, layer);
  } else {
    draw_scale_of(picture, layout.side, scale, {&layer});
  }
  return picture;
}

std::vector<NamedPicture> pictures_of(const ScanLayers& scan, const Crystal& crystal,
                                      const MapPictureOptions& options) {
  std::vector<NamedPicture> pictures;
  const MapBoundaries boundaries =
      map_boundaries(scan, proper_rotations(crystal), options.grain_boundary_deg);
  const PoleFigureKey key(crystal);
  const auto any_grain = [](int rank) { return rank >= 0; };
  const bool has_grains = std::any_of(scan.shown_rank.begin(), scan.shown_rank.end(), any_grain);
  for (int axis = 0; key.exists() && has_grains && axis < 3; ++axis) {
    const std::string name = std::string(1, "xyz"[axis]);
    pictures.push_back({"ipf_" + name, "inverse pole figure, sample " + name,
                        pole_figure_map(scan, key, axis, boundaries, options)});
  }
  for (const MapLayer& layer : scan.layers) {
    const auto is_number = [](double value) { return std::isfinite(value); };
    if (std::none_of(layer.values.begin(), layer.values.end(), is_number)) continue;
    pictures.push_back({layer.name, layer.long_name, map_picture(scan, layer, boundaries, options)});
  }
  return pictures;
}

}  // namespace lauelith
