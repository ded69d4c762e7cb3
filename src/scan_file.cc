// SPDX-License-Identifier: BSD-3-Clause
#include "src/scan_file.h"

#include <cassert>

#include "src/detector_toml.h"
#include "src/hdf5_reader.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr int major_version = 1;
constexpr int minor_version = 0;
const std::string data_group = "/entry/data";
const std::string detector_group = "/entry/instrument/detector";
const std::string beam_group = "/entry/instrument/beam";
const std::string monochromator_place = beam_group + "/monochromator_eV";
const std::string sample_group = "/entry/sample";
const std::string truth_group = "/entry/truth";
const std::string spot_group = "/entry/truth/spots";

using Number = Hdf5Writer::Number;

/// One growing column of a truth table: its only declaration.
template <typename Row>
struct GrowingColumn {
  const char* name;
  Hdf5Label label;
  Number stored;
  Hdf5Writer::Shape shape;
  void (*put)(const Row& row, std::vector<double>& values);
};

template <typename Vector>
void put_all(const Vector& vector, std::vector<double>& values) {
  values.insert(values.end(), vector.data(), vector.data() + vector.size());
}

void put_rows(const Eigen::Matrix3d& matrix, std::vector<double>& values) {
  for (int row = 0; row < 3; ++row)
    for (int col = 0; col < 3; ++col) values.push_back(matrix(row, col));
}

using Values = std::vector<double>;

const std::vector<GrowingColumn<TruthRow>>& truth_columns() {
  static const std::vector<GrowingColumn<TruthRow>> columns{
      {"frame",
       {"1", "frame of the row"},
       Number::int32,
       {},
       [](const TruthRow& r, Values& v) { v.push_back(static_cast<double>(r.frame)); }},
      {"grain",
       {"1", "grain of the field"},
       Number::int32,
       {},
       [](const TruthRow& r, Values& v) { v.push_back(r.grain); }},
      {"photons",
       {"1", "expected photons of its spots on the panel"},
       Number::float64,
       {},
       [](const TruthRow& r, Values& v) { v.push_back(r.photons); }},
      {"depth_um",
       {"um", "mean depth the photons come from"},
       Number::float64,
       {},
       [](const TruthRow& r, Values& v) { v.push_back(r.depth_um); }},
      {"orientation",
       {"1", "R_sample_from_crystal of the mean lattice"},
       Number::float64,
       {3, 3},
       [](const TruthRow& r, Values& v) { put_rows(r.R_sample_from_crystal, v); }},
      {"strain_deviatoric_sample",
       {"1", "xx yy zz yz xz xy of the mean lattice, weighted with photons over depth"},
       Number::float64,
       {6},
       [](const TruthRow& r, Values& v) { put_all(r.strain_deviatoric_sample, v); }},
      {"strain_spread_sample",
       {"1", "rms of the same over the depth"},
       Number::float64,
       {6},
       [](const TruthRow& r, Values& v) { put_all(r.strain_spread, v); }},
      {"rotation_spread_mrad",
       {"mrad", "rms of the lattice rotation over the depth, about x, y, z"},
       Number::float64,
       {3},
       [](const TruthRow& r, Values& v) { put_all(r.rotation_spread_mrad, v); }},
  };
  return columns;
}

struct SpotOfRow {
  std::size_t row = 0;
  const TruthSpotRow* spot = nullptr;
};

