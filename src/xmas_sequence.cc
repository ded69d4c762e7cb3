// SPDX-License-Identifier: BSD-3-Clause
#include "src/xmas_sequence.h"

#include <array>

#include "src/column_table.h"
#include "src/raw_file.h"
#include "src/text_file.h"

namespace lauelith {
namespace {

constexpr std::uint64_t most_records = 1000000;
constexpr std::uint64_t record_bytes = xmas_record_bytes;

double number_of(std::string_view record, std::size_t offset) {
  return static_cast<double>(value_at<float>(record, offset));
}

Vector6d six_of(std::string_view record, std::size_t offset) {
  Vector6d six;
  for (int k = 0; k < 6; ++k) six(k) = number_of(record, offset + 4 * static_cast<std::size_t>(k));
  return six;
}

/// Three vectors, xyz each, as columns.
Eigen::Matrix3d vectors_of(std::string_view record, std::size_t offset) {
  Eigen::Matrix3d vectors;
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < 3; ++i)
      vectors(i, k) = number_of(record, offset + 4 * static_cast<std::size_t>(3 * k + i));
  }
  return vectors;
}

XmasRecord record_of(std::string_view bytes) {
  XmasRecord record;
  record.image = value_at<std::int16_t>(bytes, 0);
  record.grain = value_at<std::int16_t>(bytes, 2);
  record.x_stage = number_of(bytes, 4);
  record.y_stage = number_of(bytes, 8);
  record.n_indexed = value_at<std::int16_t>(bytes, 36);
  const int n_strain = value_at<std::int16_t>(bytes, 50);
  record.pixel_deviation = n_strain > 0 ? number_of(bytes, 60) : number_of(bytes, 46);
  record.strain_crystal = six_of(bytes, 64);
  record.strain_sample = six_of(bytes, 88);
  record.direct = vectors_of(bytes, 164);
  record.reciprocal = vectors_of(bytes, 200);
  record.peak_width_px = number_of(bytes, 340);
  return record;
}

XmasSequence read_binary(const RawFile& file) {
  const auto n = static_cast<std::int64_t>(file.value<std::int32_t>(0));
  const std::uint64_t n_stored = (file.size() - 4) / record_bytes;
  if ((file.size() - 4) % record_bytes != 0 || n != static_cast<std::int64_t>(n_stored)) {
    file.refuse("byte 0 (number of records) and the file's length", "4 + N x 652 bytes",
                "N = " + std::to_string(n) + " and " + std::to_string(file.size()) + " bytes",
                "the file is cut, or of another XMAS revision: use the text export");
  }
  if (n_stored > most_records) file.refuse("byte 0", "at most 1000000 records", std::to_string(n_stored));
  XmasSequence sequence{{}, "binary, 652 bytes a record"};
  for (std::uint64_t i = 0; i < n_stored; ++i)
    sequence.records.push_back(record_of(file.text(4 + i * record_bytes, record_bytes)));
  return sequence;
}

const std::array<const char*, 6> upper{"xx", "xy", "xz", "yy", "yz", "zz"};

class TextColumns {
 public:
  explicit TextColumns(const ColumnTable& table) : table_(table) {}
  double value(const std::string& name, std::size_t row) const { return table_.columns.at(name)[row]; }
  double value_or(const std::string& name, std::size_t row, double other) const {
    return table_.has(name) ? value(name, row) : other;
  }
  Vector6d six(const std::string& stem, std::size_t row) const {
    Vector6d six;
    for (std::size_t k = 0; k < 6; ++k) six(static_cast<int>(k)) = value(stem + upper[k], row);
    return six;
  }
  /// Vectors named by `stems`, components x, y, z.
  Eigen::Matrix3d vectors(const std::array<const char*, 3>& stems, std::size_t row) const {
    Eigen::Matrix3d vectors;
    for (int k = 0; k < 3; ++k) {
      for (int i = 0; i < 3; ++i)
        vectors(i, k) = value(std::string(stems[static_cast<std::size_t>(k)]) + "xyz"[i], row);
    }
    return vectors;
  }

 private:
  const ColumnTable& table_;
};

std::vector<std::string> needed_columns() {
  std::vector<std::string> names{"asimageindice", "grainindice", "asxstage",
                                 "asystage",      "asnindex",    "aspixdev"};
  for (const char* stem : {"asstrau", "asstrax"}) {
    for (const char* component : upper) names.push_back(std::string(stem) + component);
  }
  for (const char* stem : {"asa", "asb", "asc", "asas", "asbs", "ascs"}) {
    for (const char* axis : {"x", "y", "z"}) names.push_back(std::string(stem) + axis);
  }
  return names;
}

/// A whole number that fits an int; 0 for anything absurd.
int whole(double value) { return value > -1e6 && value < 1e6 ? static_cast<int>(value) : 0; }

XmasSequence sequence_of_text(const TextFile& text) {
  if (text.lines.size() < 2)
    throw text_error(text, 1, 1, "a line with the number of rows, a line of names", "less");
  TableLayout layout;
  layout.names = words_of_line(text, 2, " \t,");
  layout.first_line = 3;
  layout.most_rows = most_records;
  for (const std::string& name : needed_columns()) layout.essential.push_back(name);
  const ColumnTable table = read_columns(text, layout);
  const auto first = words_of_line(text, 1, " \t,");
  const int n = first.empty() ? -1 : integer_at(text, first.front(), "the number of rows");
  if (n != static_cast<int>(table.n_rows())) {
    throw text_error(text, 1, 1, std::to_string(n) + " rows", std::to_string(table.n_rows()),
                     "the file is cut, or its first line is wrong");
  }
  const TextColumns columns(table);
  XmasSequence sequence{{}, "text"};
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    XmasRecord record;
    record.image = whole(columns.value("asimageindice", row));
    record.grain = whole(columns.value("grainindice", row));
    record.x_stage = columns.value("asxstage", row);
    record.y_stage = columns.value("asystage", row);
    record.n_indexed = whole(columns.value("asnindex", row));
    const double refined = columns.value_or("asspixdev", row, 0.0);
    record.pixel_deviation = refined > 0.0 ? refined : columns.value("aspixdev", row);
    record.strain_crystal = columns.six("asstrau", row);
    record.strain_sample = columns.six("asstrax", row);
    record.direct = columns.vectors({"asa", "asb", "asc"}, row);
    record.reciprocal = columns.vectors({"asas", "asbs", "ascs"}, row);
    record.peak_width_px = columns.value_or("averpeakwidth", row, 0.0);
    sequence.records.push_back(record);
  }
  return sequence;
}

/// A text begins with digits and a line end; a binary count of less than a million has a zero byte.
bool is_text(const std::string& head) {
  return head.find('\0') == std::string::npos && head.find_first_of("\r\n") != std::string::npos;
}

}  // namespace

XmasSequence read_xmas_sequence(const std::string& path) {
  const RawFile file(path);
  if (file.size() < 4) file.refuse("its length", "an XMAS sequence", std::to_string(file.size()) + " bytes");
  if (!is_text(file.text(0, 64))) return read_binary(file);
  constexpr std::size_t most_bytes = std::size_t{1} << 30;
  return sequence_of_text(read_text_file(path, {.max_bytes = most_bytes}));
}

}  // namespace lauelith
