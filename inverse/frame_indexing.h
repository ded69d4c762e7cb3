// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/indexing.h"
#include "inverse/peak_search.h"
#include "src/frame.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// Peaks, grains and the status of one image: find_peaks, then index_grains. A frame whose brightest peaks
/// are mostly clipped is not indexed (status 7).
FrameResult index_image(const Image& image, const PeakSearchOptions& search, const IndexingPlan& plan,
                        const KnownLattices& known = {});

/// The same for peaks that someone else has found.
FrameResult index_peak_list(PeakList peaks, const IndexingPlan& plan, const KnownLattices& known = {});

/// A frame that could not be read.
FrameResult unreadable_frame(FrameStatus status, const std::string& message);

}  // namespace lauelith::inverse
