// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/cell_history.h"

#include <gtest/gtest.h>

namespace lauelith::inverse {
namespace {

CellHistory doubling() {
  CellHistory history;
  history.current_A_m2 = Eigen::Vector3d(1.0, 2.0, 4.0);
  history.charge_C_m2 = Eigen::Vector3d(10.0, 30.0, 70.0);
  history.half_cycle_C_m2 = Eigen::Vector3d(5.0, 5.0, 35.0);
  history.is_under_current = {true, true, true};
  return history;
}

TEST(CellHistory, PressuresFollowTheCurrentUntilFlawsGrow) {
  const CellHistory history = doubling();
  EXPECT_LT((pressure_course(history, 3.0, 1.0) - Eigen::Vector3d(0.25, 0.5, 1.0)).norm(), 1e-12);
  // From half of the largest current on they carry no more.
  EXPECT_LT((pressure_course(history, 0.5, 1.0) - Eigen::Vector3d(0.5, 1.0, 1.0)).norm(), 1e-12);
}

TEST(CellHistory, ScansAtRestKeepAShare) {
  CellHistory history = doubling();
  history.is_under_current = {true, false, true};
  EXPECT_LT((pressure_course(history, 3.0, 0.5) - Eigen::Vector3d(0.25, 0.25, 1.0)).norm(), 1e-12);
  // All alike: nothing can be said about a share.
  history.is_under_current = {false, false, false};
  EXPECT_LT((pressure_course(history, 3.0, 0.5) - Eigen::Vector3d(0.25, 0.5, 1.0)).norm(), 1e-12);
}

TEST(CellHistory, DepositsThatStayFollowAllChargeOthersTheLastHalfCycle) {
  const CellHistory history = doubling();
  EXPECT_LT((deposit_course(history, 1.0) - Eigen::Vector3d(1.0, 3.0, 7.0) / 7.0).norm(), 1e-12);
  EXPECT_LT((deposit_course(history, 0.0) - Eigen::Vector3d(1.0, 1.0, 7.0) / 7.0).norm(), 1e-12);
  EXPECT_DOUBLE_EQ(depositing_charge_C_m2(history, 0.5), 52.5);
}

}  // namespace
}  // namespace lauelith::inverse
