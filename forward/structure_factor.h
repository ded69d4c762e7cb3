// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <complex>
#include <vector>

#include "src/crystal.h"

namespace lauelith::forward {

/// Atomic scattering of the elements of a crystal: f0 (International Tables C 1992, table 6.1.1.4, through
/// gemmi) and f' + i f'' (Cromer & Liberman, Acta Cryst. A37 (1981) 267, through gemmi) tabulated every 10
/// eV, linear between. Within about 100 eV of an absorption edge f' of free atoms is sharper than in a solid.
class AtomicScattering {
 public:
  AtomicScattering(const Crystal& crystal, double energy_min_keV, double energy_max_keV);

  std::size_t n_elements() const { return atomic_numbers_.size(); }
  std::size_t element_of_site(std::size_t site) const { return element_of_site_[site]; }
  double f0(std::size_t element, double g_1_A) const;
  std::complex<double> anomalous(std::size_t element, double energy_keV) const;

 private:
  std::vector<int> atomic_numbers_;
  std::vector<std::size_t> element_of_site_;
  std::vector<std::vector<std::complex<double>>> anomalous_;  // [element][energy]
  double energy_min_keV_;
};

/// F(h, E) = Σ_el [f0 + f'(E) + i f''(E)]·S_el(h),  S_el = Σ occ·DW·exp(2πi h·r) over the atoms of the cell,
/// DW = exp(−B|G|²/4) or exp(−2π² Σ h_i h_j a*_i a*_j U_ij). The energy-independent part of one reflection.
/// Pinned by tests/forward/structure_factor_test.cc (golden |F|, absences of ten space groups, Friedel
/// pairs).
struct GeometricFactor {
  std::complex<double> F0;  ///< Σ_el f0·S_el, electrons
  std::vector<std::complex<double>> S_of_element;
};

class StructureFactors {
 public:
  StructureFactors(const Crystal& crystal, double energy_min_keV, double energy_max_keV);

  const AtomicScattering& scattering() const { return scattering_; }
  GeometricFactor geometric(const Eigen::Vector3i& hkl) const;
  std::complex<double> value(const GeometricFactor& factor, double energy_keV) const;
  /// F(−h, E) from the factor of h: S(−h) is the conjugate of S(h) because occupancies and displacements are
  /// real; f'' is not conjugated.
  std::complex<double> friedel_value(const GeometricFactor& factor, double energy_keV) const;

 private:
  double debye_waller(const CellAtom& atom, const Eigen::Vector3d& hkl, double g_1_A) const;

  Crystal crystal_;
  Eigen::Matrix3d B_1_A_;
  std::vector<CellAtom> atoms_;
  AtomicScattering scattering_;
};

}  // namespace lauelith::forward
