// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "src/lattice.h"

namespace lauelith {

/// x' = W·x + w in fractional coordinates; w in 24ths of the cell, which represents every space group.
struct SymmetryOperation {
  Eigen::Matrix3i W = Eigen::Matrix3i::Identity();
  Eigen::Vector3i w_24 = Eigen::Vector3i::Zero();
};

/// One site of the asymmetric unit.
struct AtomSite {
  std::string label;
  int atomic_number = 0;
  Eigen::Vector3d fractional = Eigen::Vector3d::Zero();
  double occupancy = 1.0;               ///< chemical: 1 = every equivalent position filled
  double B_iso_A2 = 0.0;                ///< Debye–Waller B = 8π²⟨u²⟩
  std::optional<Eigen::Matrix3d> U_A2;  ///< anisotropic U (CIF convention); replaces B
};

/// A crystal as diffraction needs it: cell, all symmetry operations (centrings included), sites.
struct Crystal {
  std::string name;
  std::string space_group;  ///< Hermann–Mauguin symbol, for the reader only
  UnitCell cell;
  std::vector<SymmetryOperation> operations;
  std::vector<AtomSite> sites;
  std::string source;  ///< file or reference the numbers come from
};

/// An atom of the full cell.
struct CellAtom {
  int site = 0;  ///< row of Crystal::sites
  Eigen::Vector3d fractional = Eigen::Vector3d::Zero();
  Eigen::Matrix3i W = Eigen::Matrix3i::Identity();  ///< rotation part that made it, for anisotropic U
};

/// Every position of the cell once; images closer than 0.01 Å to one another are the same position.
std::vector<CellAtom> atoms_of_cell(const Crystal& crystal);

/// Mass density, g/cm³, of the atoms in the cell.
double density_g_cm3(const Crystal& crystal);
/// Linear attenuation coefficients of the dense crystal at the given photon energies (photoelectric and
/// scattering cross-sections of xraylib: T. Schoonjans et al., Spectrochim. Acta B 66 (2011) 776).
std::vector<double> attenuation_1_m(const Crystal& crystal, const std::vector<double>& energies_keV);
/// The same for a formula ("Si", "Gd2O2S") and a density.
std::vector<double> attenuation_1_m(const std::string& formula, double density_g_cm3,
                                    const std::vector<double>& energies_keV);

}  // namespace lauelith
