// SPDX-License-Identifier: BSD-3-Clause
#include "src/grain_table.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "src/rotation.h"
#include "src/units.h"

namespace lauelith {
namespace {

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  char buffer[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

std::string orientation_line(std::size_t index, const Grain& grain) {
  const BungeAngles angles = bunge_from_rotation(grain.R_sample_from_crystal);
  return formatted(
      "  grain %zu  %-8s %4zu spots  mean %.3f px  rms %.3f px  extra scatter %.3f px  log10 false alarm "
      "%.0f  "
      "Bunge %8.3f %7.3f %8.3f deg +- %.4f\n",
      index, grain.quality == GrainQuality::accepted ? "accepted" : "doubtful", grain.spots.size(),
      grain.mean_residual_px, grain.rms_px, grain.extra_scatter_px, grain.log10_false_alarm,
      angles.phi1 / units::deg, angles.Phi / units::deg, angles.phi2 / units::deg,
      grain.orientation_sigma_mrad.maxCoeff() * units::mrad / units::deg);
}

std::string strain_line(const Grain& grain) {
  static constexpr const char* names[] = {"xx", "yy", "zz", "yz", "xz", "xy"};
  if (!std::isfinite(grain.strain_deviatoric_sample[0])) return "    strain: too few spots\n";
  std::string line = "    strain 1e-3 (sample)";
  for (int i = 0; i < 6; ++i) {
    line += formatted("  %s %+.3f+-%.3f", names[i], 1e3 * grain.strain_deviatoric_sample[i],
                      1e3 * std::sqrt(std::max(0.0, grain.strain_covariance_sample(i, i))));
  }
  return line + "\n";
}

std::string evidence_line(const PhaseEvidence& evidence) {
  return formatted(
      "    explains %.0f %% of the peaks no other grain has, %.0f %% of its strongest spots are seen, "
      "intensity rank correlation %.2f, log10 likelihood ratio %.1f\n",
      100.0 * evidence.explained_share, 100.0 * evidence.completeness, evidence.rank_correlation,
      evidence.log10_likelihood_ratio);
}

}  // namespace

std::string grain_table(const FrameResult& frame) {
  std::string text = formatted("%s: %zu peaks, %zu grains\n", frame.source.substr(0, 150).c_str(),
                               frame.peaks.peaks.size(), frame.grains.size());
  for (std::size_t i = 0; i < frame.grains.size(); ++i) {
    text += orientation_line(i, frame.grains[i]) + strain_line(frame.grains[i]) +
            evidence_line(frame.grains[i].evidence);
  }
  if (!frame.message.empty()) text += "  " + frame.message + "\n";
  return text;
}

}  // namespace lauelith
