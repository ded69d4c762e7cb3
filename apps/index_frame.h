// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "apps/frame_outputs.h"
#include "apps/laue_input.h"
#include "apps/scan_plan.h"
#include "apps/study_tables.h"
#include "inverse/indexing.h"
#include "inverse/noise_model.h"
#include "src/grain.h"

namespace lauelith {

/// What all frames of a run have in common.
struct IndexingRun {
  const PatternInputs& inputs;
  const std::vector<PlannedFrame>& frames;
  const inverse::IndexingPlan& plan;
  const StudyTables& tables;
  const FrameOutputs* outputs = nullptr;  ///< nullptr: nothing beside the maps
};

/// Reads and indexes one frame. What cannot be read becomes a status, except when it is the only input
/// (InputError): there is nothing to go on with then. Frames that are not selected keep status 0.
/// `noise`: what the pixels do between the peaks; width 0 where there are none.
FrameResult index_frame(const IndexingRun& run, std::size_t number, const inverse::KnownLattices& known,
                        FrameBuffers& buffers, inverse::FrameNoise* noise = nullptr);

}  // namespace lauelith
