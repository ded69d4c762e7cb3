// SPDX-License-Identifier: BSD-3-Clause
#include "apps/laue_input.h"

#include <charconv>
#include <filesystem>
#include <iostream>

#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/frame_copies.h"
#include "src/raw_file.h"
#include "src/scan_file.h"

namespace lauelith {
namespace {

void note(const std::string& text) { std::cerr << "lauelith: note: " << text << "\n"; }

/// The mask that a detector file names: an image beside it, non-zero where a pixel must not be used.
void add_mask_file(DetectorFile& file, const std::string& detector_path) {
  if (file.mask_file.empty()) return;
  const auto path = std::filesystem::path(detector_path).parent_path() / file.mask_file;
  const Frame frame = read_frame(path.string());
  Detector& detector = file.detector;
  if (frame.rows != detector.rows || frame.cols != detector.cols) {
    throw InputError({.file = path.string(),
                      .expected = "a mask of the detector's shape, " + std::to_string(detector.rows) +
                                  " rows by " + std::to_string(detector.cols) + " columns",
                      .found = std::to_string(frame.rows) + " by " + std::to_string(frame.cols)});
  }
  const Image image = make_image(frame, {}, detector.saturation);
  detector.mask.resize(image.value.size(), 0);
  for (std::size_t i = 0; i < image.value.size(); ++i) {
    if (image.value[i] != 0.0F || image.mask[i] != 0) detector.mask[i] = 1;
  }
}

/// What a scan file says about where its spots come from; empty: nothing, or no scan.
std::string recorded_depth_model(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return "";
  try {
    if (recognise_image(RawFile(path)) != ImageFormat::hdf5) return "";
    return depth_model_of_scan(path);
  } catch (const InputError&) {
    return "";  // the file is damaged: whoever reads its frames says so
  }
}

bool looks_like_list(const std::string& path) {
  const auto extension = std::filesystem::path(path).extension();
  return std::filesystem::is_regular_file(path) &&
         (extension == ".dat" || extension == ".cor" || extension == ".DAT" || extension == ".COR");
}

}  // namespace

void add_laue_input_options(CLI::App& command, LaueInputOptions& options) {
  command
      .add_option("--detector", options.detector,
                  "Detector: our TOML, a LaueTools .det or .cor, a 34-ID geoN XML, or a preset")
      ->required()
      ->type_name("FILE");
  command.add_option("--crystal", options.crystal, "Built-in crystal or a CIF file")
      ->required()
      ->type_name("NAME|CIF");
  command
      .add_option("--energy", options.energy,
                  "Energy band of the beam in keV (default: [beam] of the study, 5:24)")
      ->type_name("MIN:MAX");
  command
      .add_option("--spectrum", options.spectrum,
                  "bending-magnet, flat, or a file of energy (keV) and photons per keV")
      ->type_name("NAME|FILE");
  command
      .add_option("--sample-tilt-deg", options.sample_tilt_deg,
                  "Inclination of the scanned face (default 45)")
      ->check(CLI::Range(1.0, 89.0))
      ->type_name("DEG");
  command
      .add_option("--depth-model", options.depth_model,
                  "Where spots come from: surface, or absorption: the mean depth of their energies "
                  "(default: what the scan says, else surface)")
      ->check(CLI::IsMember({"surface", "absorption"}))
      ->type_name("WORD");
}

std::vector<double> energy_band(const std::string& text) {
  double low = 0.0;
  double high = 0.0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, low);
  const bool separated = first.ec == std::errc() && first.ptr != end && *first.ptr == ':';
  const auto second = separated ? std::from_chars(first.ptr + 1, end, high) : first;
  const bool whole = separated && second.ec == std::errc() && second.ptr == end;
  if (!whole || !(low >= 1.0 && high <= 100.0 && low < high)) {
    throw UsageError({.file = "--energy",
                      .expected = "MIN:MAX in keV with 1 <= MIN < MAX <= 100, for example 5:24",
                      .found = "'" + text + "'"});
  }
  return {low, high};
}

forward::BeamOptions beam_of(const forward::BeamOptions& study, const LaueInputOptions& options) {
  forward::BeamOptions beam = study;
  if (!options.energy.empty()) beam.energy_keV = energy_band(options.energy);
  if (!options.spectrum.empty()) beam.spectrum = options.spectrum;
  if (options.sample_tilt_deg > 0.0) beam.incidence_deg = options.sample_tilt_deg;
  const bool is_band = beam.energy_keV.size() == 2 && beam.energy_keV[0] < beam.energy_keV[1];
  if (!is_band) {
    throw UsageError({.file = "[beam]", .where = "energy_keV", .expected = "two energies, the lower first"});
  }
  return beam;
}

