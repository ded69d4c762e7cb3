// SPDX-License-Identifier: BSD-3-Clause
#include "forward/scan.h"

#include <algorithm>
#include <cmath>

#include "forward/windowed_image.h"
#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

constexpr double most_frames = 1e7;

double second_or_only(const std::vector<double>& values) {
  return values.size() > 1 ? values[1] : values.at(0);
}

double rms_of_full_width(double full_width) { return full_width / (2.0 * std::sqrt(2.0 * std::log(2.0))); }

std::function<double(double)> lithium_attenuation(const SpotIntensity& intensity) {
  const double first = intensity.energy_min_keV();
  const std::vector<double> energies = EnergyTable::energies(first, intensity.energy_max_keV());
  return [table = EnergyTable(first, attenuation_1_m(find_crystal("Li"), energies))](double energy_keV) {
    return table.at(energy_keV);
  };
}

FrameSettings settings_of(const LaueSetup& setup, const SimulatedCamera& camera, const ScanOptions& options,
                          const Spectrum& spectrum, double relative_density) {
  FrameSettings settings;
  settings.exposure_s = options.exposure_s;
  settings.flux_scale = setup.beam.flux_1_s / spectrum.total();
  settings.relative_density = relative_density;
  settings.beam_sigma_m = {rms_of_full_width(setup.beam.size_um.at(0)) * units::um,
                           rms_of_full_width(second_or_only(setup.beam.size_um)) * units::um};
  settings.n_rays_per_axis = options.rays_across_beam > 1.0 ? 3 : 1;
  settings.divergence_rad = setup.beam.divergence_mrad * units::mrad;
  settings.psf_sigma_px = camera.psf_sigma_px;
  settings.psf_tail_share = camera.psf_tail_share;
  settings.psf_tail_sigma_px = camera.psf_tail_sigma_px;
  settings.step_sigma = options.path_step_sigma;
  settings.efficiency =
      SensorEfficiency(camera, setup.intensity.energy_min_keV(), setup.intensity.energy_max_keV());
  settings.lithium_attenuation = lithium_attenuation(setup.intensity);
  return settings;
}

}  // namespace

void describe(ParameterVisitor& visit, ScanOptions& options) {
  visit.text({"crystal", "of the electrolyte: a built-in name or a CIF file"}, options.crystal);
  visit.numbers({"origin_um", "first point, X and Y of the cell frame", -1e6, 1e6}, options.origin_um);
  visit.numbers({"step_um", "distance of points along X and Y", 1e-3, 1e6}, options.step_um);
  visit.numbers({"points", "how many along X (fast) and along Y", 1.0, 1e6}, options.points);
  visit.number({"exposure_s", "per frame", 1e-6, 1e6}, options.exposure_s);
  visit.number({"overhead_s", "between exposures", 0.0, 1e6}, options.overhead_s);
  visit.number(
      {"strongest_spot_photons",
       "scales the exposure so that the strongest spot of the first lit frame has so many; 0: by flux", 0.0,
       1e12},
      options.strongest_spot_photons);
  visit.number({"path_step_sigma", "longest piece of the beam's path: movement of a spot in units of the psf",
                0.01, 2.0},
               options.path_step_sigma);
  visit.number({"rays_across_beam", "per axis: 1, or 3 where the beam is as wide as voxels", 1.0, 3.0},
               options.rays_across_beam);
  visit.numbers({"energies_keV",
                 "monochromatic beam: energies, each a frame at every point; empty: white light", 1.0, 100.0},
                options.energies_keV);
  visit.numbers({"energy_steps_keV", "monochromatic beam: the same as first, last and step", 1e-5, 100.0},
                options.energy_steps_keV);
  visit.number({"monochromator_eV", "full width at half maximum of the monochromatic band", 1e-3, 1e4},
               options.monochromator_eV);
  visit.number({"truth_photons", "faintest spot that the truth tables list", 0.0, 1e12},
               options.truth_photons);
}

std::vector<double> energies_of(const ScanOptions& options) {
  if (options.energy_steps_keV.empty()) return options.energies_keV;
  const double first = options.energy_steps_keV.at(0);
  const double step = options.energy_steps_keV.at(2);
  const auto n = static_cast<int>(std::floor((options.energy_steps_keV.at(1) - first) / step + 1e-6)) + 1;
  std::vector<double> energies;
  for (int i = 0; i < n; ++i) energies.push_back(first + i * step);
  return energies;
}

void check_beam(const BeamOptions& beam) {
  if (beam.size_um.size() == 1 || beam.size_um.size() == 2) return;
  throw UsageError({"[beam]", "size_um", "one or two numbers, along lab x and z",
                    std::to_string(beam.size_um.size()) + " numbers", ""});
}

void check_background(const BackgroundOptions& background) {
  if (background.scatter_place_px.size() == 2) return;
  throw UsageError({"[noise]", "scatter_place_px", "two numbers, column and row",
                    std::to_string(background.scatter_place_px.size()) + " numbers", ""});
}

