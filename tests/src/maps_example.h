// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/maps_file.h"

namespace lauelith {

/// Numbers that differ in every component, so that a swapped index shows.
inline Grain example_grain(double base) {
  Grain grain;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      grain.R_sample_from_crystal(i, j) = base + 3 * i + j;
      grain.reciprocal_lab_1_A(i, j) = 0.01 * (base + 3 * i + j);
    }
    grain.orientation_sigma_mrad(i) = base + 0.1 * i;
  }
  for (int i = 0; i < 6; ++i) {
    grain.strain_deviatoric_sample(i) = 1e-4 * (base + i);
    grain.strain_deviatoric_crystal(i) = -1e-4 * (base + i);
    for (int j = 0; j < 6; ++j) {
      grain.strain_covariance_sample(i, j) = 1e-10 * (base + 6 * i + j);
      grain.strain_covariance_crystal(i, j) = 2e-10 * (base + 6 * i + j);
    }
  }
  grain.mean_residual_px = 0.1 * base;
  grain.rms_px = 0.2 * base;
  grain.extra_scatter_px = 0.05 * base;
  grain.log10_false_alarm = -10.0 * base;
  grain.peak_width_px = 1.5 + base;
  grain.evidence = {0.9, 0.8, 0.7, 6.0};
  return grain;
}

inline Peak example_peak(double base) {
  Peak peak;
  peak.x_px = 10 * base + 0.25;
  peak.y_px = 20 * base + 0.5;
  peak.x_sigma_px = 0.01 * base;
  peak.y_sigma_px = 0.02 * base;
  peak.xy_covariance_px2 = -1e-5 * base;
  peak.intensity = 1000 * base;
  peak.intensity_sigma = 10 * base;
  peak.background = 12 + base;
  peak.height = 200 * base;
  peak.fwhm_major_px = 2 + base;
  peak.fwhm_minor_px = 1 + base;
  peak.tilt_deg = 30 - base;
  peak.significance = 50 + base;
  peak.saturated = true;
  peak.blended = base > 2;
  return peak;
}

/// Five frames: two grains, none, a doubtful one, one that did not converge, one accepted.
inline Maps example_maps() {
  Maps maps;
  maps.frames.resize(5);
  for (std::size_t i = 0; i < 5; ++i) {
    FrameResult& frame = maps.frames[i];
    frame.source = "frame_" + std::to_string(i) + ".tif";
    frame.x_um = 2.0 * static_cast<double>(i);
    frame.y_um = 7.0;
    frame.peaks.rows = 2018;
    frame.peaks.cols = 2016;
    frame.peaks.gain = 0.25;
    frame.peaks.psf_sigma_px = 0.6;
    frame.peaks.peaks = {example_peak(1.0 + static_cast<double>(i)), example_peak(3.0), example_peak(0.5)};
  }
  maps.frames[0].status = FrameStatus::ok;
  maps.frames[0].grains = {example_grain(1.0), example_grain(2.0)};
  maps.frames[0].grains[0].spots = {{2, {1, -2, 3}, 10.5, {5.25, 10.5}},
                                    {0, {4, 0, -4}, 12.0, {10.5, 20.75}}};
  maps.frames[0].grains[1].spots = {{1, {2, 2, 0}, 8.0, {30.0, 60.0}}};
  maps.frames[1].status = FrameStatus::no_spots;
  maps.frames[1].peaks = {};
  maps.frames[1].message = "no peak above 5.5 σ";
  maps.frames[2].status = FrameStatus::not_indexed;
  maps.frames[2].grains = {example_grain(3.0)};
  maps.frames[2].grains[0].quality = GrainQuality::doubtful;
  maps.frames[2].grains[0].converged = false;
  maps.frames[2].grains[0].spots = {{0, {2, 1, 1}, 9.0, {1.0, 2.0}}};
  maps.frames[3].status = FrameStatus::not_converged;
  maps.frames[3].grains = {example_grain(4.0)};
  maps.frames[4].status = FrameStatus::ok;
  maps.frames[4].grains = {example_grain(5.0)};
  maps.frames[4].grains[0].strain_deviatoric_sample << 3e-4, -1e-4, -2e-4, 1e-4, 2e-4, -3e-4;
  maps.frames[4].grains[0].spots = {{1, {0, 8, 8}, 6.75, {30.5, 60.5}}};
  maps.crystal = "LLZO";
  maps.B_1_A = Eigen::Matrix3d::Identity() / 12.97;
  maps.sample_tilt_deg = 40.0;
  maps.detector = detector_preset("Pilatus 1M");
  maps.depth_model = "absorption";
  maps.frames[4].copy_of = 0;
  RefinedPanel& panel = maps.refined_panel.emplace();
  for (std::size_t i = 0; i < 5; ++i) {
    const auto number = static_cast<double>(i);
    panel.parameters[i] = 140.0 + number;
    panel.given[i] = 139.5 + number;
    panel.prior_sigma[i] = 0.1 * (1.0 + number);
    for (std::size_t j = 0; j < 5; ++j) panel.covariance[5 * i + j] = 1e-4 * (number + 7.0 * double(j));
  }
  panel.message = "held: xgam";
  return maps;
}

inline Provenance example_provenance() {
  Provenance provenance = begun_provenance({"lauelith", "index", "α.tif"});
  provenance.study_text = "[beam]\nenergy_keV = [5, 24]\n";
  provenance.seeds = {1, 7};
  provenance.inputs = {{"frame_0.tif", 123, std::string(64, 'a'), true}};
  return provenance;
}

}  // namespace lauelith
