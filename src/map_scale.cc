// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_scale.h"

#include <algorithm>
#include <cmath>

namespace lauelith {
namespace {

constexpr double bar_width = 16.0;

bool begins(const std::string& name, std::string_view start) { return name.starts_with(start); }

std::string unit_label(const MapLayer& layer) {
  if (layer.units == "pixel") return " (px)";
  if (layer.units == "um") return " (µm)";
  return layer.units == "1" ? "" : " (" + layer.units + ")";
}

/// Share `low` and `high` of the finite values; {0, 1} when there are none.
std::pair<double, double> percentiles(std::vector<double> values, double low, double high) {
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (values.empty()) return {0.0, 1.0};
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return {values[static_cast<std::size_t>(low * last)], values[static_cast<std::size_t>(high * last + 0.5)]};
}

MapScale strain_scale(const MapLayer& layer, const std::vector<double>& values,
                      const MapPictureOptions& options) {
  MapScale scale{0.0, 0.0, 1e-3, layer.long_name + " (1e−3)", false};
  const bool is_sigma = layer.name.find("sigma") != std::string::npos;
  if (layer.name == "von_mises") {
    scale.high = options.von_mises_limit;
  } else if (is_sigma) {
    scale.high = percentiles(values, 0.0, 0.98).second;
  } else {
    scale.has_sign = true;
    const auto [low, high] = percentiles(values, 0.01, 0.99);
    scale.high =
        begins(layer.name, "change_") ? std::max(std::abs(low), std::abs(high)) : options.strain_limit;
    scale.low = -scale.high;
  }
  return scale;
}

MapScale scale_of(const MapLayer& layer, const std::vector<double>& values,
                  const MapPictureOptions& options) {
  const bool is_strain = layer.name.find("strain_") != std::string::npos || layer.name == "von_mises";
  MapScale scale;
  if (is_strain) {
    scale = strain_scale(layer, values, options);
  } else {
    const bool is_angle = layer.units == "deg";
    const auto [low, high] = percentiles(values, is_angle ? 0.02 : 0.0, is_angle ? 0.98 : 1.0);
    scale = {low, high, 1.0, layer.long_name + unit_label(layer), false};
    if (begins(layer.name, "change_")) {
      scale.has_sign = true;
      scale.high = std::max(std::abs(low), std::abs(high));
      scale.low = -scale.high;
    }
  }
  if (!(scale.high - scale.low > 1e-9 * std::max(std::abs(scale.low), std::abs(scale.high)))) {
    const double around = std::max(std::abs(scale.low) * 1e-3, 1e-3 * scale.unit);
    scale.low -= around;
    scale.high += around;
  }
  return scale;
}

/// A triangle beside an end of the bar: values lie beyond it.
void draw_overflow(Picture& picture, const Box& bar, bool at_top, Colour colour) {
  for (int i = 0; i < 10; ++i) {
    const double half = 0.5 * bar.width * (1.0 - i / 10.0);
    const double y = at_top ? bar.top - 3.0 - i : bar.bottom() + 2.0 + i;
    picture.fill({bar.left + 0.5 * bar.width - half, y, 2.0 * half, 1.0}, colour);
  }
}

}  // namespace

MapScale map_scale(const std::vector<const MapLayer*>& layers, const MapPictureOptions& options) {
  std::vector<double> values;
  for (const MapLayer* layer : layers)
    values.insert(values.end(), layer->values.begin(), layer->values.end());
  return scale_of(*layers.front(), values, options);
}

void draw_scale_of(Picture& picture, const Box& side, const MapScale& scale,
                   const std::vector<const MapLayer*>& layers) {
  const Box bar{side.left, side.top + 16.0, bar_width, side.height - 32.0};
  const ColourMap colours = scale.colours();
  draw_colour_bar(picture, {bar, scale.low / scale.unit, scale.high / scale.unit, false, scale.label},
                  colours);
  const auto any = [&layers](auto is_beyond) {
    return std::any_of(layers.begin(), layers.end(), [&is_beyond](const MapLayer* layer) {
      return std::any_of(layer->values.begin(), layer->values.end(), is_beyond);
    });
  };
  if (any([&scale](double value) { return value > scale.high; }))
    draw_overflow(picture, bar, true, colours.at(1.0));
  if (any([&scale](double value) { return value < scale.low; }))
    draw_overflow(picture, bar, false, colours.at(0.0));
}

}  // namespace lauelith
