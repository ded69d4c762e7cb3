// SPDX-License-Identifier: BSD-3-Clause
#include "models/flaws.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "models/boundary_paths.h"
#include "models/given_flaws.h"
#include "models/random_streams.h"
#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::string in_um(const Vector3d& point) {
  const auto rounded = [](double length) { return std::round(length / units::um * 1e6) / 1e6; };
  return toml_value(std::vector<double>{rounded(point[0]), rounded(point[1]), rounded(point[2])});
}

bool is_inside(const Flaw& flaw, const DomainBox& domain, int dimension) {
  return std::all_of(flaw.path.begin(), flaw.path.end(),
                     [&](const Vector3d& point) { return domain.contains(point, dimension); });
}

double draw_depth(const FlawOptions& options, RandomSequence& random) {
  return options.depth_um * units::um * std::exp(options.depth_log_sd * random.normal());
}

Flaw draw_straight(const FlawOptions& options, const DomainBox& domain, int dimension, unsigned number) {
  RandomSequence random(static_cast<unsigned>(options.seed), stream_of(RandomStream::flaw_place), number, 0);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    Vector3d mouth = domain.low;
    mouth[0] += domain.size()[0] * random.uniform();
    if (dimension == 3) mouth[2] += domain.size()[2] * random.uniform();
    const double depth = draw_depth(options, random);
    const double angle = options.angle_sd_deg * units::deg * random.normal();
    const Flaw flaw = straight_flaw(mouth, depth, angle);
    if (std::abs(angle) < 80.0 * units::deg && is_inside(flaw, domain, dimension)) return flaw;
  }
  throw UsageError({.file = "[flaws]",
                    .where = "depth_um",
                    .expected = "flaws that fit into the domain",
                    .found = toml_value(options.depth_um)});
}

/// Mouths of boundaries in a random order, so that which ones are taken depends on the seed alone.
std::vector<int> shuffled(std::vector<int> values, unsigned seed) {
  RandomSequence random(seed, stream_of(RandomStream::flaw_shape), 0, 0);
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  }
  return values;
}

std::vector<Flaw> boundary_flaws(const FlawOptions& options, const BoundaryNetwork& boundaries,
                                 const DomainBox& domain, std::size_t wanted) {
  std::vector<Flaw> flaws;
  for (const int piece :
       shuffled(pieces_at_interface(boundaries, domain), static_cast<unsigned>(options.seed))) {
    if (flaws.size() == wanted) break;
    RandomSequence random(static_cast<unsigned>(options.seed), stream_of(RandomStream::flaw_shape),
                          static_cast<std::uint64_t>(piece) + 1, 0);
    Flaw flaw;
    flaw.depth = draw_depth(options, random);
    flaw.path = path_along_boundary(boundaries, piece, flaw.depth);
    flaw.normal = boundaries.pieces()[static_cast<std::size_t>(piece)].normal;
    flaw.depth = path_length(flaw.path);
    flaw.along_boundary = true;
    if (is_inside(flaw, domain, boundaries.dimension())) flaws.push_back(flaw);
  }
  return flaws;
}

}  // namespace

void describe(ParameterVisitor& visit, FlawOptions& options) {
  visit.number({"density_per_mm",
                "flaws per length of interface; 0 switches penetration off (prior 0 to 100)", 0.0, 1e4},
               options.density_per_mm);
  visit.number({"depth_um", "median depth (prior 1 to 100)", 0.01, 1000.0}, options.depth_um);
  visit.number({"depth_log_sd", "standard deviation of the logarithm of the depth", 0.0, 3.0},
               options.depth_log_sd);
  visit.number({"isolation_fraction", "share of the lithium of a flaw that stays behind, cut off", 0.0, 1.0},
               options.isolation_fraction);
  visit.text({"lithium_redistribution",
              "local: each segment keeps its own lithium; uniform: one pressure",
              -inf,
              inf,
              {"local", "uniform"}},
             options.lithium_redistribution);
  visit.text({"shape",
              "3d: half_penny about the mouth; through: the same at every depth under the face (not along "
              "boundaries)",
              -inf,
              inf,
              {"half_penny", "through"}},
             options.shape);
  visit.flag({"open", "notches cut after machining, without residual stress on their faces"}, options.open);
  visit.number({"width_nm", "of an open notch", 0.0, 1e5}, options.width_nm);
  visit.number({"boundary_fraction",
                "share of flaws along boundaries, as far as boundaries meet the interface", 0.0, 1.0},
               options.boundary_fraction);
  visit.number({"angle_sd_deg", "spread about the interface normal of flaws through grains", 0.0, 60.0},
               options.angle_sd_deg);
  visit.integer({"seed", "of places, depths and angles", 0, 2147483647.0}, options.seed);
  visit.numbers({"place_um", "X of given flaws, instead of drawn ones", -1e6, 1e6}, options.place_um);
  visit.numbers({"place_depth_um", "depths of the given flaws", 1e-3, 1e5}, options.place_depth_um);
  visit.numbers({"place_angle_deg", "angles of the given flaws from the interface normal", -80.0, 80.0},
                options.place_angle_deg);
}

