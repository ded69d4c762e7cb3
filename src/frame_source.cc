// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_source.h"

#include <algorithm>
#include <cctype>

#include "src/edf_file.h"
#include "src/tiff_directory.h"
#include "src/tiff_file.h"

namespace lauelith {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A run of digits without leading zeros, or a run of other characters.
std::string_view next_part(std::string_view& rest) {
  const bool digits = is_digit(rest.front());
  std::size_t end = 0;
  while (end < rest.size() && is_digit(rest[end]) == digits) ++end;
  std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end);
  while (digits && part.size() > 1 && part.front() == '0') part.remove_prefix(1);
  return part;
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

/// By its bytes alone; a file that cannot be opened is none.
bool looks_like_image(const fs::path& path) {
  try {
    return recognise_image(RawFile(path)) != ImageFormat::unknown;
  } catch (const Failure&) {
    return false;
  }
}

/// An HDF5 file without frames (maps, peak lists) may lie in a folder of images.
bool is_hdf5_without_frames(const fs::path& path, const ImageLimits& limits) {
  try {
    if (recognise_image(RawFile(path)) == ImageFormat::hdf5) Hdf5Frames(path, limits);
    return false;
  } catch (const MissingFrame&) {
    return true;
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace

bool natural_less(const std::string& a, const std::string& b) {
  std::string_view rest_a = a;
  std::string_view rest_b = b;
  while (!rest_a.empty() && !rest_b.empty()) {
    const std::string_view part_a = next_part(rest_a);
    const std::string_view part_b = next_part(rest_b);
    const bool numbers = is_digit(part_a.front()) && is_digit(part_b.front());
    if (numbers && part_a.size() != part_b.size()) return part_a.size() < part_b.size();
    if (part_a != part_b) return part_a < part_b;
  }
  if (rest_a.empty() != rest_b.empty()) return rest_a.empty();
  return a < b;
}

void describe(ParameterVisitor& visit, FrameSourceOptions& options) {
  describe(visit, options.limits);
  visit.text({"allow_external", "folder into which symbolic links of an input folder may lead"},
             options.allow_external);
}

FrameSource::FrameSource(const std::vector<fs::path>& inputs, const FrameSourceOptions& options)
    : options_(options) {
  for (const fs::path& input : inputs) {
    std::error_code error;
    if (fs::is_directory(input, error))
      add_folder(input);
    else
      add_file(input);
  }
}

void FrameSource::add_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    entries.push_back(*entry);
  if (error)
    throw FileSystemError(
        {folder.string(), "", "a folder that can be read", error.message(), "check its permission"});
  std::sort(entries.begin(), entries.end(), [](const fs::directory_entry& a, const fs::directory_entry& b) {
    return natural_less(a.path().filename().string(), b.path().filename().string());
  });
  for (const fs::directory_entry& entry : entries) {
    if (entry.is_directory(error)) continue;
    const std::string refusal = refusal_of(entry, folder);
    const bool promised = promised_format(entry.path()) != ImageFormat::unknown;
    if (!refusal.empty() && promised)
      add_refused(entry.path(), refusal);
    else if (!refusal.empty() || !(promised || looks_like_image(entry.path())) ||
             is_hdf5_without_frames(entry.path(), options_.limits))
      skipped_.push_back(entry.path());
    else
      add_file(entry.path());
  }
}

/// Why an entry of a folder must not be opened: it could hang, act, or lie elsewhere.
std::string FrameSource::refusal_of(const fs::directory_entry& entry, const fs::path& folder) const {
  std::error_code error;
  if (!entry.exists(error)) return "a dangling link";
  if (!entry.is_regular_file(error)) return "a device, FIFO or socket";
  if (!entry.is_symlink(error)) return "";
  const fs::path target = fs::canonical(entry.path(), error);
  if (!error && is_inside(target, fs::canonical(folder, error))) return "";
  if (!options_.allow_external.empty()) {
    const fs::path allowed = fs::canonical(options_.allow_external, error);
    if (!error && is_inside(target, allowed)) return "";
  }
  return "a symbolic link out of the folder";
}

void FrameSource::add_file(const fs::path& path) {
  try {
    add_frames_of(path);
  } catch (const Failure&) {  // reading it will say why; it keeps its place
    files_.push_back(path);
    places_.push_back({files_.size() - 1, 0, 0, false, ""});
  }
}

void FrameSource::add_refused(const fs::path& path, const std::string& refusal) {
  files_.push_back(path);
  places_.push_back({files_.size() - 1, 0, 0, false, refusal});
}

void FrameSource::add_frames_of(const fs::path& path) {
  const RawFile file(path);
  const ImageFormat format = recognise_image(file);
  std::vector<std::uint64_t> directories;
  std::uint64_t n = 1;
  if (format == ImageFormat::tiff) {
    directories = tiff_directory_offsets(file);
    n = directories.size();
  }
  if (format == ImageFormat::edf) n = n_edf_frames(file);
  if (format == ImageFormat::hdf5) n = stack(path.string())->n_frames();
  files_.push_back(path);
  const bool is_stacked = format == ImageFormat::hdf5;
  for (std::uint64_t i = 0; i < n; ++i)
    places_.push_back({files_.size() - 1, i, directories.empty() ? 0 : directories[i], is_stacked, ""});
}

std::shared_ptr<const Hdf5Frames> FrameSource::stack(const std::string& path) const {
  const std::lock_guard lock(stack_mutex_);
  if (stack_path_ != path || !stack_) {
    stack_.reset();
    stack_ = std::make_shared<const Hdf5Frames>(path, options_.limits);
    stack_path_ = path;
  }
  return stack_;
}

/// Refused and missing files end here.
const FrameSource::Place& FrameSource::readable_place(std::size_t i) const {
  const Place& place = places_.at(i);
  const fs::path& path = files_[place.file];
  if (!place.refusal.empty())
    throw InputError({path.string(), "", "a regular file of its folder", place.refusal, "name it by itself"});
  std::error_code error;
  if (!fs::exists(path, error))
    throw MissingFrame({path.string(), "", "a file", "none of that name", "check the path"});
  return place;
}

Frame FrameSource::frame(std::size_t i, Bytes& packed, const Hdf5Frames::SinkMaker& make_sink) const {
  const Place& place = readable_place(i);
  if (!place.is_stacked) return frame(i);
  return stack(files_[place.file].string())->frame(place.index, packed, make_sink);
}

Frame FrameSource::frame(std::size_t i) const {
  const Place& place = readable_place(i);
  const fs::path& path = files_[place.file];
  if (place.is_stacked) return stack(path.string())->frame(place.index);
  const RawFile file(path);
  if (recognise_image(file) == ImageFormat::hdf5) return stack(path.string())->frame(place.index);
  if (place.directory != 0) return read_tiff(file, place.directory, options_.limits);
  return read_frame(path, place.index, options_.limits);
}

std::optional<StagePosition> FrameSource::known_position(std::size_t i) const {
  const Place& place = places_.at(i);
  if (!place.is_stacked) return std::nullopt;
  return stack(files_[place.file].string())->position(place.index);
}

std::string FrameSource::name(std::size_t i) const {
  const Place& place = places_.at(i);
  std::string name = files_[place.file].string();
  if (place.index > 0) name.append("[").append(std::to_string(place.index)).append("]");
  return name;
}

}  // namespace lauelith