const std::vector<GrowingColumn<SpotOfRow>>& spot_columns() {
  static const std::vector<GrowingColumn<SpotOfRow>> columns{
      {"row",
       {"1", "row of /entry/truth it belongs to"},
       Number::int32,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(static_cast<double>(s.row)); }},
      {"hkl",
       {"1", "lowest order in the band that is not extinct"},
       Number::int32,
       {3},
       [](const SpotOfRow& s, Values& v) {
         for (int i = 0; i < 3; ++i) v.push_back(s.spot->hkl[i]);
       }},
      {"energy_keV",
       {"keV", "energy of that order"},
       Number::float64,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->energy_keV); }},
      {"x_px",
       {"pixel", "column of the centroid, from 0"},
       Number::float64,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->x_px); }},
      {"y_px",
       {"pixel", "row of the centroid, from 0"},
       Number::float64,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->y_px); }},
      {"photons",
       {"1", "expected photons, all orders"},
       Number::float64,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->photons); }},
      {"covariance_px2",
       {"pixel2", "xx, xy, yy before pixels integrate"},
       Number::float32,
       {3},
       [](const SpotOfRow& s, Values& v) { put_all(s.spot->covariance_px2, v); }},
      {"depth_um",
       {"um", "mean depth below the face"},
       Number::float32,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->depth_um); }},
      {"overlaps",
       {"1", "1: a neighbour with over a tenth of its photons within three widths"},
       Number::uint8,
       {},
       [](const SpotOfRow& s, Values& v) { v.push_back(s.spot->overlaps ? 1.0 : 0.0); }},
  };
  return columns;
}

template <typename Row>
void begin_table(Hdf5Writer& writer, const std::string& group,
                 const std::vector<GrowingColumn<Row>>& columns) {
  for (const auto& column : columns) {
    writer.growing(group + "/" + column.name, column.label, column.stored, column.shape);
  }
}

template <typename Row>
void append_rows(Hdf5Writer& writer, const std::string& group, const std::vector<GrowingColumn<Row>>& columns,
                 const std::vector<Row>& rows) {
  for (const auto& column : columns) {
    Values values;
    for (const Row& row : rows) column.put(row, values);
    writer.append(group + "/" + column.name, values);
  }
}

}  // namespace

ScanWriter::ScanWriter(const std::string& path, const ScanSetting& setting, bool may_replace)
    : writer_((refuse_existing(path, may_replace), path)), has_frames_(setting.has_frames) {
  writer_.attribute("/", "type", "lauelith.scan");
  writer_.attribute("/", "version", std::vector<int>{major_version, minor_version});
  writer_.attribute("/", "default", "entry");
  writer_.group("/entry", "NXentry");
  writer_.attribute("/entry", "default", "data");
  writer_.text("/entry/title", {"1", "what was scanned"}, setting.label);
  writer_.group(data_group, "NXdata");
  if (setting.has_frames) {
    const Detector& panel = setting.detector.detector;
    writer_.frames(
        data_group + "/frames", {"1", "simulated frames"}, setting.stored, setting.packing,
        {setting.n_frames, static_cast<std::size_t>(panel.rows), static_cast<std::size_t>(panel.cols)});
  }
  writer_.dataset(data_group + "/shape", {"1", "points along y and along x"},
                  std::vector<std::int32_t>(setting.shape.begin(), setting.shape.end()), {2});
  write_setting(setting);
  begin_truth();
}

void ScanWriter::write_setting(const ScanSetting& setting) {
  const Detector& panel = setting.detector.detector;
  writer_.group("/entry/instrument", "NXinstrument");
  writer_.group(detector_group, "NXdetector");
  writer_.text(detector_group + "/description", {"1", "detector.toml"}, detector_toml_text(setting.detector));
  writer_.dataset(detector_group + "/x_pixel_size", {"m", "pitch along columns"}, Values{panel.pitch_x_m},
                  {});
  writer_.dataset(detector_group + "/y_pixel_size", {"m", "pitch along rows"}, Values{panel.pitch_y_m}, {});
  writer_.dataset(detector_group + "/saturation_value", {"1", "largest value a pixel can tell"},
                  Values{setting.saturation}, {});
  if (!panel.mask.empty()) {
    writer_.dataset(detector_group + "/pixel_mask", {"1", "1: gap or outside the field"}, panel.mask,
                    {static_cast<std::size_t>(panel.rows), static_cast<std::size_t>(panel.cols)});
  }
  writer_.group(beam_group, "NXbeam");
  writer_.dataset(beam_group + "/energy_range_keV", {"keV", "band of the beam"}, setting.energy_range_keV,
                  {2});
  writer_.dataset(beam_group + "/energy_keV", {"keV", "energies of the spectrum"}, setting.energy_keV,
                  {setting.energy_keV.size()});
  writer_.dataset(beam_group + "/flux_1_s_keV", {"s-1 keV-1", "photons in the focus"}, setting.flux_1_s_keV,
                  {setting.flux_1_s_keV.size()});
  if (setting.monochromator_eV > 0.0) {
    writer_.dataset(monochromator_place, {"eV", "full width at half maximum of the monochromatic band"},
                    Values{setting.monochromator_eV}, {});
  }
  writer_.group(sample_group, "NXsample");
  writer_.text(sample_group + "/name", {"1", "crystal"}, setting.crystal);
  writer_.text(depth_model_place_in_scan, {"1", "where spots leave from"}, setting.depth_model);
  writer_.dataset(sample_group + "/tilt_deg", {"deg", "inclination of the scanned face about lab x"},
                  Values{setting.sample_tilt_deg}, {});
}

