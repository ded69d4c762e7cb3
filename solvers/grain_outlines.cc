// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/grain_outlines.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "src/failure.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr double on_side = 1e-9;  ///< of the size of the box: rounding

/// Onto a side of the box if it is there but for rounding; how many sides it lies on.
int snap(Point& x, const models::DomainBox& box) {
  int n_sides = 0;
  x[2] = 0.0;
  for (int k = 0; k < 2; ++k) {
    for (const double side : {box.low[k], box.high[k]}) {
      if (std::abs(x[k] - side) > on_side * box.size()[k]) continue;
      x[k] = side;
      ++n_sides;
    }
  }
  return n_sides;
}

class Corners {
 public:
  explicit Corners(double least_edge) : least_edge_(least_edge) {}
  void add(const Point& x) {
    if (!find(x)) places_.push_back(x);
  }
  int number(const Point& x) const { return find(x).value(); }
  const std::vector<Point>& places() const { return places_; }

 private:
  std::optional<int> find(const Point& x) const {
    const auto by_distance = [&x](const Point& a, const Point& b) {
      return (a - x).squaredNorm() < (b - x).squaredNorm();
    };
    const auto nearest = std::min_element(places_.begin(), places_.end(), by_distance);
    if (nearest == places_.end() || (*nearest - x).norm() > least_edge_) return {};
    return static_cast<int>(nearest - places_.begin());
  }
  double least_edge_;
  std::vector<Point> places_;
};

Corners merged_corners(const std::vector<models::PowerFace>& faces, const models::DomainBox& box,
                       double least_edge) {
  std::vector<std::pair<int, Point>> points;
  for (const double y : {box.low[1], box.high[1]}) {
    for (const double x : {box.low[0], box.high[0]}) points.emplace_back(2, Point(x, y, 0.0));
  }
  for (const models::PowerFace& face : faces) {
    for (Point x : face.corners) {
      const int n_sides = snap(x, box);
      points.emplace_back(n_sides, x);
    }
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  Corners corners(least_edge);
  for (const auto& [n_sides, x] : points) corners.add(x);
  return corners;
}

/// Edges by their corners, and those that go around each grain. What a grain meets twice does not bound it.
class EdgeTable {
 public:
  explicit EdgeTable(std::size_t n_grains) : of_grain_(n_grains) {}
  void add(int a, int b, const std::vector<int>& grains) {
    if (a == b) return;
    const std::array<int, 2> ends{std::min(a, b), std::max(a, b)};
    const auto [place, is_new] = number_.emplace(ends, static_cast<int>(edges_.size()));
    if (is_new) edges_.push_back(ends);
    for (const int grain : grains) {
      auto& own = of_grain_[static_cast<std::size_t>(grain)];
      if (!own.insert(place->second).second) own.erase(place->second);
    }
  }
  const std::vector<std::array<int, 2>>& edges() const { return edges_; }
  const std::set<int>& of_grain(std::size_t grain) const { return of_grain_[grain]; }

 private:
  std::map<std::array<int, 2>, int> number_;
  std::vector<std::array<int, 2>> edges_;
  std::vector<std::set<int>> of_grain_;
};

void add_sides(const models::PowerCells& cells, const std::vector<Point>& corners, EdgeTable& table) {
  const models::DomainBox& box = cells.domain();
  for (int k = 0; k < 2; ++k) {
    for (const double side : {box.low[k], box.high[k]}) {
      std::vector<int> row;
      for (std::size_t i = 0; i < corners.size(); ++i) {
        if (corners[i][k] == side) row.push_back(static_cast<int>(i));
      }
      const auto place = [&](int i) { return corners[static_cast<std::size_t>(i)]; };
      std::sort(row.begin(), row.end(), [&](int a, int b) { return place(a)[1 - k] < place(b)[1 - k]; });
      for (std::size_t i = 1; i < row.size(); ++i) {
        Point middle = 0.5 * (place(row[i - 1]) + place(row[i]));
        middle[2] = box.centre()[2];
        table.add(row[i - 1], row[i], {cells.grain_at(middle)});
      }
    }
  }
}

[[noreturn]] void refuse(std::size_t grain, const Point& x) {
  char place[64];
  std::snprintf(place, sizeof place, "(%.3f, %.3f) um", x[0] / units::um, x[1] / units::um);
  throw UsageError(
      {"[grains]", "grain " + std::to_string(grain) + " at " + place,
       "grains that stay in one piece when corners nearer than a quarter of the smallest cells merge",
       "one that falls apart", "smaller cells (numerics.cell_boundary_um)"});
}

std::vector<int> loop_of(std::size_t grain, std::set<int> rest, const EdgeTable& table,
                         const std::vector<Point>& corners) {
  std::vector<int> loop;
  if (rest.empty()) return loop;
  const auto ends = [&table](int edge) { return table.edges()[static_cast<std::size_t>(edge)]; };
  const auto place = [&corners](int corner) { return corners[static_cast<std::size_t>(corner)]; };
  const int first = ends(*rest.begin())[0];
  double area = 0.0;
  int here = first;
  do {
    const auto next = std::find_if(rest.begin(), rest.end(),
                                   [&](int e) { return ends(e)[0] == here || ends(e)[1] == here; });
    if (next == rest.end()) refuse(grain, place(here));
    const bool forward = ends(*next)[0] == here;
    const int there = ends(*next)[forward ? 1 : 0];
    loop.push_back(forward ? *next + 1 : -(*next + 1));
    area += 0.5 * (place(here) - place(first)).cross(place(there) - place(first))[2];
    rest.erase(next);
    here = there;
  } while (here != first);
  if (!rest.empty()) refuse(grain, place(ends(*rest.begin())[0]));
  if (area > 0.0) return loop;
  std::reverse(loop.begin(), loop.end());
  for (int& edge : loop) edge = -edge;
  return loop;
}

}  // namespace

GrainOutlines outlines_of(const models::PowerCells& cells, double least_edge) {
  const auto geometry = models::geometry_of(cells.sites(), cells.domain(), 2);
  const Corners corners = merged_corners(geometry.faces, cells.domain(), least_edge);
  EdgeTable table(cells.n_grains());
  for (const models::PowerFace& face : geometry.faces) {
    Point a = face.corners.at(0), b = face.corners.at(1);
    snap(a, cells.domain());
    snap(b, cells.domain());
    table.add(corners.number(a), corners.number(b), {face.cell_a, face.cell_b});
  }
  add_sides(cells, corners.places(), table);
  GrainOutlines outlines{corners.places(), table.edges(), {}};
  for (std::size_t grain = 0; grain < cells.n_grains(); ++grain)
    outlines.loops.push_back(loop_of(grain, table.of_grain(grain), table, outlines.corners));
  return outlines;
}

}  // namespace lauelith::solvers
