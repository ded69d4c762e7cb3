// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "src/failure.h"
#include "src/hdf5_reader.h"
#include "src/maps_tables.h"

namespace lauelith {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

int strongest_accepted(const FrameResult& frame) {
  if (frame.status != FrameStatus::ok) return -1;
  const auto found = std::find_if(frame.grains.begin(), frame.grains.end(),
                                  [](const Grain& grain) { return grain.quality == GrainQuality::accepted; });
  return found == frame.grains.end() ? -1 : static_cast<int>(found - frame.grains.begin());
}

/// A number of every shown grain.
void add_of_grain(ScanLayers& scan, const std::string& name, const std::string& units,
                  const std::string& long_name, const std::function<double(const Grain&)>& value) {
  MapLayer layer{name, units, long_name, std::vector<double>(scan.maps.frames.size(), none)};
  for (std::size_t i = 0; i < layer.values.size(); ++i) {
    if (const Grain* grain = scan.grain_of_frame(i)) layer.values[i] = value(*grain);
  }
  scan.layers.push_back(std::move(layer));
}

void add_strains(ScanLayers& scan) {
  struct Kind {
    std::string name;
    std::string long_name;
    std::function<double(const Grain&, int)> value;
  };
  const std::array<Kind, 4> kinds{{
      {"strain_sample_", "deviatoric strain, sample frame",
       [](const Grain& g, int k) { return g.strain_deviatoric_sample(k); }},
      {"strain_sample_sigma_", "standard error of the deviatoric strain, sample frame",
       [](const Grain& g, int k) { return std::sqrt(g.strain_covariance_sample(k, k)); }},
      {"strain_crystal_", "deviatoric strain, crystal frame",
       [](const Grain& g, int k) { return g.strain_deviatoric_crystal(k); }},
      {"strain_crystal_sigma_", "standard error of the deviatoric strain, crystal frame",
       [](const Grain& g, int k) { return std::sqrt(g.strain_covariance_crystal(k, k)); }},
  }};
  for (const Kind& kind : kinds) {
    for (int k = 0; k < 6; ++k) {
      add_of_grain(scan, kind.name + tensor_component_names[k], "1",
                   kind.long_name + ", " + tensor_component_names[k],
                   [&kind, k](const Grain& grain) { return kind.value(grain, k); });
    }
  }
}

void add_grain_numbers(ScanLayers& scan) {
  add_of_grain(scan, "rms_px", "pixel", "root mean square distance of indexed peaks",
               [](const Grain& grain) { return grain.rms_px; });
  add_of_grain(scan, "log10_false_alarm", "1", "log10 of the expected number of such grains by chance",
               [](const Grain& grain) { return grain.log10_false_alarm; });
  add_of_grain(scan, "orientation_sigma_mrad", "mrad", "largest standard error of the orientation",
               [](const Grain& grain) { return grain.orientation_sigma_mrad.maxCoeff(); });
}

/// First row of the grain table of every frame.
std::vector<std::size_t> first_grain_rows(const Maps& maps) {
  std::vector<std::size_t> first;
  std::size_t row = 0;
  for (const FrameResult& frame : maps.frames) {
    first.push_back(row);
    row += frame.grains.size();
  }
  first.push_back(row);
  return first;
}

/// Spots as the file says: results that came from elsewhere have no list of them.
void add_spot_number(const Hdf5Reader& reader, ScanLayers& scan, const std::vector<std::size_t>& first) {
  const auto n_indexed = reader.numbers("/entry/grains/n_indexed").values;
  if (n_indexed.size() != first.back()) return;
  MapLayer layer{"n_indexed", "1", "indexed peaks", std::vector<double>(scan.maps.frames.size(), none)};
  for (std::size_t i = 0; i < layer.values.size(); ++i) {
    if (scan.shown_rank[i] >= 0)
      layer.values[i] = n_indexed[first[i] + static_cast<std::size_t>(scan.shown_rank[i])];
  }
  scan.layers.push_back(std::move(layer));
}

void add_frame_numbers(ScanLayers& scan) {
  MapLayer status{"status", "1", "how the frame ended", {}};
  MapLayer n_grains{"n_grains", "1", "accepted grains of the frame", {}};
  for (const FrameResult& frame : scan.maps.frames) {
    status.values.push_back(static_cast<double>(frame.status));
    const auto n = std::count_if(frame.grains.begin(), frame.grains.end(),
                                 [](const Grain& grain) { return grain.quality == GrainQuality::accepted; });
    n_grains.values.push_back(static_cast<double>(n));
  }
  scan.layers.push_back(std::move(status));
  scan.layers.push_back(std::move(n_grains));
}

struct KnownLayer {
  const char* name;
  const char* units;
  const char* long_name;
};

/// The contract's names first; a later version may hold more.
void add_derived(const Hdf5Reader& reader, ScanLayers& scan) {
  constexpr std::array<KnownLayer, 9> known{{
      {"von_mises", "1", "equivalent deviatoric strain"},
      {"misorientation_to_grain_mean_deg", "deg", "misorientation to the grain's mean"},
      {"kam_deg", "deg", "kernel average misorientation"},
      {"peak_width_px", "pixel", "mean width of the indexed peaks"},
      {"grain_id", "1", "grain of the map"},
      {"misorientation_to_grain_mean_sigma_deg", "deg", "standard error of the misorientation"},
      {"kam_sigma_deg", "deg", "standard error of the kernel average misorientation"},
      {"misorientation_to_first_scan_deg", "deg", "misorientation to the first scan"},
      {"von_mises_sigma", "1", "standard error of the equivalent strain"},
  }};
  for (const KnownLayer& one : known) {
    const std::string place = std::string("/entry/derived/") + one.name;
    if (!reader.has(place)) continue;
    auto array = reader.numbers(place);
    if (array.shape.size() != 1 || array.values.size() != scan.maps.frames.size()) {
      throw InputError({reader.path(), place, "one number per frame", std::to_string(array.values.size()),
                        "the file is damaged"});
    }
    if (std::string(one.name) == "grain_id") {
      for (double& id : array.values) id = id < 0.0 ? none : id;
    }
    scan.layers.push_back({one.name, one.units, one.long_name, std::move(array.values)});
  }
}

/// Frame and rank of every row of the grain table.
struct GrainPlace {
  std::size_t frame = 0;
  int rank = 0;
};

std::vector<GrainPlace> grain_places(const Maps& maps) {
  std::vector<GrainPlace> places;
  for (std::size_t i = 0; i < maps.frames.size(); ++i) {
    for (std::size_t rank = 0; rank < maps.frames[i].grains.size(); ++rank)
      places.push_back({i, static_cast<int>(rank)});
  }
  return places;
}

/// Columns of a table of /entry/change as layers; rows of grains that are not shown are left out.
class ChangeReader {
 public:
  ChangeReader(const Hdf5Reader& reader, ScanLayers& scan) : reader_(reader), scan_(scan) {
    const auto places = grain_places(scan.maps);
    for (const double row : reader.numbers("/entry/change/grain").values) {
      const bool is_known = row >= 0.0 && row < static_cast<double>(places.size());
      if (!is_known) {
        throw InputError({reader.path(), "/entry/change/grain", "rows of /entry/grains", std::to_string(row),
                          "the file is damaged"});
      }
      const GrainPlace& place = places[static_cast<std::size_t>(row)];
      frame_of_row_.push_back(place.rank == scan.shown_rank[place.frame] ? static_cast<int>(place.frame)
                                                                         : -1);
    }
  }

