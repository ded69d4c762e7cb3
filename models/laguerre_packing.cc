// SPDX-License-Identifier: BSD-3-Clause
#include "models/laguerre_packing.h"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>

#include "models/random_streams.h"
#include "src/constants.h"
#include "src/failure.h"
#include "src/random.h"

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::VectorXd;

namespace {

double measure_of_diameter(double diameter, int dimension) {
  const double disc = constants::pi / 4.0 * diameter * diameter;
  return dimension == 2 ? disc : disc * diameter * 2.0 / 3.0;
}

VectorXd as_vector(const std::vector<double>& values) {
  return Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// Newton direction: the Laplacian of the faces, the last weight held (only differences matter).
VectorXd newton_step(const std::vector<PowerSite>& sites, const PowerGeometry& geometry,
                     const VectorXd& lack) {
  const auto n = static_cast<Eigen::Index>(sites.size());
  std::vector<Eigen::Triplet<double>> entries;
  const auto add = [&entries, n](int i, int j, double value) {
    if (i < n - 1 && j < n - 1) entries.emplace_back(i, j, value);
  };
  for (const PowerFace& face : geometry.faces) {
    const double distance = (sites[static_cast<std::size_t>(face.cell_a)].position -
                             sites[static_cast<std::size_t>(face.cell_b)].position)
                                .norm();
    const double slope = face.measure / (2.0 * distance);
    add(face.cell_a, face.cell_a, slope);
    add(face.cell_b, face.cell_b, slope);
    add(face.cell_a, face.cell_b, -slope);
    add(face.cell_b, face.cell_a, -slope);
  }
  Eigen::SparseMatrix<double> laplacian(n - 1, n - 1);
  laplacian.setFromTriplets(entries.begin(), entries.end());
  const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor(laplacian);
  VectorXd step = VectorXd::Zero(n);
  if (factor.info() == Eigen::Success) step.head(n - 1) = factor.solve(lack.head(n - 1));
  return step;
}

std::vector<PowerSite> moved(std::vector<PowerSite> sites, const VectorXd& step, double length) {
  for (std::size_t i = 0; i < sites.size(); ++i) {
    sites[i].weight += length * step[static_cast<Eigen::Index>(i)];
  }
  return sites;
}

/// Weights for the wanted measures, sites held.
std::vector<PowerSite> with_weights(std::vector<PowerSite> sites, const VectorXd& wanted,
                                    const DomainBox& domain, int dimension, double tolerance) {
  PowerGeometry geometry = geometry_of(sites, domain, dimension);
  const double floor = 0.5 * std::min(as_vector(geometry.measures).minCoeff(), wanted.minCoeff());
  constexpr int most_steps = 60;
  for (int iteration = 0; iteration < most_steps; ++iteration) {
    const VectorXd lack = wanted - as_vector(geometry.measures);
    if ((lack.array() / wanted.array()).abs().maxCoeff() < tolerance) break;
    const VectorXd step = newton_step(sites, geometry, lack);
    double length = 1.0;
    bool accepted = false;
    for (int halving = 0; halving < 30 && !accepted; ++halving, length *= 0.5) {
      const std::vector<PowerSite> trial = moved(sites, step, length);
      const PowerGeometry trial_geometry = geometry_of(trial, domain, dimension);
      const VectorXd measures = as_vector(trial_geometry.measures);
      accepted =
          measures.minCoeff() >= floor && (wanted - measures).norm() <= (1.0 - 0.5 * length) * lack.norm();
      if (!accepted) continue;
      sites = trial;
      geometry = trial_geometry;
    }
    if (!accepted) break;  // rounding is all that is left
  }
  return sites;
}

}  // namespace

std::vector<double> draw_grain_measures(const SizeDistribution& sizes, const DomainBox& domain, int dimension,
                                        unsigned seed) {
  constexpr double most_grains = 200000.0;
  const double total = domain.measure(dimension);
  const double expected = total / measure_of_diameter(sizes.mean_diameter, dimension);
  if (expected > most_grains) {
    throw LimitError({.file = "[grains]",
                      .where = "size_um",
                      .expected = "at most 200000 grains",
                      .found = std::to_string(static_cast<long long>(expected)),
                      .advice = "choose larger grains or a smaller cell"});
  }
  // E[exp(N(m, s²))] = exp(m + s²/2)
  const double log_median = std::log(sizes.mean_diameter) - 0.5 * sizes.log_sd * sizes.log_sd;
  std::vector<double> measures;
  double sum = 0.0;
  for (std::uint32_t i = 0; sum < total; ++i) {
    RandomSequence random(seed, stream_of(RandomStream::grain_size), i, 0);
    const double diameter = std::exp(log_median + sizes.log_sd * random.normal());
    measures.push_back(measure_of_diameter(diameter, dimension));
    sum += measures.back();
  }
  for (double& measure : measures) measure *= total / sum;
  return measures;
}

std::vector<PowerSite> pack_cells(const std::vector<double>& measures, const DomainBox& domain, int dimension,
                                  unsigned seed, const PackingOptions& options) {
  std::vector<PowerSite> sites;
  for (std::size_t i = 0; i < measures.size(); ++i) {
    RandomSequence random(seed, stream_of(RandomStream::grain_place), i, 0);
    const double x = random.uniform();
    const double y = random.uniform();
    const double z = random.uniform();
    PowerSite site;
    site.position = domain.low + domain.size().cwiseProduct(Vector3d(x, y, z));
    if (dimension == 2) site.position[2] = 0.0;
    sites.push_back(site);
  }
  if (sites.size() == 1) return sites;
  const VectorXd wanted = as_vector(measures);
  constexpr double coarse = 0.02;  // enough for a centroid that will move again
  for (int k = 0; k < options.n_lloyd; ++k) {
    sites = with_weights(sites, wanted, domain, dimension, coarse);
    const PowerGeometry geometry = geometry_of(sites, domain, dimension);
    // Old weights may leave a moved site without a cell, where Newton has no slope; without weights all have
    // one.
    for (std::size_t i = 0; i < sites.size(); ++i) sites[i] = {geometry.centroids[i], 0.0};
  }
  return with_weights(sites, wanted, domain, dimension, options.tolerance);
}

}  // namespace lauelith::models
