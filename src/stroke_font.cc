// SPDX-License-Identifier: BSD-3-Clause
#include "src/stroke_font.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <string>

#include "src/embedded.h"
#include "src/utf8.h"

namespace lauelith {
namespace {

constexpr double capital_height = 14.0;
constexpr double spacing = 0.8;  // between glyphs, beyond their advance
constexpr int n_pieces = 6;      // straight pieces for each arc of a curve: invisible at the sizes of a label

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(end + separator.size());
  }
  if (!text.empty()) parts.push_back(text);
  return parts;
}

double number(std::string_view text) {
  double value = 0.0;
  [[maybe_unused]] const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  assert(result.ec == std::errc{});
  return value;
}

Place middle(const Place& a, const Place& b) { return {0.5 * (a.x + b.x), 0.5 * (a.y + b.y)}; }

void append_arc(Stroke& stroke, const Place& control, const Place& end) {
  const Place start = stroke.back();
  for (int i = 1; i <= n_pieces; ++i) {
    const double t = static_cast<double>(i) / n_pieces;
    const double a = (1 - t) * (1 - t);
    const double b = 2 * t * (1 - t);
    stroke.push_back(
        {a * start.x + b * control.x + t * t * end.x, a * start.y + b * control.y + t * t * end.y});
  }
}

/// Quadratic B-spline: arcs from middle to middle of the control polygon.
Stroke curve(const std::vector<Place>& control, bool closed) {
  const std::size_t n = control.size();
  assert(n >= 3);
  Stroke stroke{closed ? middle(control[n - 1], control[0]) : control[0]};
  if (closed) {
    for (std::size_t i = 0; i < n; ++i)
      append_arc(stroke, control[i], middle(control[i], control[(i + 1) % n]));
    return stroke;
  }
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const bool last = i + 2 == n;
    append_arc(stroke, control[i], last ? control[n - 1] : middle(control[i], control[i + 1]));
  }
  return stroke;
}

/// "L 1,0 1,14", "C 1,5 1,10 7,10! 7,0", "O …"
Stroke read_stroke(std::string_view description) {
  const auto words = split(description, " ");
  std::vector<Place> points;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto xy = split(words[i], ",");
    const Place point{number(xy[0]), number(xy[1])};
    points.push_back(point);
    if (xy[1].ends_with('!')) points.push_back(point);
  }
  return words[0] == "L" ? points : curve(points, words[0] == "O");
}

void write_strokes(Picture& picture, const std::vector<Stroke>& strokes, const Lettering& lettering) {
  const double width = std::max(1.0, lettering.size * (lettering.bold ? 0.17 : 0.12));
  if (lettering.halo) picture.draw(strokes, {{255, 255, 255}, width + 2.6, 0.75});
  picture.draw(strokes, {lettering.colour, width, 1.0});
}

}  // namespace

StrokeFont::StrokeFont(std::string_view description) {
  for (const std::string_view line : split(description, "\n")) {
    if (line.starts_with("//")) continue;
    const auto parts = split(line, " | ");
    const auto head = split(parts[0], " ");
    const double advance = number(head[1]);
    Glyph glyph{advance > 0.0 ? advance + spacing : 0.0, {}};
    for (std::size_t i = 1; i < parts.size(); ++i) glyph.strokes.push_back(read_stroke(parts[i]));
    glyphs_[head[0] == "space" ? U' ' : code_point_at(head[0], 0).value] = glyph;
  }
  unknown_ = {9.0, {{{1, 0}, {1, 12}, {8, 12}, {8, 0}, {1, 0}}}};
}

const StrokeFont::Glyph& StrokeFont::glyph(std::uint32_t character) const {
  const auto found = glyphs_.find(character);
  return found == glyphs_.end() ? unknown_ : found->second;
}

double StrokeFont::width(std::string_view text, double size) const {
  double units = 0.0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    units += glyph(point.value).advance;
    i += point.n_bytes;
  }
  return units * size / capital_height;
}

std::vector<Stroke> StrokeFont::strokes(std::string_view text, const Place& anchor, double size,
                                        Align align) const {
  const double scale = size / capital_height;
  const double total = align == Align::left ? 0.0 : width(text, size);
  double x = anchor.x - (align == Align::centre ? 0.5 : 1.0) * total;
  std::vector<Stroke> all;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const Glyph& shape = glyph(point.value);
    for (Stroke stroke : shape.strokes) {
      for (Place& place : stroke) place = {x + scale * place.x, anchor.y - scale * place.y};
      all.push_back(std::move(stroke));
    }
    x += scale * shape.advance;
    i += point.n_bytes;
  }
  return all;
}

const StrokeFont& stroke_font() {
  static const StrokeFont font(embedded::content_of(embedded::drawing, "stroke_font.txt"));
  return font;
}

void write(Picture& picture, std::string_view text, const Place& anchor, const Lettering& lettering) {
  write_strokes(picture, stroke_font().strokes(text, anchor, lettering.size, lettering.align), lettering);
}

void write_upwards(Picture& picture, std::string_view text, const Place& anchor, const Lettering& lettering) {
  auto strokes = stroke_font().strokes(text, {0.0, 0.0}, lettering.size, lettering.align);
  for (Stroke& stroke : strokes) {
    for (Place& place : stroke) place = {anchor.x + place.y, anchor.y - place.x};
  }
  write_strokes(picture, strokes, lettering);
}

}  // namespace lauelith
