// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/compared_maps.h"

namespace lauelith::inverse {

Eigen::MatrixXd shared_reference_covariance(int n_scans) {
  return Eigen::MatrixXd::Identity(n_scans, n_scans) + Eigen::MatrixXd::Ones(n_scans, n_scans);
}

}  // namespace lauelith::inverse
