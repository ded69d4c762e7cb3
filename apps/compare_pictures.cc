// SPDX-License-Identifier: BSD-3-Clause
#include "apps/compare_pictures.h"

#include <Eigen/LU>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "src/line_plot.h"
#include "src/map_picture.h"
#include "src/png_file.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Index;
using inverse::Changes;
using inverse::Hypothesis;

namespace {

struct Fit {
  std::string name;
  Changes signal;    ///< and free field
  Changes residual;  ///< neither signal nor drift nor discrepancy
};

Changes data_without_drift(const PreparedComparison& prepared, const inverse::ComparisonResult& result) {
  const auto data = prepared.model->cells().data_of(prepared.matched.changes);
  const auto parts = fitted_parts(*prepared.model, prepared.matched.changes, result.verdict.best,
                                  result.input.evidence, data);
  return prepared.matched.changes - parts.drift;
}

std::vector<Fit> fits_of(const PreparedComparison& prepared, const inverse::ComparisonResult& result) {
  std::vector<Fit> fits;
  const auto data = prepared.model->cells().data_of(prepared.matched.changes);
  for (std::size_t h = 0; h < inverse::n_hypotheses; ++h) {
    const auto hypothesis = static_cast<Hypothesis>(h);
    if (!result.input.evidence[h].is_tested || hypothesis == Hypothesis::M1c) continue;
    const auto parts =
        fitted_parts(*prepared.model, prepared.matched.changes, hypothesis, result.input.evidence, data);
    const bool is_free = hypothesis == Hypothesis::M_other;
    fits.push_back({inverse::hypothesis_names[h], is_free ? parts.discrepancy : parts.signal,
                    prepared.matched.changes - parts.signal - parts.drift - parts.discrepancy});
  }
  return fits;
}

ScanLayers empty_scan(const inverse::ComparedPixels& pixels) {
  ScanLayers scan;
  scan.grid.nx = pixels.nx;
  scan.grid.ny = pixels.ny;
  scan.grid.has_positions = true;
  scan.grid.origin_um = pixels.origin_um;
  scan.grid.step_um = pixels.step_um;
  for (int i = 0; i < pixels.nx * pixels.ny; ++i) scan.grid.frame_of_point.push_back(i);
  scan.grid.point_of_frame = scan.grid.frame_of_point;
  scan.maps.frames.resize(scan.grid.n_points());
  scan.shown_rank.assign(scan.grid.n_points(), -1);
  return scan;
}

MapBoundaries boundaries_of(const inverse::ComparedPixels& pixels) {
  std::vector<int> grain(static_cast<std::size_t>(pixels.nx * pixels.ny), -1);
  for (const auto& pixel : pixels.pixels) grain[static_cast<std::size_t>(pixel.point)] = pixel.grain;
  const auto at = [&](int x, int y) { return grain[static_cast<std::size_t>(y * pixels.nx + x)]; };
  const auto differ = [](int a, int b) { return a >= 0 && b >= 0 && a != b; };
  MapBoundaries boundaries;
  for (int y = 0; y < pixels.ny; ++y) {
    for (int x = 0; x < pixels.nx; ++x) {
      if (x + 1 < pixels.nx && differ(at(x, y), at(x + 1, y))) boundaries.right_of.emplace_back(x, y);
      if (y + 1 < pixels.ny && differ(at(x, y), at(x, y + 1))) boundaries.above.emplace_back(x, y);
    }
  }
  return boundaries;
}

/// One component of the last scan.
MapLayer layer_of(const inverse::ComparedPixels& pixels, const Changes& changes, int component,
                  const std::string& title) {
  MapLayer layer{std::string("strain_") + tensor_component_names[component], "1",
                 title + ", " + tensor_component_names[component],
                 std::vector<double>(static_cast<std::size_t>(pixels.nx * pixels.ny), std::nan(""))};
  for (std::size_t p = 0; p < pixels.pixels.size(); ++p) {
    const inverse::Vector5d d = changes.block<5, 1>(5 * static_cast<Index>(p), changes.cols() - 1);
    layer.values[static_cast<std::size_t>(pixels.pixels[p].point)] =
        inverse::components_of_deviatoric(d)[component];
  }
  return layer;
}

/// A round limit that nearly all values keep within.
double common_limit(const Changes& changes) {
  const double rms =
      std::sqrt(changes.col(changes.cols() - 1).squaredNorm() / static_cast<double>(changes.rows()));
  const double wanted = 3.0 * std::max(rms, 1e-6);
  const double decade = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * decade >= wanted) return factor * decade;
  return 10.0 * decade;
}

double q_of(const inverse::ComparedPixels& pixels, const Changes& changes, std::size_t p) {
  const Index k = changes.cols() - 1;
  const inverse::Vector5d d = changes.block<5, 1>(5 * static_cast<Index>(p), k);
  return d.dot(pixels.pixels[p].covariance.inverse() * d) / pixels.scan_covariance(k, k);
}

ChangeProfile profile(const inverse::ComparedPixels& pixels, const Changes& data,
                      const std::vector<Fit>& fits, double bin_um,
                      const std::function<double(std::size_t)>& distance) {
  constexpr std::size_t most_bins = 60;
  std::vector<double> count(most_bins, 0.0), sum(most_bins, 0.0);
  std::vector<std::vector<double>> expected(fits.size(), std::vector<double>(most_bins, 0.0));
  for (std::size_t p = 0; p < pixels.pixels.size(); ++p) {
    const double at = distance(p) / bin_um;
    if (at < 0.0 || at >= static_cast<double>(most_bins)) continue;
    const auto bin = static_cast<std::size_t>(at);
    count[bin] += 1.0;
    sum[bin] += q_of(pixels, data, p) - 5.0;
    for (std::size_t f = 0; f < fits.size(); ++f) expected[f][bin] += q_of(pixels, fits[f].signal, p);
  }
  ChangeProfile result;
  result.expected.resize(fits.size());
  for (std::size_t bin = 0; bin < most_bins; ++bin) {
    if (count[bin] < 10.0) continue;
    result.distance_um.push_back((static_cast<double>(bin) + 0.5) * bin_um);
    result.measured.push_back(sum[bin] / count[bin]);
    result.error.push_back(std::sqrt(10.0 / count[bin]));
    for (std::size_t f = 0; f < fits.size(); ++f) result.expected[f].push_back(expected[f][bin] / count[bin]);
  }
  return result;
}

