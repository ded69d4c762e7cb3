// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_frames.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lauelith {
namespace {

constexpr std::size_t max_data_files = 100000;
constexpr const char* instrument = "/entry/instrument/detector/";

/// Eiger cameras give pixels that were bad for a moment the largest value of the stored type.
void mask_largest(const std::vector<std::uint16_t>& pixels, std::vector<std::uint8_t>& mask) {
  mask.resize(pixels.size(), 0);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (pixels[i] == std::numeric_limits<std::uint16_t>::max()) mask[i] = 1;
}

}  // namespace

Hdf5Frames::Hdf5Frames(const std::filesystem::path& path, const ImageLimits& limits)
    : input_(path.string()), limits_(limits) {
  const auto lock = hdf5_lock();
  find_arrays();
  if (arrays_.empty())
    throw MissingFrame(
        {path.string(), "",
         "frames in /entry/data/frames, /entry1/data/data, /entry/data/data, "
         "/entry/data/data_000001, /entry_0000/measurement/data or behind @default and @signal",
         "none", "name the file that holds the images"});
  read_detector();
  read_positions();
}

bool Hdf5Frames::use(const std::string& layout, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    auto array = Hdf5Array::open(input_, path, limits_);
    if (!array) continue;
    if (array->rank() < 2) input_.refuse(path, "images", std::to_string(array->rank()) + " dimensions");
    if (!arrays_.empty() && (array->rows() != arrays_[0].rows() || array->cols() != arrays_[0].cols()))
      input_.refuse(path, "frames of one size", "another size");
    n_frames_ += array->n();
    arrays_.push_back(*std::move(array));
  }
  if (!arrays_.empty()) layout_ = layout;
  return !arrays_.empty();
}

void Hdf5Frames::find_arrays() {
  if (use("scan", {"/entry/data/frames"})) return;
  if (use("34-ID", {"/entry1/data/data"})) return;
  if (use("eiger", {"/entry/data/data"})) return;
  std::vector<std::string> parts = input_.names("/entry/data", "data_", max_data_files);
  for (std::string& part : parts) part = "/entry/data/" + part;
  if (use("eiger", parts)) return;
  if (use("lima", {"/entry_0000/measurement/data"})) return;
  follow_nexus();
}

void Hdf5Frames::follow_nexus() {
  std::string group = "/";
  for (int depth = 0; depth < 8; ++depth) {
    const std::string next = input_.text_attribute(group, "default");
    if (next.empty()) break;
    group = next.starts_with('/') ? next : group + "/" + next;
    if (depth == 0 && use("lima", {group + "/measurement/data"})) return;
  }
  const std::string signal = input_.text_attribute(group, "signal");
  if (!signal.empty()) use("nexus", {group + "/" + signal});
}

std::vector<std::uint8_t> Hdf5Frames::mask_from(const std::string& path, std::uint32_t bits) const {
  const auto array = Hdf5Array::open(input_, path, limits_);
  if (!array || array->n() == 0) return {};
  if (array->rows() != arrays_[0].rows() || array->cols() != arrays_[0].cols())
    input_.refuse(path, "a mask of the size of the frames", "another size");
  std::vector<std::uint8_t> mask(array->rows() * array->cols());
  std::visit(
      [&mask, bits](const auto& flags) {
        for (std::size_t i = 0; i < mask.size(); ++i)
          mask[i] = (static_cast<std::uint32_t>(static_cast<std::int64_t>(flags[i])) & bits) != 0 ? 1 : 0;
      },
      array->pixels(0));
  return mask;
}

void Hdf5Frames::read_detector() {
  // Bits 0 to 15 of a NeXus pixel mask say why a pixel must not be used; 31 marks virtual pixels.
  constexpr std::uint32_t reasons = 0xffff;
  const std::string base = instrument;
  for (const auto& name : {"pixel_mask", "detectorSpecific/pixel_mask"})
    if (mask_.empty()) mask_ = mask_from(base + name, reasons);
  if (mask_.empty()) mask_ = mask_from(base + "mask", 0xffffffffU);
  for (const auto& name : {"saturation_value", "detectorSpecific/countrate_correction_count_cutoff"}) {
    const auto array = saturation_ ? std::nullopt : Hdf5Array::open(input_, base + name, limits_);
    if (array && array->rank() < 2 && array->n() * array->cols() == 1)
      saturation_ = array->numbers(0).front();
  }
}

