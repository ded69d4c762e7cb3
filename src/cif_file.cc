// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <gemmi/cif.hpp>
#include <gemmi/smcif.hpp>
#include <set>

#include "src/constants.h"
#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/space_group.h"

namespace lauelith {
namespace {

/// The first block that has a cell; a CIF often begins with bibliographic ones.
const gemmi::cif::Block& structure_block(const gemmi::cif::Document& document, const std::string& file) {
  for (const gemmi::cif::Block& block : document.blocks) {
    if (block.find_value("_cell_length_a") != nullptr) return block;
  }
  throw InputError({.file = file, .expected = "a data block with _cell_length_a", .found = "none"});
}

std::vector<std::string> symmetry_triplets(const gemmi::cif::Block& block) {
  std::vector<std::string> triplets;
  for (const char* tag : {"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"}) {
    for (const std::string& value :
         const_cast<gemmi::cif::Block&>(block).find_values(tag)) {  // gemmi's find is not const
      triplets.push_back(gemmi::cif::as_string(value));
    }
    if (!triplets.empty()) break;
  }
  return triplets;
}

bool same_operations(const std::vector<SymmetryOperation>& a, const std::vector<SymmetryOperation>& b) {
  const auto key = [](const SymmetryOperation& operation) {
    std::vector<int> numbers(operation.W.data(), operation.W.data() + 9);
    numbers.insert(numbers.end(), operation.w_24.data(), operation.w_24.data() + 3);
    return numbers;
  };
  std::set<std::vector<int>> keys_a;
  std::set<std::vector<int>> keys_b;
  for (const SymmetryOperation& operation : a) keys_a.insert(key(operation));
  for (const SymmetryOperation& operation : b) keys_b.insert(key(operation));
  return keys_a == keys_b;
}

/// Operators win over the name. The same symbol may stand for two origins or axes, so any setting of the name
/// that fits the operators will do; none is a contradiction.
std::vector<SymmetryOperation> symmetry_of(const gemmi::cif::Block& block,
                                           const gemmi::SmallStructure& structure, const std::string& file) {
  const std::vector<std::string> triplets = symmetry_triplets(block);
  const gemmi::SpaceGroup* named = structure.find_spacegroup();
  if (triplets.empty()) {
    if (named == nullptr) {
      throw InputError(
          {.file = file,
           .expected = "symmetry operators or a space group",
           .found = structure.spacegroup_hm.empty() ? "neither" : "'" + structure.spacegroup_hm + "'",
           .advice = "write _symmetry_equiv_pos_as_xyz or a known _symmetry_space_group_name_H-M"});
    }
    return operations_of_space_group(named->xhm(), file);
  }
  const std::vector<SymmetryOperation> operations = operations_of_triplets(triplets, file);
  if (named == nullptr) return operations;
  for (const gemmi::SpaceGroup& setting : gemmi::spacegroup_tables::main) {
    if (setting.number == named->number &&
        same_operations(operations, operations_of_space_group(setting.xhm(), file))) {
      return operations;
    }
  }
  throw InputError({.file = file,
                    .where = "symmetry operators",
                    .expected = "those of '" + structure.spacegroup_hm + "'",
                    .found = "another group",
                    .advice = "remove the wrong one of the two"});
}

void check_cell(const UnitCell& cell, const std::string& file) {
  for (const double edge : {cell.a_A, cell.b_A, cell.c_A}) {
    if (!(edge >= 1.0 && edge <= 1000.0)) {
      throw InputError(
          {.file = file, .where = "_cell_length", .expected = "1 to 1000 Å", .found = std::to_string(edge)});
    }
  }
  for (const double angle : {cell.alpha_deg, cell.beta_deg, cell.gamma_deg}) {
    if (!(angle >= 10.0 && angle <= 170.0)) {
      throw InputError({.file = file,
                        .where = "_cell_angle",
                        .expected = "10 to 170 degrees",
                        .found = std::to_string(angle)});
    }
  }
  if (!(volume_A3(cell) > 1.0))
    throw InputError({.file = file, .where = "cell", .expected = "three angles that close a cell"});
}

AtomSite converted(const gemmi::SmallStructure::Site& site, const std::string& file) {
  constexpr double B_per_U = 8.0 * constants::pi * constants::pi;
  AtomSite result;
  result.label = site.label;
  result.atomic_number = site.element.atomic_number();
  result.fractional = {site.fract.x, site.fract.y, site.fract.z};
  result.occupancy = site.occ;
  result.B_iso_A2 = site.u_iso * B_per_U;
  if (site.aniso.nonzero()) {
    Eigen::Matrix3d U;
    U << site.aniso.u11, site.aniso.u12, site.aniso.u13, site.aniso.u12, site.aniso.u22, site.aniso.u23,
        site.aniso.u13, site.aniso.u23, site.aniso.u33;
    result.U_A2 = U;
  }
  const bool bad = result.atomic_number <= 0 || !result.fractional.allFinite() ||
                   !(result.occupancy >= 0.0) || !(result.B_iso_A2 >= 0.0);
  if (bad) {
    throw InputError({.file = file,
                      .where = "_atom_site " + site.label,
                      .expected = "an element, three coordinates, an occupancy >= 0 and B or U >= 0"});
  }
  return result;
}

/// Two sites at one place may share it, but not beyond one atom.
void check_occupancies(const Crystal& crystal, const std::string& file) {
  for (const AtomSite& site : crystal.sites) {
    double sum = 0.0;
    for (const AtomSite& other : crystal.sites) {
      if ((site.fractional - other.fractional).norm() < 1e-3) sum += other.occupancy;
    }
    if (sum > 1.01) {
      throw InputError({.file = file,
                        .where = "_atom_site_occupancy of " + site.label,
                        .expected = "a sum of at most 1 per position",
                        .found = std::to_string(sum)});
    }
  }
}

}  // namespace

Crystal crystal_from_cif(const std::string& text, const std::string& file) {
  gemmi::cif::Document document;
  try {
    document = gemmi::cif::read_string(text);
  } catch (const std::exception& error) {
    throw InputError({.file = file, .expected = "a CIF", .found = error.what()});
  }
  const gemmi::cif::Block& block = structure_block(document, file);
  const gemmi::SmallStructure structure = gemmi::make_small_structure_from_block(block);
  Crystal crystal;
  crystal.name = structure.name;
  crystal.source = file;
  crystal.space_group = structure.spacegroup_hm;
  crystal.cell = {structure.cell.a,     structure.cell.b,    structure.cell.c,
                  structure.cell.alpha, structure.cell.beta, structure.cell.gamma};
  check_cell(crystal.cell, file);
  crystal.operations = symmetry_of(block, structure, file);
  for (const gemmi::SmallStructure::Site& site : structure.sites)
    crystal.sites.push_back(converted(site, file));
  if (crystal.sites.empty()) throw InputError({.file = file, .expected = "at least one _atom_site"});
  check_occupancies(crystal, file);
  return crystal;
}

}  // namespace lauelith