std::vector<Flaw> make_flaws(const FlawOptions& options, const BoundaryNetwork& boundaries,
                             const DomainBox& domain) {
  const int dimension = boundaries.dimension();
  const bool is_through = dimension == 3 && options.shape == "through";
  std::vector<Flaw> flaws;
  if (gives_flaws(options)) {
    flaws = given_flaws(options, domain, dimension);
  } else {
    // In a slab the interface has an area; the density is that of its trace on the scanned face.
    const double expected = options.density_per_mm * domain.size()[0] * units::per_mm;
    const auto n = static_cast<std::size_t>(std::lround(expected));
    const double along = is_through ? 0.0 : options.boundary_fraction;
    const auto n_boundary = static_cast<std::size_t>(std::lround(along * expected));
    flaws = boundary_flaws(options, boundaries, domain, n_boundary);
    for (std::size_t i = flaws.size(); i < n; ++i) {
      flaws.push_back(draw_straight(options, domain, dimension, static_cast<unsigned>(i)));
    }
  }
  for (Flaw& flaw : flaws) {
    flaw.open = options.open;
    flaw.is_through = is_through;
    flaw.width = options.open ? options.width_nm * units::nm : 0.0;
  }
  return flaws;
}

void require_inside(const std::vector<Flaw>& flaws, const DomainBox& domain, int dimension) {
  for (std::size_t i = 0; i < flaws.size(); ++i) {
    for (const Vector3d& point : flaws[i].path) {
      if (domain.contains(point, dimension)) continue;
      throw UsageError({.file = "[flaws]",
                        .where = "flaw " + std::to_string(i),
                        .expected = "a flaw inside the cell, from " + in_um(domain.low) + " to " +
                                    in_um(domain.high) + " um",
                        .found = "a point at " + in_um(point) + " um"});
    }
    if (std::abs(flaws[i].path.front()[1] - domain.low[1]) <= 1e-9 * domain.size()[1]) continue;
    throw UsageError({.file = "[flaws]",
                      .where = "flaw " + std::to_string(i),
                      .expected = "a mouth at the plating interface",
                      .found = "one at " + in_um(flaws[i].path.front()) + " um"});
  }
}

std::vector<FlawSegment> segments_of(const std::vector<Flaw>& flaws, double length) {
  std::vector<FlawSegment> segments;
  for (std::size_t f = 0; f < flaws.size(); ++f) {
    const auto& path = flaws[f].path;
    for (std::size_t i = 1; i < path.size(); ++i) {
      const Vector3d along = path[i] - path[i - 1];
      const int n = std::max(1, static_cast<int>(std::ceil(along.norm() / length - 1e-9)));
      for (int k = 0; k < n; ++k) {
        FlawSegment segment;
        segment.flaw = static_cast<int>(f);
        segment.start = path[i - 1] + along * (static_cast<double>(k) / n);
        segment.end = path[i - 1] + along * (static_cast<double>(k + 1) / n);
        segment.length = along.norm() / n;
        // Perpendicular to the path and to Z; of a tilted 3-D facet, perpendicular to the path in its plane.
        segment.normal = flaws[f].normal - flaws[f].normal.dot(along) / along.squaredNorm() * along;
        if (path.size() > 2) segment.normal = Vector3d(along[1], -along[0], 0.0);
        segment.normal.normalize();
        segments.push_back(segment);
      }
    }
  }
  return segments;
}

}  // namespace lauelith::models
