// SPDX-License-Identifier: BSD-3-Clause
#include "apps/energy_points.h"

#include <algorithm>
#include <cmath>

#include "inverse/line_shape.h"
#include "src/maps_tables.h"

namespace lauelith {
namespace {

constexpr std::size_t fewest_energies = 5;

void add_grain(EnergyResult& result, int grain_row, const Grain& grain, const inverse::ScannedGrain& scanned,
               const inverse::GrainTraces& traces, double band_eV, double step_keV) {
  const inverse::LinesOfPhases& fit = traces.choice.chosen();
  for (std::size_t j = 0; j < traces.phases.size(); ++j) {
    const inverse::TracePhase& phase = traces.phases[j];
    TraceRow row;
    row.grain = grain_row;
    row.phase = static_cast<int>(j);
    row.strain_trace = phase.strain_trace;
    row.strain_trace_sigma = phase.strain_trace_sigma;
    // V = (1 + tr/3)(1 + e_dev)
    const double third = phase.strain_trace / 3.0;
    Vector6d isotropic;
    isotropic << 1, 1, 1, 0, 0, 0;
    row.strain_sample = (1.0 + third) * grain.strain_deviatoric_sample + third * isotropic;
    row.strain_covariance_sample =
        grain.strain_covariance_sample +
        std::pow(phase.strain_trace_sigma / 3.0, 2) * isotropic * isotropic.transpose();
    row.share = phase.share;
    row.n_lines = static_cast<int>(scanned.reflections.size());
    row.line_width_eV = fit.relative_width * 1e4;
    row.mixing = fit.mixing;
    row.reduced_chi_squared = fit.reduced_chi_squared;
    row.two_phase_gain = traces.choice.gain;
    result.rows.push_back(row);
  }
  for (std::size_t i = 0; i < scanned.reflections.size() && !traces.phases.empty(); ++i) {
    const inverse::ScannedReflection& reflection = scanned.reflections[i];
    const double own_eV = fit.relative_width * reflection.predicted_keV * 1e3;
    result.lines.push_back({grain_row, reflection.hkl, reflection.predicted_keV,
                            reflection.predicted_keV * (1.0 + fit.phases[0].shift),
                            inverse::seen_width_eV({own_eV, fit.mixing, band_eV}),
                            fit.area[i] / (step_keV * 1e3), fit.background[i]});
  }
}

}  // namespace

EnergyResult EnergyPoints::measure(const FrameResult& frame, const FramesOfPoint& frames,
                                   int first_grain_row) const {
  EnergyResult result;
  if (!keeps_grains(frame) || frames.size() < fewest_energies) return result;
  std::vector<double> energies;
  std::vector<std::size_t> numbers;
  for (const auto& [energy, number] : frames) {
    energies.push_back(energy);
    numbers.push_back(number);
  }
  std::vector<inverse::ScannedGrain> grains;
  for (const Grain& grain : frame.grains) {
    const bool counts = grain.quality == GrainQuality::accepted && grain.converged;
    grains.push_back(
        counts ? inverse::scanned_grain(grain, frame.peaks.peaks, energies.front(), energies.back(), plan_)
               : inverse::ScannedGrain());
  }
  const auto lines = counted(grains, energies, numbers, frame.peaks.gain);
  const double step_keV = (energies.back() - energies.front()) / static_cast<double>(energies.size() - 1);
  for (std::size_t g = 0; g < grains.size(); ++g) {
    const auto traces = inverse::measure_traces(grains[g], lines[g], band_eV_);
    add_grain(result, first_grain_row + static_cast<int>(g), frame.grains[g], grains[g], traces, band_eV_,
              step_keV);
  }
  return result;
}

std::vector<std::vector<inverse::LineCounts>> EnergyPoints::counted(
    const std::vector<inverse::ScannedGrain>& grains, const std::vector<double>& energies,
    const std::vector<std::size_t>& numbers, double gain) const {
  std::vector<std::vector<inverse::LineCounts>> lines(grains.size());
  const bool any =
      std::any_of(grains.begin(), grains.end(), [](const auto& grain) { return !grain.reflections.empty(); });
  const double counts_per_photon = std::isfinite(gain) && gain > 0.0 ? gain : 1.0;
  for (std::size_t k = 0; any && k < energies.size(); ++k) {
    const Image image =
        image_for(inputs_.frames->frame(numbers[k]), plan_.setup.detector, inputs_.name(numbers[k]));
    for (std::size_t g = 0; g < grains.size(); ++g) {
      auto one = inverse::counted_lines(grains[g], {energies[k]}, counts_per_photon,
                                        [&image](std::size_t) -> const Image& { return image; });
      if (k == 0) lines[g] = one;
      for (std::size_t i = 0; k > 0 && i < one.size(); ++i) {
        lines[g][i].energies_keV.push_back(energies[k]);
        lines[g][i].counts.push_back(one[i].counts.front());
      }
    }
  }
  return lines;
}

}  // namespace lauelith
