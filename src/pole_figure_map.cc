// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Geometry>
#include <cmath>

#include "src/map_frame.h"
#include "src/map_picture.h"
#include "src/stroke_font.h"

namespace lauelith {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr Colour black{0, 0, 0};

/// Stereographic projection of the key's triangle: the first corner at the origin, the second to the right.
class KeyProjection {
 public:
  explicit KeyProjection(const PoleFigureKey& key) : up_(key.corners()[0]) {
    const Vector3d second = key.corners()[1] - up_ * up_.dot(key.corners()[1]);
    right_ = second.normalized();
    back_ = up_.cross(right_);
    if (back_.dot(key.corners()[2]) < 0.0) back_ = -back_;
  }
  Vector2d place_of(const Vector3d& direction) const {
    return Vector2d(direction.dot(right_), direction.dot(back_)) / (1.0 + direction.dot(up_));
  }
  Vector3d direction_of(const Vector2d& place) const {
    const double square = place.squaredNorm();
    return (2.0 * place.x() * right_ + 2.0 * place.y() * back_ + (1.0 - square) * up_) / (1.0 + square);
  }

 private:
  Vector3d up_, right_, back_;
};

void draw_key(Picture& picture, const Box& box, const PoleFigureKey& key) {
  const KeyProjection projection(key);
  Vector2d extent = Vector2d::Zero();
  for (const Vector3d& corner : key.corners()) extent = extent.cwiseMax(projection.place_of(corner));
  const double scale = (box.width - 46.0) / extent.maxCoeff();
  const Place origin{box.left + 16.0, box.top + 34.0 + scale * extent.y()};
  for (int y = 0; y <= static_cast<int>(scale * extent.y()) + 1; ++y) {
    for (int x = 0; x <= static_cast<int>(scale * extent.x()) + 1; ++x) {
      Colour colour;
      const Vector2d place((x + 0.5) / scale, (y + 0.5) / scale);
      if (key.colour_inside(projection.direction_of(place), colour))
        picture.set(static_cast<int>(origin.x) + x, static_cast<int>(origin.y) - y - 1, colour);
    }
  }
  const Lettering text{10.0, black, Align::centre, false, false};
  for (std::size_t k = 0; k < 3; ++k) {
    const Vector2d place = projection.place_of(key.corners()[k]);
    const double below = place.y() > 1e-9 ? -8.0 : 18.0;
    write(picture, key.corner_names()[k],
          {origin.x + scale * place.x(), origin.y - scale * place.y() + below}, text);
  }
  write(picture, "Laue class " + key.name(), {box.left, box.top + 8.0},
        {10.0, black, Align::left, false, false});
}

}  // namespace

Picture pole_figure_map(const ScanLayers& scan, const PoleFigureKey& key, int sample_axis,
                        const MapBoundaries& boundaries, const MapPictureOptions& options) {
  const MapLayout layout = map_layout(scan.grid, options.widest_px);
  Picture picture(layout.width, layout.height, {255, 255, 255});
  draw_map(picture, layout, scan.grid, [&](std::size_t frame, Colour& colour) {
    const Grain* grain = scan.grain_of_frame(frame);
    if (grain == nullptr) return false;
    colour = key.colour_of(grain->R_sample_from_crystal, sample_axis);
    return true;
  });
  const std::string axis(1, "XYZ"[sample_axis]);
  draw_map_frame(picture, layout, scan.grid, boundaries,
                 scan.maps.crystal + ": inverse pole figure of sample " + axis);
  draw_key(picture, layout.side, key);
  return picture;
}

}  // namespace lauelith
