// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/crystal.h"
#include "src/detector_file.h"
#include "src/map_layers.h"

namespace lauelith {

/// What orientation-map texts say about us. Bunge angles of O = R_sample_from_crystal = Rz(φ1)·Rx(Φ)·Rz(φ2)
/// (active); sample axes are those of the maps file: X and Y along x_um and y_um, Z out of the face; an
/// inverse pole figure "IPF Z" shows Z. Crystal axes: x along a, y in the a–b plane. Each file says so in its
/// head.
struct OrientationWriting {
  TextPrecision precision = TextPrecision::theirs;  ///< 4 (.ctf) and 5 (.ang) decimals, or all digits
};

/// `.ctf` (HKL Channel text; layout as read in the public sources of orix and MTEX): degrees, µm, X fastest,
/// CRLF. Phase 0 where nothing is indexed; Error 0 indexed, 3 for status 2 to 4, 5 not run, 6 for the rest.
/// Bands: indexed peaks; MAD: angular rms (rms distance over the camera distance), degrees, 0 if the file
/// names no detector; BC and BS 0. Read back by models::map_of_ctf. Pinned by OrientationText.*.
std::string ctf_text(const ScanLayers& scan, const Crystal& crystal, const OrientationWriting& writing = {});

/// `.ang` (OIM text, same sources): radians, µm, columns φ1 Φ φ2 x y iq ci phase signal fit. iq: indexed
/// peaks; ci: 1; fit: as MAD above. Not indexed: angles 4π, iq 0, ci −1, phase 0, fit 180.
std::string ang_text(const ScanLayers& scan, const Crystal& crystal, const OrientationWriting& writing = {});

/// rms_px over the distance of the camera, degrees; 0 without a detector.
double angular_rms_deg(const ScanLayers& scan, const Grain& grain);

}  // namespace lauelith
