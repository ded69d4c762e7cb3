// SPDX-License-Identifier: BSD-3-Clause
#include "models/analytic_cracks.h"

#include <cmath>
#include <complex>

#include "src/constants.h"

namespace lauelith::models {

using constants::pi;
using Complex = std::complex<double>;

namespace {

/// Westergaard's field of Z, its slope and its integral.
ElasticField westergaard_field(Complex Z, Complex Z_slope, Complex Z_integral, double y, double shear_modulus,
                               double nu) {
  const double two_G = 2.0 * shear_modulus;
  ElasticField field;
  field.displacement = {((1.0 - 2.0 * nu) * Z_integral.real() - y * Z.imag()) / two_G,
                        (2.0 * (1.0 - nu) * Z_integral.imag() - y * Z.real()) / two_G, 0.0};
  field.gradient(0, 0) = ((1.0 - 2.0 * nu) * Z.real() - y * Z_slope.imag()) / two_G;
  field.gradient(0, 1) = (-2.0 * (1.0 - nu) * Z.imag() - y * Z_slope.real()) / two_G;
  field.gradient(1, 0) = (2.0 * (1.0 - nu) * Z.imag() - y * Z_slope.real()) / two_G;
  field.gradient(1, 1) = ((1.0 - 2.0 * nu) * Z.real() + y * Z_slope.imag()) / two_G;
  field.stress(0, 0) = Z.real() - y * Z_slope.imag();
  field.stress(1, 1) = Z.real() + y * Z_slope.imag();
  field.stress(0, 1) = field.stress(1, 0) = -y * Z_slope.real();
  field.stress(2, 2) = nu * (field.stress(0, 0) + field.stress(1, 1));
  return field;
}

}  // namespace

ElasticField field_of(const PlaneCrack& crack, double x, double y) {
  const double a = crack.half_length;
  const Complex z(x, y);
  // √(z − a) √(z + a) has its cut on the crack alone; √(z² − a²) would not.
  const Complex root = std::sqrt(z - a) * std::sqrt(z + a);
  const Complex Z = crack.pressure * (z / root - 1.0);
  const Complex Z_slope = -crack.pressure * a * a / (root * root * root);
  const Complex Z_integral = crack.pressure * (root - z);
  return westergaard_field(Z, Z_slope, Z_integral, y, crack.shear_modulus, crack.poisson);
}

ElasticField field_of(const OpenedSegment& segment, double x, double y) {
  const double a = segment.half_length;
  const double C = segment.shear_modulus * segment.opening / (2.0 * pi * (1.0 - segment.poisson));
  const Complex z(x, y);
  const Complex square = z * z - a * a;
  return westergaard_field(2.0 * a * C / square, -4.0 * a * C * z / (square * square),
                           C * (std::log(z - a) - std::log(z + a)), y, segment.shear_modulus,
                           segment.poisson);
}

double plane_crack_opening(double pressure, double half_length, double x, double plane_modulus) {
  return 4.0 * pressure * std::sqrt(half_length * half_length - x * x) / plane_modulus;
}

double plane_crack_area(double pressure, double half_length, double plane_modulus) {
  return 2.0 * pi * half_length * half_length * pressure / plane_modulus;
}

double plane_crack_intensity(double pressure, double half_length) {
  return pressure * std::sqrt(pi * half_length);
}

double edge_crack_area(double pressure, double depth, double plane_modulus) {
  return pi * edge_crack_factor * edge_crack_factor * depth * depth * pressure / plane_modulus;
}

double edge_crack_intensity(double pressure, double depth) {
  return edge_crack_factor * pressure * std::sqrt(pi * depth);
}

double penny_opening(double pressure, double radius, double r, double plane_modulus) {
  return 8.0 * pressure * std::sqrt(radius * radius - r * r) / (pi * plane_modulus);
}

double penny_volume(double pressure, double radius, double plane_modulus) {
  return 16.0 * radius * radius * radius * pressure / (3.0 * plane_modulus);
}

double penny_intensity(double pressure, double radius) { return 2.0 * pressure * std::sqrt(radius / pi); }

double plane_crack_pressure(double toughness, double half_length) {
  return toughness / plane_crack_intensity(1.0, half_length);
}

double edge_crack_pressure(double toughness, double depth) {
  return toughness / edge_crack_intensity(1.0, depth);
}

double penny_pressure(double toughness, double radius) { return toughness / penny_intensity(1.0, radius); }

double patch_mean_opening(double pressure, double half_length, double plane_modulus) {
  return plane_crack_area(pressure, half_length, plane_modulus) / (2.0 * half_length);
}

double patch_pressure(double mean_opening, double half_length, double plane_modulus) {
  return mean_opening / patch_mean_opening(1.0, half_length, plane_modulus);
}

double lithium_pressure(double overpotential_V, double molar_volume_m3_mol) {
  return constants::faraday_C_mol * overpotential_V / molar_volume_m3_mol;
}

double overpotential_for(double pressure, double molar_volume_m3_mol) {
  return pressure / lithium_pressure(1.0, molar_volume_m3_mol);
}

}  // namespace lauelith::models