  /// Entry `k` of `n` numbers a row.
  void add(const std::string& column, std::size_t n, std::size_t k, const MapLayer& label,
           bool is_variance = false) {
    const std::string place = "/entry/change/" + column;
    if (!reader_.has(place)) return;
    const auto values = reader_.numbers(place).values;
    if (values.size() != n * frame_of_row_.size()) {
      throw InputError(
          {reader_.path(), place, std::to_string(n) + " numbers a row", "others", "the file is damaged"});
    }
    MapLayer layer = label;
    layer.values.assign(scan_.maps.frames.size(), none);
    for (std::size_t row = 0; row < frame_of_row_.size(); ++row) {
      if (frame_of_row_[row] < 0) continue;
      const double value = values[row * n + k];
      layer.values[static_cast<std::size_t>(frame_of_row_[row])] = is_variance ? std::sqrt(value) : value;
    }
    scan_.layers.push_back(std::move(layer));
  }

 private:
  const Hdf5Reader& reader_;
  ScanLayers& scan_;
  std::vector<int> frame_of_row_;
};

void add_change(const Hdf5Reader& reader, ScanLayers& scan) {
  if (!reader.has("/entry/change/grain")) return;
  ChangeReader change(reader, scan);
  for (std::size_t k = 0; k < 6; ++k) {
    const std::string component = tensor_component_names[k];
    change.add("strain_deviatoric_sample", 6, k,
               {"change_strain_sample_" + component,
                "1",
                "change of the deviatoric strain, sample frame, " + component,
                {}});
    change.add("strain_covariance_sample", 36, 7 * k,
               {"change_strain_sample_sigma_" + component,
                "1",
                "standard error of the change of strain, " + component,
                {}},
               true);
  }
  const std::array<std::string, 3> axes{"x", "y", "z"};
  for (std::size_t k = 0; k < 3; ++k) {
    change.add(
        "rotation_mrad", 3, k,
        {"change_rotation_" + axes[k] + "_mrad", "mrad", "change of rotation about sample " + axes[k], {}});
  }
  for (std::size_t k = 0; k < 2; ++k) {
    change.add("shift_um", 2, k,
               {"change_shift_" + axes[k] + "_um", "um", "registered shift along " + axes[k], {}});
  }
}

}  // namespace

const Grain* ScanLayers::grain_of_frame(std::size_t frame) const {
  const int rank = shown_rank[frame];
  return rank < 0 ? nullptr : &maps.frames[frame].grains[static_cast<std::size_t>(rank)];
}

const MapLayer* ScanLayers::layer(const std::string& name) const {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&name](const MapLayer& one) { return one.name == name; });
  return found == layers.end() ? nullptr : &*found;
}

ScanLayers read_scan_layers(const std::string& path) {
  ScanLayers scan;
  scan.maps = read_maps(path);
  scan.grid = map_grid(scan.maps);
  for (const FrameResult& frame : scan.maps.frames) scan.shown_rank.push_back(strongest_accepted(frame));
  const Hdf5Reader reader(path);
  add_strains(scan);
  add_derived(reader, scan);
  add_spot_number(reader, scan, first_grain_rows(scan.maps));
  add_grain_numbers(scan);
  add_frame_numbers(scan);
  add_change(reader, scan);
  return scan;
}

}  // namespace lauelith
