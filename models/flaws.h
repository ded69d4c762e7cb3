// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "models/grain_boundaries.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [flaws]: notches at the plating interface that lithium can fill.
struct FlawOptions {
  double density_per_mm = 20.0;
  double depth_um = 5.0;
  double depth_log_sd = 0.7;
  double isolation_fraction = 0.1;
  std::string lithium_redistribution = "uniform";
  std::string shape = "half_penny";
  bool open = true;
  double width_nm = 100.0;
  double boundary_fraction = 0.5;
  double angle_sd_deg = 15.0;
  int seed = 1;
  std::vector<double> place_um;
  std::vector<double> place_depth_um;
  std::vector<double> place_angle_deg;
};
void describe(ParameterVisitor& visit, FlawOptions& options);

/// A flaw that starts at the plating interface.
struct Flaw {
  std::vector<Eigen::Vector3d> path;  ///< from mouth to tip, m; straight unless it follows a boundary
  Eigen::Vector3d normal = Eigen::Vector3d::UnitX();  ///< of its first piece, unit
  double depth = 0.0;  ///< length of the path, m; 3-D: radius of the half penny
  double width = 0.0;  ///< of an open notch, m
  bool open = true;    ///< cut after machining: faces relieved in Scan 0
  bool along_boundary = false;
  bool is_through = false;  ///< 3-D: the same at every Z, not a half penny
};

/// A straight piece of a flaw: one source of the influence basis.
struct FlawSegment {
  int flaw = 0;
  Eigen::Vector3d start = Eigen::Vector3d::Zero();  ///< nearer to the mouth
  Eigen::Vector3d end = Eigen::Vector3d::Zero();
  Eigen::Vector3d normal = Eigen::Vector3d::UnitX();
  double length = 0.0;
};
/// Pieces of at most `length` each, bends kept.
std::vector<FlawSegment> segments_of(const std::vector<Flaw>& flaws, double length);

/// The population of physics §6: density per length of interface, log-normal depth (median depth_um), a share
/// along the boundaries that meet the interface (following them, at junctions the straightest way; each taken
/// once), the others at a normal angle about e_Y; mouths uniform in X. If `place_um` is given, exactly those
/// flaws instead. Flaws that leave the domain are redrawn, given ones are refused (UsageError).
/// In 3-D a flaw is a half penny with its mouth at any Z of the slab, or goes straight through the slab.
/// Pinned by Flaws.* (tests/models/flaws_test.cc).
std::vector<Flaw> make_flaws(const FlawOptions& options, const BoundaryNetwork& boundaries,
                             const DomainBox& domain);

/// UsageError naming flaw, point and domain if one leaves it or does not start at its interface (Y = low).
void require_inside(const std::vector<Flaw>& flaws, const DomainBox& domain, int dimension);

}  // namespace lauelith::models
