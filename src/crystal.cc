// SPDX-License-Identifier: BSD-3-Clause
#include "src/crystal.h"

#include <xraylib/xraylib.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "src/constants.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

bool is_same_position(const Vector3d& x, const Vector3d& y, const Matrix3d& A) {
  constexpr double closest_A = 0.01;
  Vector3d difference = x - y;
  for (double& component : difference) component -= std::round(component);
  return (A * difference).norm() < closest_A;
}

/// Atoms per cell by atomic number, partial occupancies counted as fractions.
std::map<int, double> composition(const Crystal& crystal) {
  std::map<int, double> atoms;
  for (const CellAtom& atom : atoms_of_cell(crystal)) {
    const AtomSite& site = crystal.sites[static_cast<std::size_t>(atom.site)];
    atoms[site.atomic_number] += site.occupancy;
  }
  return atoms;
}

double cross_section_cm2_g(int atomic_number, double energy_keV) {
  xrl_error* error = nullptr;  // without it xraylib answers 0 in silence
  const double value = CS_Total(atomic_number, energy_keV, &error);
  if (error != nullptr) {
    const std::string text = error->message;
    xrl_error_free(error);
    throw InputError({.where = "attenuation at " + std::to_string(energy_keV) + " keV",
                      .expected = "an energy and element in the tables of xraylib",
                      .found = text});
  }
  return value;
}

}  // namespace

std::vector<CellAtom> atoms_of_cell(const Crystal& crystal) {
  const Matrix3d A = direct_matrix_A(crystal.cell);
  std::vector<CellAtom> atoms;
  for (std::size_t s = 0; s < crystal.sites.size(); ++s) {
    const std::size_t first = atoms.size();
    for (const SymmetryOperation& operation : crystal.operations) {
      const Vector3d image =
          operation.W.cast<double>() * crystal.sites[s].fractional + operation.w_24.cast<double>() / 24.0;
      const bool known =
          std::any_of(atoms.begin() + static_cast<long>(first), atoms.end(),
                      [&](const CellAtom& atom) { return is_same_position(atom.fractional, image, A); });
      if (!known) atoms.push_back({static_cast<int>(s), image, operation.W});
    }
  }
  return atoms;
}

double density_g_cm3(const Crystal& crystal) {
  constexpr double A3_in_cm3 = 1e-24;
  double mass_g_mol = 0.0;
  for (const auto& [atomic_number, n_atoms] : composition(crystal)) {
    mass_g_mol += n_atoms * AtomicWeight(atomic_number, nullptr);
  }
  return mass_g_mol / constants::avogadro_1_mol / (volume_A3(crystal.cell) * A3_in_cm3);
}

std::vector<double> attenuation_1_m(const Crystal& crystal, const std::vector<double>& energies_keV) {
  constexpr double A3_in_cm3 = 1e-24;
  const double volume_cm3 = volume_A3(crystal.cell) * A3_in_cm3;
  std::vector<double> result(energies_keV.size(), 0.0);
  for (const auto& [atomic_number, n_atoms] : composition(crystal)) {
    const double mass_g = n_atoms * AtomicWeight(atomic_number, nullptr) / constants::avogadro_1_mol;
    for (std::size_t i = 0; i < energies_keV.size(); ++i) {
      result[i] += mass_g * cross_section_cm2_g(atomic_number, energies_keV[i]) / volume_cm3 * units::per_cm;
    }
  }
  return result;
}

std::vector<double> attenuation_1_m(const std::string& formula, double density_g_cm3,
                                    const std::vector<double>& energies_keV) {
  std::vector<double> result;
  for (const double energy_keV : energies_keV) {
    xrl_error* error = nullptr;
    const double cm2_g = CS_Total_CP(formula.c_str(), energy_keV, &error);
    if (error != nullptr) {
      const std::string text = error->message;
      xrl_error_free(error);
      throw InputError({.where = "attenuation of '" + formula + "' at " + std::to_string(energy_keV) + " keV",
                        .expected = "a formula and an energy in the tables of xraylib",
                        .found = text});
    }
    result.push_back(cm2_g * density_g_cm3 * units::per_cm);
  }
  return result;
}

}  // namespace lauelith