LinePlot profile_plot(const ChangeProfile& profile, const std::vector<std::string>& names,
                      const std::string& over) {
  LinePlot plot{
      "Change of the last scan over the distance from " + over,
      "distance from " + over + " (µm)",
      "mean of q (0: no change)",
      {"q = change, squared in units of its error, minus 5. Band: 2 standard errors without a change."},
      {},
      true};
  PlotCurve measured{"measured", profile.distance_um, profile.measured, {}, {}, false};
  for (std::size_t i = 0; i < profile.measured.size(); ++i) {
    measured.low.push_back(profile.measured[i] - 2.0 * profile.error[i]);
    measured.high.push_back(profile.measured[i] + 2.0 * profile.error[i]);
  }
  plot.curves.push_back(std::move(measured));
  for (std::size_t f = 0; f < names.size(); ++f)
    plot.curves.push_back({"fit of " + names[f], profile.distance_um, profile.expected[f], {}, {}, true});
  return plot;
}

LinePlot evidence_plot(const inverse::ComparisonResult& result) {
  LinePlot plot{"Evidence", "hypothesis", "ln Z against M0", {}, {}, true};
  PlotCurve bars{"ln evidence", {}, {}, {}, {}, false};
  std::string names;
  for (std::size_t h = 0; h < inverse::n_hypotheses; ++h) {
    const auto& one = result.input.evidence[h];
    if (!one.is_tested) continue;
    bars.x.push_back(static_cast<double>(bars.x.size() + 1));
    bars.y.push_back(one.log_z - result.input.evidence[0].log_z);
    bars.low.push_back(bars.y.back() - one.log_z_sd);
    bars.high.push_back(bars.y.back() + one.log_z_sd);
    names += (names.empty() ? "" : ", ") + std::to_string(bars.x.size()) + " " + inverse::hypothesis_names[h];
  }
  plot.curves.push_back(std::move(bars));
  plot.notes = {names, "Bars: error of the quadrature. Differences below 5 decide nothing."};
  plot.bars = true;
  return plot;
}

}  // namespace

ChangeProfiles change_profiles(const PreparedComparison& prepared, const inverse::ComparisonResult& result) {
  const auto& pixels = prepared.matched.pixels;
  const auto& model_pixels = prepared.model->pixels();
  const auto& traces = prepared.model->setting().traces;
  ChangeProfiles profiles;
  std::vector<Fit> fits;
  for (Fit& fit : fits_of(prepared, result)) {
    if (fit.name == "M0" || fit.name == "M_other") continue;
    profiles.hypotheses.push_back(fit.name);
    fits.push_back(std::move(fit));
  }
  const Changes data = data_without_drift(prepared, result);
  const double bin = std::max(5.0, pixels.step_um.cwiseAbs().maxCoeff());
  profiles.depth = profile(pixels, data, fits, bin, [&](std::size_t p) { return model_pixels.depth_um(p); });
  if (traces.empty()) return profiles;
  profiles.boundary = profile(pixels, data, fits, bin, [&](std::size_t p) {
    return inverse::nearest_piece(traces, pixels.pixels[p].place_um).distance_um;
  });
  return profiles;
}

void write_compare_pictures(const std::string& folder, const PreparedComparison& prepared,
                            const inverse::ComparisonResult& result) {
  std::filesystem::create_directories(folder);
  const auto& pixels = prepared.matched.pixels;
  const ScanLayers scan = empty_scan(pixels);
  const MapBoundaries boundaries = boundaries_of(pixels);
  const Changes data = data_without_drift(prepared, result);
  MapPictureOptions options;
  options.strain_limit = common_limit(data);
  int n_written = 0;
  const auto write = [&](const std::string& name, const Picture& picture) {
    write_png(picture, (std::filesystem::path(folder) / (name + ".png")).string());
    ++n_written;
  };
  for (const int component : {0, 1, 2, 5}) {
    const std::string tail = std::string("_") + tensor_component_names[component];
    const auto map = [&](const std::string& name, const Changes& values, const std::string& title) {
      write(name + tail, map_picture(scan, layer_of(pixels, values, component, title), boundaries, options));
    };
    map("change", data, "change of the last scan, drift removed");
    for (const Fit& fit : fits_of(prepared, result)) {
      if (fit.name != "M0") map("fit_" + fit.name, fit.signal, "fit of " + fit.name);
      map("residual_" + fit.name, fit.residual, "left by " + fit.name);
    }
  }
  const ChangeProfiles profiles = change_profiles(prepared, result);
  write("profile_depth", line_plot(profile_plot(profiles.depth, profiles.hypotheses, "the interface")));
  if (!profiles.boundary.measured.empty())
    write("profile_boundary", line_plot(profile_plot(profiles.boundary, profiles.hypotheses, "boundaries")));
  write("evidence", line_plot(evidence_plot(result)));
  std::printf("%s: %d pictures written\n", folder.c_str(), n_written);
}

}  // namespace lauelith
