// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "forward/spot_prediction.h"
#include "src/detector_file.h"
#include "src/frame_source.h"
#include "src/grain.h"
#include "src/peak_list_file.h"

namespace lauelith {

/// The three things every diffraction command is told: camera, crystal, beam.
struct LaueInputOptions {
  std::string detector;
  std::string crystal;
  std::string energy;  ///< "MIN:MAX" in keV; empty: the study's
  std::string spectrum;
  double sample_tilt_deg = 0.0;  ///< 0: the study's
  std::string depth_model;       ///< empty: the study's
};
void add_laue_input_options(CLI::App& command, LaueInputOptions& options);

/// Reads "5:24"; UsageError with an example when it cannot be read.
std::vector<double> energy_band(const std::string& text);

/// The beam of the study with what the command line says instead.
forward::BeamOptions beam_of(const forward::BeamOptions& study, const LaueInputOptions& options);

struct LaueInput {
  DetectorFile detector;
  std::unique_ptr<forward::LaueSetup> setup;
};
/// Opens detector, mask, crystal and spectrum, and prints on stderr what was assumed.
LaueInput read_laue_input(const LaueInputOptions& options, const forward::BeamOptions& beam,
                          forward::DepthModel depth);

/// The spectrum a beam asks for: computed, or read from its file.
forward::Spectrum spectrum_of(const forward::BeamOptions& beam);

/// The setup of a crystal before a given detector, for when that changes.
forward::LaueSetup laue_setup(const Detector& detector, const std::string& crystal,
                              const forward::BeamOptions& beam,
                              forward::DepthModel depth = forward::DepthModel::surface);

/// Where the spots of the inputs come from: the command line, else the study (`study_word`), else what the
/// scans among the inputs say at /entry/sample/depth_model, else the surface. Scans that
/// contradict one another are a UsageError.
forward::DepthModel depth_model_for(const LaueInputOptions& options, const std::string& study_word,
                                    const std::vector<std::string>& inputs);

/// Images or peak lists, never both.
struct PatternInputs {
  std::vector<PeakListFile> lists;
  std::vector<std::string> list_names;
  std::unique_ptr<FrameSource> frames;
  std::size_t size() const { return frames ? frames->n_frames() : lists.size(); }
  std::string name(std::size_t i) const { return frames ? frames->name(i) : list_names[i]; }
};
PatternInputs open_patterns(const std::vector<std::string>& paths);

/// Refuses a frame of another shape than the detector's.
void check_shape(const Frame& frame, const Detector& detector, const std::string& name);
/// The image of a frame as the detector wants it; refuses a frame of another shape. With the fingerprint of
/// its stored pixels where that is asked for.
Image image_for(const Frame& frame, const Detector& detector, const std::string& name,
                Fingerprint* fingerprint = nullptr);
/// What one frame after the other is read into, so that their memory is asked for once.
struct FrameBuffers {
  Image image;
  Bytes packed;
};
/// Reads frame i into the image of the buffers, its pixels converted while they are unpacked where that can
/// be; returns what else the source knows of it.
Frame read_image(const FrameSource& frames, std::size_t i, const Detector& detector, FrameBuffers& buffers,
                 Fingerprint& fingerprint);

}  // namespace lauelith
