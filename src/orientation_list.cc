// SPDX-License-Identifier: BSD-3-Clause
#include "src/orientation_list.h"

#include <Eigen/Geometry>
#include <cmath>

#include "src/failure.h"
#include "src/rotation.h"

namespace lauelith {
namespace {

constexpr double quaternion_tolerance = 1e-3;

[[noreturn]] void refuse(const Hdf5Reader& reader, const std::string& place, const std::string& expected,
                         const std::string& found) {
  throw InputError({reader.path(), place, expected, found, {}});
}

}  // namespace

void write_orientation_list(Hdf5Writer& writer, const std::string& place,
                            const std::vector<Eigen::Matrix3d>& R_sample_from_crystal) {
  std::vector<double> values;
  for (const auto& R : R_sample_from_crystal) {
    const Eigen::Quaterniond q = quaternion_from_rotation(R);
    values.insert(values.end(), {q.w(), q.x(), q.y(), q.z()});
  }
  writer.dataset(place, {"1", "unit quaternion w, x, y, z of R_sample_from_crystal"}, values,
                 {R_sample_from_crystal.size(), 4});
}

std::vector<Eigen::Matrix3d> read_orientation_list(const Hdf5Reader& reader, const std::string& place) {
  const auto array = reader.numbers(place);
  if (array.shape.size() != 2 || array.shape[1] != 4) refuse(reader, place, "grains × 4", "another shape");
  std::vector<Eigen::Matrix3d> rotations;
  for (std::size_t g = 0; g < array.shape[0]; ++g) {
    const double* q = array.values.data() + 4 * g;
    const Eigen::Quaterniond quaternion(q[0], q[1], q[2], q[3]);
    if (!(std::abs(quaternion.norm() - 1.0) < quaternion_tolerance)) {
      refuse(reader, place, "unit quaternions", "row " + std::to_string(g) + " of another length");
    }
    rotations.push_back(quaternion.normalized().toRotationMatrix());
  }
  return rotations;
}

}  // namespace lauelith
