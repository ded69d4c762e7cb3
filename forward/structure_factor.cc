// SPDX-License-Identifier: BSD-3-Clause
#include "forward/structure_factor.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <gemmi/fprime.hpp>
#include <gemmi/it92.hpp>

#include "src/constants.h"
#include "src/units.h"

namespace lauelith::forward {

using Eigen::Vector3d;
using Eigen::Vector3i;
using Complex = std::complex<double>;

namespace {

constexpr double grid_step_keV = 0.010;

}  // namespace

AtomicScattering::AtomicScattering(const Crystal& crystal, double energy_min_keV, double energy_max_keV)
    : energy_min_keV_(energy_min_keV) {
  for (const AtomSite& site : crystal.sites) {
    const auto known = std::find(atomic_numbers_.begin(), atomic_numbers_.end(), site.atomic_number);
    element_of_site_.push_back(static_cast<std::size_t>(known - atomic_numbers_.begin()));
    if (known == atomic_numbers_.end()) atomic_numbers_.push_back(site.atomic_number);
  }
  const auto n_energies =
      static_cast<std::size_t>(std::ceil((energy_max_keV - energy_min_keV) / grid_step_keV)) + 2;
  for (const int atomic_number : atomic_numbers_) {
    std::vector<Complex> values(n_energies);
    for (std::size_t i = 0; i < n_energies; ++i) {
      const double energy_eV = (energy_min_keV + static_cast<double>(i) * grid_step_keV) / units::eV_in_keV;
      double f_second = 0.0;
      const double f_prime = gemmi::cromer_liberman(atomic_number, energy_eV, &f_second);
      values[i] = {f_prime, f_second};
    }
    anomalous_.push_back(std::move(values));
  }
}

double AtomicScattering::f0(std::size_t element, double g_1_A) const {
  const gemmi::Element symbol(atomic_numbers_[element]);
  return gemmi::IT92<double>::get(symbol.elem).calculate_sf(g_1_A * g_1_A / 4.0);
}

Complex AtomicScattering::anomalous(std::size_t element, double energy_keV) const {
  const std::vector<Complex>& table = anomalous_[element];
  const double place = std::clamp((energy_keV - energy_min_keV_) / grid_step_keV, 0.0,
                                  static_cast<double>(table.size()) - 1.001);
  const auto i = static_cast<std::size_t>(place);
  const double fraction = place - static_cast<double>(i);
  return (1.0 - fraction) * table[i] + fraction * table[i + 1];
}

StructureFactors::StructureFactors(const Crystal& crystal, double energy_min_keV, double energy_max_keV)
    : crystal_(crystal),
      B_1_A_(reciprocal_matrix_1_A(crystal.cell)),
      atoms_(atoms_of_cell(crystal)),
      scattering_(crystal, energy_min_keV, energy_max_keV) {}

double StructureFactors::debye_waller(const CellAtom& atom, const Vector3d& hkl, double g_1_A) const {
  const AtomSite& site = crystal_.sites[static_cast<std::size_t>(atom.site)];
  if (!site.U_A2) return std::exp(-site.B_iso_A2 * g_1_A * g_1_A / 4.0);
  // The tensor belongs to the site of the list; its image under W scatters h as the site scatters h·W.
  const Vector3d at_site =
      (atom.W.cast<double>().transpose() * hkl).cwiseProduct(B_1_A_.colwise().norm().transpose());
  return std::exp(-2.0 * constants::pi * constants::pi * at_site.dot(*site.U_A2 * at_site));
}

GeometricFactor StructureFactors::geometric(const Vector3i& hkl) const {
  const Vector3d h = hkl.cast<double>();
  const double g_1_A = (B_1_A_ * h).norm();
  GeometricFactor factor;
  factor.S_of_element.assign(scattering_.n_elements(), Complex(0.0, 0.0));
  for (const CellAtom& atom : atoms_) {
    const auto site = static_cast<std::size_t>(atom.site);
    const double amplitude = crystal_.sites[site].occupancy * debye_waller(atom, h, g_1_A);
    factor.S_of_element[scattering_.element_of_site(site)] +=
        std::polar(amplitude, 2.0 * constants::pi * h.dot(atom.fractional));
  }
  for (std::size_t e = 0; e < factor.S_of_element.size(); ++e) {
    factor.F0 += scattering_.f0(e, g_1_A) * factor.S_of_element[e];
  }
  return factor;
}

Complex StructureFactors::value(const GeometricFactor& factor, double energy_keV) const {
  Complex F = factor.F0;
  for (std::size_t e = 0; e < factor.S_of_element.size(); ++e) {
    F += scattering_.anomalous(e, energy_keV) * factor.S_of_element[e];
  }
  return F;
}

Complex StructureFactors::friedel_value(const GeometricFactor& factor, double energy_keV) const {
  Complex F = std::conj(factor.F0);
  for (std::size_t e = 0; e < factor.S_of_element.size(); ++e) {
    F += scattering_.anomalous(e, energy_keV) * std::conj(factor.S_of_element[e]);
  }
  return F;
}

}  // namespace lauelith::forward
