// SPDX-License-Identifier: BSD-3-Clause
#include "src/space_group.h"

#include <gemmi/symmetry.hpp>

#include "src/failure.h"

namespace lauelith {
namespace {

SymmetryOperation converted(const gemmi::Op& op) {
  static_assert(gemmi::Op::DEN == 24, "translations are kept in 24ths");
  SymmetryOperation operation;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      operation.W(i, j) = op.rot[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] / gemmi::Op::DEN;
    }
    operation.w_24[i] = ((op.tran[static_cast<std::size_t>(i)] % 24) + 24) % 24;
  }
  return operation;
}

std::vector<SymmetryOperation> converted(const gemmi::GroupOps& group) {
  std::vector<SymmetryOperation> operations;
  for (const gemmi::Op& op : group) operations.push_back(converted(op));
  return operations;
}

}  // namespace

std::vector<SymmetryOperation> operations_of_space_group(const std::string& symbol, const std::string& file) {
  const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(symbol);
  if (group == nullptr) {
    throw InputError({.file = file,
                      .where = "space group",
                      .expected = "a Hermann–Mauguin symbol",
                      .found = "'" + symbol + "'"});
  }
  return converted(group->operations());
}

std::vector<SymmetryOperation> operations_of_triplets(const std::vector<std::string>& triplets,
                                                      const std::string& file) {
  try {
    std::vector<gemmi::Op> ops;
    for (const std::string& triplet : triplets) ops.push_back(gemmi::parse_triplet(triplet));
    gemmi::GroupOps group = gemmi::split_centering_vectors(ops);
    group.add_missing_elements();
    if (group.order() > 192) throw std::runtime_error("more than 192 operations");
    return converted(group);
  } catch (const std::exception& error) {
    throw InputError({.file = file,
                      .where = "symmetry operators",
                      .expected = "a list that forms a space group",
                      .found = error.what()});
  }
}

int space_group_number(const std::string& symbol) {
  const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(symbol);
  return group == nullptr ? 0 : group->number;
}

}  // namespace lauelith
