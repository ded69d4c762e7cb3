// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "inverse/compared_maps.h"
#include "models/orientation_map.h"
#include "src/random.h"

namespace lauelith {

/// Changes of strain made by formulas that share nothing with the influence fields of the program: tips with
/// mode-I fields cut off at a distance, dilatation centres in two and three dimensions, halos. Boundaries are
/// bisectors of seeds; the program traces them from the map.
struct TruthGeometry {
  std::vector<Eigen::Vector2d> seeds_um;
  int n = 45;  ///< points along each side
  double step_um = 5.0;

  int grain_at(const Eigen::Vector2d& place) const;
  /// Distance to the nearest boundary, its normal.
  struct Near {
    double distance_um = 0.0;
    Eigen::Vector2d normal = Eigen::Vector2d::UnitX();
    int other = 0;
  };
  Near boundary_near(const Eigen::Vector2d& place) const;
  double size_um() const { return step_um * (n - 1); }
};
TruthGeometry random_geometry(int n, double step_um, RandomSequence& random);

/// Pixels with covariances of their own per grain, Scan 0 strain that correlates with boundaries, 3 %
/// missing; and the orientation map the program sees.
struct TruthScene {
  TruthGeometry geometry;
  inverse::ComparedPixels pixels;
  models::OrientationMap map;
};
TruthScene random_scene(int n, double step_um, int n_scans, double noise, RandomSequence& random);

/// The last five are what nobody models: a second phase that grows, a bent drift, the strain of Scan 0
/// that relaxes by a share, a scan shifted by steps, a geometry that is wrong grain by grain.
enum class Truth { none, cracks, deposits, both, second_phase, bent_drift, relaxing, moved, wrong_geometry };
inline constexpr const char* truth_names[] = {"no change",      "cracks",       "deposits",
                                              "both",           "second phase", "bent drift",
                                              "Scan 0 relaxes", "moved sample", "wrong geometry"};

/// A plane tensor with axes along and across a direction, without its trace.
inverse::Vector5d turned(const Eigen::Vector2d& along, double aa, double cc, double ac, double zz);
/// Of size 1 near its sources (mechanism_signals.cc).
Eigen::VectorXd signal_of(const TruthScene& scene, Truth truth, RandomSequence& random);

/// A measurement: background (drift, relaxation, shift, smooth errors, noise) and a signal whose 95th
/// percentile within 15 µm of its sources is `level` in the last scan. Misspecified: the level is the size
/// of the change, the share that relaxes, or the steps that each later scan is shifted by (standard
/// deviation).
inverse::Changes measured_changes(const TruthScene& scene, Truth truth, double level, RandomSequence& random);

}  // namespace lauelith