forward::LaueSetup laue_setup(const Detector& detector, const std::string& crystal,
                              const forward::BeamOptions& beam, forward::DepthModel depth) {
  return forward::make_laue_setup(find_crystal(crystal), detector, beam, spectrum_of(beam), depth);
}

forward::DepthModel depth_model_for(const LaueInputOptions& options, const std::string& study_word,
                                    const std::vector<std::string>& inputs) {
  if (!options.depth_model.empty()) return forward::depth_model_of(options.depth_model);
  if (study_word != "auto") return forward::depth_model_of(study_word);
  std::string word;
  for (const std::string& path : inputs) {
    const std::string said = recorded_depth_model(path);
    if (said.empty()) continue;
    if (!word.empty() && said != word) {
      throw UsageError({.file = path,
                        .where = depth_model_place_in_scan,
                        .expected = "the depth model of the other inputs, " + word,
                        .found = said,
                        .advice = "give --depth-model"});
    }
    word = said;
  }
  return word.empty() ? forward::DepthModel::surface : forward::depth_model_of(word);
}

forward::Spectrum spectrum_of(const forward::BeamOptions& beam) {
  if (beam.spectrum == "bending-magnet" || beam.spectrum == "flat") return forward::Spectrum(beam);
  const TextFile text = read_text_file(beam.spectrum);
  std::string joined;
  for (const auto& line : text.lines) joined += line + "\n";
  return forward::spectrum_from_text(joined, beam.spectrum, beam);
}

LaueInput read_laue_input(const LaueInputOptions& options, const forward::BeamOptions& beam,
                          forward::DepthModel depth) {
  LaueInput input;
  input.detector = read_detector(options.detector);
  for (const std::string& text : input.detector.notes) note(text);
  add_mask_file(input.detector, options.detector);
  if (options.energy.empty()) {
    note("no --energy given: taking " + std::to_string(static_cast<int>(beam.energy_keV[0])) + " to " +
         std::to_string(static_cast<int>(beam.energy_keV[1])) + " keV");
  }
  input.setup =
      std::make_unique<forward::LaueSetup>(laue_setup(input.detector.detector, options.crystal, beam, depth));
  return input;
}

PatternInputs open_patterns(const std::vector<std::string>& paths) {
  PatternInputs inputs;
  std::vector<std::filesystem::path> images;
  for (const std::string& path : paths) {
    if (!looks_like_list(path)) {
      images.emplace_back(path);
      continue;
    }
    inputs.lists.push_back(read_peak_list(path));
    inputs.list_names.push_back(path);
  }
  if (!images.empty() && !inputs.lists.empty()) {
    throw UsageError({.file = "INPUT",
                      .expected = "images or peak lists",
                      .found = "both",
                      .advice = "index them in two runs"});
  }
  if (!images.empty()) inputs.frames = std::make_unique<FrameSource>(images);
  return inputs;
}

void check_shape(const Frame& frame, const Detector& detector, const std::string& name) {
  if (frame.rows != detector.rows || frame.cols != detector.cols) {
    throw InputError({.file = name,
                      .expected = "the detector's " + std::to_string(detector.rows) + " rows by " +
                                  std::to_string(detector.cols) + " columns",
                      .found = std::to_string(frame.rows) + " by " + std::to_string(frame.cols),
                      .advice = "give the --detector that took this image"});
  }
}

namespace {

/// The detector's, unless the image will be turned: then its masks are applied afterwards.
const std::vector<std::uint8_t>& mask_of(const Detector& detector) {
  static const std::vector<std::uint8_t> none;
  return detector.flip == "none" ? detector.mask : none;
}

}  // namespace

Image image_for(const Frame& frame, const Detector& detector, const std::string& name,
                Fingerprint* fingerprint) {
  check_shape(frame, detector, name);
  const std::vector<std::uint8_t>& mask = mask_of(detector);
  return flipped(fingerprint != nullptr ? make_image(frame, mask, detector.saturation, *fingerprint)
                                        : make_image(frame, mask, detector.saturation),
                 detector.flip);
}

Frame read_image(const FrameSource& frames, std::size_t i, const Detector& detector, FrameBuffers& buffers,
                 Fingerprint& fingerprint) {
  Image& image = buffers.image;
  std::optional<FingerprintedImage> coming;
  Frame frame =
      frames.frame(i, buffers.packed, [&](const Frame& begun, const std::vector<std::uint8_t>& mask) {
        check_shape(begun, detector, frames.name(i));
        coming.emplace(begun, PixelMasks{mask, mask_of(detector)}, detector.saturation, std::move(image));
        return [&coming](const PixelPiece& piece) { coming->add(piece); };
      });
  image = coming ? flipped((*std::move(coming)).finished(fingerprint), detector.flip)
                 : image_for(frame, detector, frames.name(i), &fingerprint);
  return frame;
}

}  // namespace lauelith
