// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

namespace lauelith::models {

/// Closed solutions for cracks under uniform internal pressure p in an infinite (or half-infinite) isotropic
/// solid: the oracle of the finite elements, and quick maps. E' = E/(1 − ν²). Tension positive.

/// Elastic field at a point: displacement, its gradient (row: component, column: derivative) and stress.
struct ElasticField {
  Eigen::Vector3d displacement = Eigen::Vector3d::Zero();
  Eigen::Matrix3d gradient = Eigen::Matrix3d::Zero();
  Eigen::Matrix3d stress = Eigen::Matrix3d::Zero();
};

/// Crack |x| < a on y = 0, plane strain. With Z(z) = p (z/√(z² − a²) − 1), Ẑ = ∫ Z dz:
///   σ_xx = Re Z − y Im Z',   σ_yy = Re Z + y Im Z',   σ_xy = −y Re Z',
///   2G u_x = (1 − 2ν) Re Ẑ − y Im Z,   2G u_y = 2(1 − ν) Im Ẑ − y Re Z.
/// H. M. Westergaard, J. Appl. Mech. 6 (1939) A49; H. Tada, P. Paris, G. Irwin, The Stress Analysis of Cracks
/// Handbook (2000) §1.2. Not defined on the crack itself or at its tips (there: take the limit from a side).
/// Pinned by AnalyticCracks.PlaneField*.
struct PlaneCrack {
  double half_length = 0.0;  ///< a, m
  double pressure = 0.0;     ///< p, Pa
  double shear_modulus = 0.0;
  double poisson = 0.0;
};
ElasticField field_of(const PlaneCrack& crack, double x, double y);

/// Segment |x| < a on y = 0 opened by a constant b (a pair of edge dislocations), plane strain:
///   Ẑ = G b/(2π(1 − ν)) ln((z − a)/(z + a)),   σ_yy = −G b/(π(1 − ν) a) at its middle.
/// S. L. Crouch, Int. J. Numer. Meth. Eng. 10 (1976) 301. Singular at its ends.
/// Pinned by AnalyticCracks.OpenedSegment*.
struct OpenedSegment {
  double half_length = 0.0;  ///< a, m
  double opening = 0.0;      ///< b, m
  double shear_modulus = 0.0;
  double poisson = 0.0;
};
ElasticField field_of(const OpenedSegment& segment, double x, double y);

/// Full opening 4 p √(a² − x²)/E' of the plane crack, and its area 2π a² p/E'.
double plane_crack_opening(double pressure, double half_length, double x, double plane_modulus);
double plane_crack_area(double pressure, double half_length, double plane_modulus);
/// K = p √(π a).
double plane_crack_intensity(double pressure, double half_length);

/// Edge crack of depth a in a half space: K = Y p √(π a), Y = 1.1215 (often rounded to 1.12); area
/// π Y² a² p/E', from K by energy (p dA/2 = K²/E' da). Tada et al. §8.1.
inline constexpr double edge_crack_factor = 1.12;
double edge_crack_area(double pressure, double depth, double plane_modulus);
double edge_crack_intensity(double pressure, double depth);

/// Penny of radius a: opening 8 p √(a² − r²)/(π E'), volume 16 a³ p/(3 E'), K = 2 p √(a/π).
/// I. N. Sneddon, Proc. R. Soc. A 187 (1946) 229.
double penny_opening(double pressure, double radius, double r, double plane_modulus);
double penny_volume(double pressure, double radius, double plane_modulus);
double penny_intensity(double pressure, double radius);

/// Pressures at which K reaches a toughness (Pa √m).
double plane_crack_pressure(double toughness, double half_length);
double edge_crack_pressure(double toughness, double depth);
double penny_pressure(double toughness, double radius);

/// Mean opening of a boundary patch of half-length a under lithium pressure p: π p a/E' (its area over 2a).
double patch_mean_opening(double pressure, double half_length, double plane_modulus);
double patch_pressure(double mean_opening, double half_length, double plane_modulus);

/// The pressure that lithium reaches under a local overpotential: p = F η/V_Li.
double lithium_pressure(double overpotential_V, double molar_volume_m3_mol);
double overpotential_for(double pressure, double molar_volume_m3_mol);

}  // namespace lauelith::models