void ScanWriter::begin_truth() {
  writer_.group(truth_group, "NXcollection");
  begin_table(writer_, truth_group, truth_columns());
  writer_.group(spot_group, "NXcollection");
  begin_table(writer_, spot_group, spot_columns());
}

void ScanWriter::add_frame(std::size_t index, const Bytes& packed) {
  assert(has_frames_);
  writer_.frame(data_group + "/frames", index, packed);
}

void ScanWriter::add_truth(const std::vector<TruthRow>& rows) {
  constexpr std::size_t rows_at_once = 64;
  pending_truth_.insert(pending_truth_.end(), rows.begin(), rows.end());
  if (pending_truth_.size() >= rows_at_once) write_pending_truth();
}

void ScanWriter::write_pending_truth() {
  std::vector<SpotOfRow> spots;
  for (const TruthRow& row : pending_truth_) {
    for (const TruthSpotRow& spot : row.spots) spots.push_back({n_truth_rows_, &spot});
    ++n_truth_rows_;
  }
  append_rows(writer_, truth_group, truth_columns(), pending_truth_);
  append_rows(writer_, spot_group, spot_columns(), spots);
  pending_truth_.clear();
}

void ScanWriter::write_points() {
  Values x, y, time, energy;
  for (const ScanPoint& point : points_) {
    x.push_back(point.x_um);
    y.push_back(point.y_um);
    time.push_back(point.time_s);
    if (point.energy_keV > 0.0) energy.push_back(point.energy_keV);
  }
  writer_.dataset(data_group + "/x_um", {"um", "scan position along the interface"}, x, {x.size()});
  writer_.dataset(data_group + "/y_um", {"um", "scan position, distance from the interface"}, y, {y.size()});
  writer_.dataset(data_group + "/time_s", {"s", "start of the exposure"}, time, {time.size()});
  if (!energy.empty() && energy.size() == x.size()) {
    writer_.dataset(data_group + "/energy_keV", {"keV", "energy of the monochromatic beam"}, energy,
                    {energy.size()});
  }
  writer_.attribute(data_group, "signal", has_frames_ ? "frames" : "time_s");
  writer_.attribute(
      data_group, "axes",
      has_frames_ ? std::vector<std::string>{"time_s", ".", "."} : std::vector<std::string>{"."});
  for (const char* name : {"x_um_indices", "y_um_indices", "time_s_indices"}) {
    writer_.attribute(data_group, name, std::vector<int>{0});
  }
}

void ScanWriter::finish(const Provenance& provenance) {
  write_pending_truth();
  write_points();
  write_provenance(writer_, provenance);
  writer_.finish();
}

double monochromator_of_scan_eV(const std::string& path) {
  const Hdf5Reader reader(path);
  if (!reader.has(monochromator_place)) return 0.0;
  const auto values = reader.numbers(monochromator_place).values;
  return values.size() == 1 ? values[0] : 0.0;
}

std::string depth_model_of_scan(const std::string& path) {
  const Hdf5Reader reader(path);
  return reader.has(depth_model_place_in_scan) ? reader.text(depth_model_place_in_scan) : "";
}

}  // namespace lauelith
