// SPDX-License-Identifier: BSD-3-Clause
#include "apps/study_tables.h"

namespace lauelith {

Study study_of(StudyTables& tables) {
  Study study;
  study.add("picture", "How patterns are drawn", tables.picture);
  return study;
}

}  // namespace lauelith