void check_scan(const ScanOptions& options) {
  const auto refuse = [](const char* key, const char* expected) {
    throw UsageError({"[scan]", key, expected, "something else", ""});
  };
  if (options.origin_um.size() != 2) refuse("origin_um", "two numbers, X and Y");
  if (options.points.size() != 2) refuse("points", "two numbers, along X and along Y");
  if (options.step_um.empty() || options.step_um.size() > 2) refuse("step_um", "one or two numbers");
  for (const double n : options.points) {
    if (n != std::round(n)) refuse("points", "whole numbers");
  }
  if (options.rays_across_beam != 1.0 && options.rays_across_beam != 3.0)
    refuse("rays_across_beam", "1 or 3");
  const auto& steps = options.energy_steps_keV;
  const bool is_range = steps.size() == 3 && steps[0] < steps[1] && steps[2] > 0.0;
  if (!steps.empty() && !is_range) refuse("energy_steps_keV", "first < last, and a step");
  if (!steps.empty() && !options.energies_keV.empty())
    refuse("energies_keV", "a list or energy_steps_keV, not both");
  const double n_energies = steps.empty() ? static_cast<double>(options.energies_keV.size())
                                          : (steps[1] - steps[0]) / steps[2] + 1.0;
  if (options.points[0] * options.points[1] * std::max(1.0, n_energies) > most_frames)
    refuse("points", "at most ten million frames");
}

ScanRenderer::ScanRenderer(const LaueSetup& setup, const CrystalField& field, const SimulatedCamera& camera,
                           const BackgroundOptions& background, const ScanOptions& options,
                           const Spectrum& spectrum, double relative_density, std::uint32_t seed,
                           std::uint32_t scan)
    : setup_(setup),
      field_(field),
      camera_(camera),
      background_options_(background),
      options_(options),
      seed_(seed),
      scan_(scan),
      n_x_(static_cast<std::size_t>(options.points.at(0))),
      n_y_(static_cast<std::size_t>(options.points.at(1))),
      energies_keV_(energies_of(options)),
      settings_(settings_of(setup, camera, options, spectrum, relative_density)),
      maker_(setup, field, settings_),
      background_(diffuse_background(camera.file.detector, background)) {
  if (options.strongest_spot_photons > 0.0) scale_to_strongest();
}

void ScanRenderer::scale_to_strongest() {
  // By the white pattern, whatever the beam of the frames.
  const std::size_t n_energies = std::max<std::size_t>(1, energies_keV_.size());
  for (std::size_t i = 0; i < n_frames(); i += n_energies) {
    double strongest = 0.0;
    for (const TrueGrain& grain : spots_in(i, std::nullopt).spots.grains) {
      for (const TrueSpot& spot : grain.spots) strongest = std::max(strongest, spot.photons);
    }
    if (strongest == 0.0) continue;
    settings_.flux_scale *= options_.strongest_spot_photons / strongest;
    return;
  }
}

ScanPoint ScanRenderer::point(std::size_t index) const {
  const std::size_t n_energies = std::max<std::size_t>(1, energies_keV_.size());
  const std::size_t place = index / n_energies;
  return {options_.origin_um[0] + static_cast<double>(place % n_x_) * options_.step_um[0],
          options_.origin_um[1] + static_cast<double>(place / n_x_) * second_or_only(options_.step_um),
          field_.time_s + static_cast<double>(index) * (options_.exposure_s + options_.overhead_s),
          energies_keV_.empty() ? 0.0 : energies_keV_[index % n_energies]};
}

std::optional<Monochromator> ScanRenderer::monochromator(std::size_t index) const {
  if (energies_keV_.empty()) return std::nullopt;
  return Monochromator{point(index).energy_keV,
                       rms_of_full_width(options_.monochromator_eV * units::eV_in_keV)};
}

RenderedFrame ScanRenderer::spots_in(std::size_t index, const std::optional<Monochromator>& band) const {
  RenderedFrame rendered;
  rendered.point = point(index);
  rendered.spots = maker_.at({rendered.point.x_um * units::um, rendered.point.y_um * units::um}, band);
  return rendered;
}

RenderedFrame ScanRenderer::spots_of(std::size_t index) const {
  return spots_in(index, monochromator(index));
}

Frame ScanRenderer::exposed(const FrameSpots& spots, std::size_t index) const {
  const Detector& panel = camera_.file.detector;
  const double level = spots.diffuse_photons / static_cast<double>(background_.size());
  WindowedImage image(panel.rows, panel.cols, background_, level, spots.drawn);
  const NoiseKey key{seed_, std::uint64_t{scan_} << 32 | index};
  return expose(camera_, {image.expected(), key, background_options_.poisson, camera_.defects}, key);
}

RenderedFrame ScanRenderer::frame_of(std::size_t index) const {
  RenderedFrame rendered = spots_of(index);
  rendered.frame = exposed(rendered.spots, index);
  return rendered;
}

std::vector<TruthRow> truth_rows(const FrameSpots& spots, std::size_t frame, double faintest_photons) {
  std::vector<TruthRow> rows;
  for (const TrueGrain& grain : spots.grains) {
    TruthRow row{frame,
                 grain.grain,
                 grain.photons,
                 grain.depth_m / units::um,
                 grain.R_sample_from_crystal,
                 grain.strain_deviatoric_sample,
                 grain.strain_spread,
                 grain.rotation_spread_mrad,
                 {}};
    for (const TrueSpot& spot : grain.spots) {
      if (spot.photons < faintest_photons) continue;
      row.spots.push_back({spot.hkl,
                           spot.energy_keV,
                           spot.px.x(),
                           spot.px.y(),
                           spot.photons,
                           {spot.shape.xx, spot.shape.xy, spot.shape.yy},
                           spot.depth_m / units::um,
                           spot.overlaps});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace lauelith::forward