/// One number per frame; a single one holds for all; anything else is not about frames.
std::vector<double> Hdf5Frames::per_frame(const std::string& path) const {
  const auto array = Hdf5Array::open(input_, path, limits_);
  if (!array || array->rank() > 1 || array->cols() == 0) return {};
  if (array->cols() != 1 && array->cols() != n_frames_) return {};
  auto numbers = array->numbers(0);
  if (numbers.size() == 1) numbers.resize(n_frames_, numbers.front());
  return numbers;
}

void Hdf5Frames::read_positions() {
  const bool of_34id = layout_ == "34-ID";
  const std::string data = "/entry/data/";
  const std::string sample = "/entry1/sample/";
  auto x = per_frame(of_34id ? sample + "sampleX" : data + "x_um");
  auto y = per_frame(of_34id ? sample + "sampleY" : data + "y_um");
  const auto z = of_34id ? per_frame(sample + "sampleZ") : std::vector<double>{};
  if (z.size() == y.size())  // along the 45° face of 34-ID runs H = (Y + Z)/√2
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = (y[i] + z[i]) / std::sqrt(2.0);
  if (x.size() == n_frames_ && y.size() == n_frames_)
    for (std::size_t i = 0; i < n_frames_; ++i) positions_.push_back({x[i], y[i]});
  const std::vector<std::pair<std::string, std::string>> further =
      of_34id ? std::vector<std::pair<std::string, std::string>>{{"energy_keV", sample + "incident_energy"},
                                                                 {"depth_um", "/entry1/depth"}}
              : std::vector<std::pair<std::string, std::string>>{{"energy_keV", data + "energy_keV"},
                                                                 {"time_s", data + "time_s"}};
  for (const auto& [name, path] : further)
    if (auto numbers = per_frame(path); !numbers.empty()) per_frame_[name] = std::move(numbers);
}

/// Which array, and which of its frames.
std::pair<std::size_t, std::uint64_t> Hdf5Frames::place_of(std::uint64_t index) const {
  if (index >= n_frames_)
    throw MissingFrame({input_.name(), "frame " + std::to_string(index),
                        std::to_string(n_frames_) + " frames", "a later one", ""});
  std::pair<std::size_t, std::uint64_t> place{0, index};
  while (place.second >= arrays_[place.first].n()) place.second -= arrays_[place.first++].n();
  return place;
}

Frame Hdf5Frames::without_pixels(std::size_t part, std::uint64_t within, std::uint64_t index) const {
  const Hdf5Array& array = arrays_[part];
  Frame frame;
  frame.rows = static_cast<int>(array.rows());
  frame.cols = static_cast<int>(array.cols());
  frame.saturation = saturation_;
  frame.source = input_.name() + ":" + array.path() + "[" + std::to_string(within) + "]";
  frame.format = "hdf5";
  frame.metadata["layout"] = layout_;
  for (const auto& [name, numbers] : per_frame_)
    if (std::isfinite(numbers[index])) frame.metadata[name] = text_of(numbers[index]);
  if (!positions_.empty()) set_stage_position(frame, positions_[index]);
  return frame;
}

Frame Hdf5Frames::frame(std::uint64_t index) const {
  const auto [part, within] = place_of(index);
  Frame frame = without_pixels(part, within, index);
  frame.mask = mask_;
  frame.pixels = arrays_[part].pixels(within);
  const auto* pixels = std::get_if<std::vector<std::uint16_t>>(&frame.pixels);
  if (layout_ == "eiger" && pixels != nullptr) mask_largest(*pixels, frame.mask);
  return frame;
}

Frame Hdf5Frames::frame(std::uint64_t index, Bytes& packed, const SinkMaker& make_sink) const {
  if (layout_ == "eiger") return frame(index);  // its mask depends on the pixels
  const auto [part, within] = place_of(index);
  Frame frame = without_pixels(part, within, index);
  PixelSink sink;
  const auto give = [&](const PixelPiece& piece) {
    if (!sink) sink = make_sink(frame, mask_);
    sink(piece);
  };
  return arrays_[part].unpack(within, packed, give) ? frame : this->frame(index);
}

}  // namespace lauelith
