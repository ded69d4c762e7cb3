// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "inverse/frame_difference.h"
#include "src/grain.h"
#include "tests/inverse/synthetic_pattern.h"

/// Two scans of the same points, made by forward/, indexed and compared by inverse/, held against what
/// changed.
namespace lauelith::roundtrip {

struct PairScene {
  std::string crystal = "LLZO";
  synthetic::Camera camera = synthetic::Camera::pilatus_140mm;
  double largest_strain = 1e-3;        ///< of Scan 0, each point's grain: uniform up to this
  double largest_change = 3e-4;        ///< of the strain between the scans: uniform up to this
  double largest_rotation_mrad = 0.5;  ///< of a component of the rotation between the scans

  std::size_t n_peaks = 150;  ///< peak lists: brightest spots, errors of sigma_px …
  double sigma_px = 0.05;
  double strongest_photons = 0.0;  ///< … or, above zero, images
  double faintest_photons = 0.01;
  double psf_sigma_px = 1.0;
  double background = 12.0;
  bool by_pixels = true;  ///< images: compare patches, not only peaks

  double distance_off_m = 0.0;  ///< the indexer's detector stands this much further away
  inverse::DifferenceOptions options = {};
};

struct PairOutcome {
  int n_spots = 0;
  Eigen::Matrix<double, 9, 1> error = Eigen::Matrix<double, 9, 1>::Zero();  ///< 6 strains, 3 rotations (rad)
  Eigen::Matrix<double, 9, 1> sigma = Eigen::Matrix<double, 9, 1>::Zero();  ///< as stated
  Eigen::Matrix<double, 9, 1> bound = Eigen::Matrix<double, 9, 1>::Zero();  ///< Cramér–Rao, prior included
  Vector6d error_of_maps = Vector6d::Zero();  ///< of the difference of both strains as indexed
};

struct PairStudy {
  std::vector<PairOutcome> points;  ///< those that were measured
  int n_points = 0;
  /// Of every scan: error of the panel's shift over its stated sigma, along columns and rows.
  std::vector<Eigen::Vector2d> panel_errors;
};

/// Scans of `n_points` points, one grain each, before and after. Shifts of the panel and of every source are
/// drawn from the prior of the options. The same for any number of threads.
PairStudy scan_pairs(const PairScene& scene, int n_scans, int n_points, unsigned seed, int n_threads = 1);

struct PairSummary {
  int n = 0;
  double mean_spots = 0.0;
  Eigen::Matrix<double, 9, 1> ratio = Eigen::Matrix<double, 9, 1>::Zero();  ///< √mean((error/bound)²)
  Vector6d ratio_of_maps = Vector6d::Zero();
  Vector6d rms = Vector6d::Zero();  ///< of the strain's error
  double bias = 0.0;                ///< largest |mean(error/sigma)|
  double covered_68 = 0.0;          ///< share of components within one sigma (0.9945 of it)
  double covered_95 = 0.0;
};
PairSummary summary_of(const PairStudy& study);

}  // namespace lauelith::roundtrip
