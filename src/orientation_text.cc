// SPDX-License-Identifier: BSD-3-Clause
#include "src/orientation_text.h"

#include <cmath>

#include "src/laue_class.h"
#include "src/rotation.h"
#include "src/space_group.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

const char* axes_sentence =
    "Bunge angles of R_sample_from_crystal = Rz(phi1) Rx(Phi) Rz(phi2); sample X, Y along the map's x, y, "
    "Z out of the face (IPF Z shows Z); crystal x along a, y in the a-b plane";

std::string number(double value, int decimals, const OrientationWriting& writing) {
  return writing.precision == TextPrecision::full ? exact_text(value) : fixed_text(value, decimals);
}

/// One point of the grid.
struct Point {
  double x_um = 0.0;
  double y_um = 0.0;
  int frame = -1;
  const Grain* grain = nullptr;
  double n_indexed = 0.0;
};

Point point_at(const ScanLayers& scan, std::size_t index) {
  const MapGrid& grid = scan.grid;
  const auto nx = static_cast<std::size_t>(grid.nx);
  Point point;
  point.x_um = grid.origin_um.x() + static_cast<double>(index % nx) * grid.step_um.x();
  point.y_um = grid.origin_um.y() + static_cast<double>(index / nx) * grid.step_um.y();
  point.frame = grid.frame_of_point[index];
  if (point.frame < 0) return point;
  point.grain = scan.grain_of_frame(static_cast<std::size_t>(point.frame));
  const MapLayer* n_indexed = scan.layer("n_indexed");
  if (point.grain != nullptr && n_indexed != nullptr)
    point.n_indexed = n_indexed->values[static_cast<std::size_t>(point.frame)];
  return point;
}

BungeAngles angles_of(const Grain& grain) {
  BungeAngles angles = bunge_from_rotation(grain.R_sample_from_crystal);
  const auto positive = [](double angle) { return angle < 0.0 ? angle + 2.0 * constants::pi : angle; };
  return {positive(angles.phi1), angles.Phi, positive(angles.phi2)};
}

int ctf_error(const ScanLayers& scan, const Point& point) {
  if (point.grain != nullptr) return 0;
  if (point.frame < 0) return 5;
  switch (scan.maps.frames[static_cast<std::size_t>(point.frame)].status) {
    case FrameStatus::not_run:
      return 5;
    case FrameStatus::no_spots:
    case FrameStatus::not_indexed:
    case FrameStatus::not_converged:
      return 3;
    case FrameStatus::ok:  // indexed, but no grain was accepted
      return 3;
    default:
      return 6;
  }
}

std::string ctf_row(const ScanLayers& scan, const Point& point, const OrientationWriting& writing) {
  const auto text = [&writing](double value) { return number(value, 4, writing); };
  const BungeAngles angles = point.grain != nullptr ? angles_of(*point.grain) : BungeAngles{};
  std::string row = point.grain != nullptr ? "1" : "0";
  row += "\t" + text(point.x_um) + "\t" + text(point.y_um);
  row += "\t" + std::to_string(static_cast<int>(point.n_indexed));
  row += "\t" + std::to_string(ctf_error(scan, point));
  for (const double angle : {angles.phi1, angles.Phi, angles.phi2}) row += "\t" + text(angle / units::deg);
  row += "\t" + text(point.grain != nullptr ? angular_rms_deg(scan, *point.grain) : 0.0);
  return row + "\t0\t0\r\n";
}

std::string phase_line(const Crystal& crystal) {
  const UnitCell& cell = crystal.cell;
  return fixed_text(cell.a_A, 4) + ";" + fixed_text(cell.b_A, 4) + ";" + fixed_text(cell.c_A, 4) + "\t" +
         fixed_text(cell.alpha_deg, 4) + ";" + fixed_text(cell.beta_deg, 4) + ";" +
         fixed_text(cell.gamma_deg, 4) + "\t" + crystal.name + "\t" +
         std::to_string(laue_class_of(crystal).ctf_number) + "\t" +
         std::to_string(space_group_number(crystal.space_group)) + "\t\t\t" + axes_sentence;
}

std::string ang_head(const ScanLayers& scan, const Crystal& crystal) {
  const UnitCell& cell = crystal.cell;
  const MapGrid& grid = scan.grid;
  const auto line = [](const std::string& key, const std::string& value) {
    return "# " + key + " " + value + "\n";
  };
  std::string head = line("TEM_PIXperUM", "1.000000") + line("x-star", "0.000000") +
                     line("y-star", "0.000000") + line("z-star", "0.000000") +
                     line("WorkingDistance", "0.000000") + "#\n";
  head += line("Phase", "1") + line("MaterialName", crystal.name) + line("Formula", crystal.name) +
          line("Info", axes_sentence) + line("Symmetry", std::to_string(laue_class_of(crystal).ang_number));
  std::string edges;
  for (const double edge : {cell.a_A, cell.b_A, cell.c_A}) edges += fixed_text(edge, 3) + " ";
  for (const double angle : {cell.alpha_deg, cell.beta_deg, cell.gamma_deg})
    edges += fixed_text(angle, 3) + " ";
  head += line("LatticeConstants", edges) + line("NumberFamilies", "0") + "#\n";
  head += line("GRID:", "SqrGrid") + line("XSTEP:", fixed_text(grid.step_um.x(), 6)) +
          line("YSTEP:", fixed_text(grid.step_um.y(), 6)) + line("NCOLS_ODD:", std::to_string(grid.nx)) +
          line("NCOLS_EVEN:", std::to_string(grid.nx)) + line("NROWS:", std::to_string(grid.ny)) + "#\n";
  return head + line("OPERATOR:", "lauelith") +
         line("Column names:",
              "phi1, Phi, phi2, x, y, image_quality, confidence_index, phase_id, "
              "detector_signal, pattern_fit") +
         "#\n";
}

std::string ang_row(const ScanLayers& scan, const Point& point, const OrientationWriting& writing) {
  const auto text = [&writing](double value) { return number(value, 5, writing) + " "; };
  const double nothing = 4.0 * constants::pi;
  const BungeAngles angles =
      point.grain != nullptr ? angles_of(*point.grain) : BungeAngles{nothing, nothing, nothing};
  std::string row = text(angles.phi1) + text(angles.Phi) + text(angles.phi2) + text(point.x_um) +
                    text(point.y_um) + text(point.n_indexed);
  row += point.grain != nullptr ? text(1.0) + "1 0 " : text(-1.0) + "0 0 ";
  return row + text(point.grain != nullptr ? angular_rms_deg(scan, *point.grain) : 180.0) + "\n";
}

}  // namespace

double angular_rms_deg(const ScanLayers& scan, const Grain& grain) {
  if (!scan.maps.detector || !std::isfinite(grain.rms_px)) return 0.0;
  const Detector& detector = scan.maps.detector->detector;
  return std::atan(grain.rms_px * detector.pitch_x_m / detector.distance_m()) / units::deg;
}

std::string ctf_text(const ScanLayers& scan, const Crystal& crystal, const OrientationWriting& writing) {
  const MapGrid& grid = scan.grid;
  std::string text = "Channel Text File\r\nPrj\tlauelith\r\nAuthor\tlauelith\r\nJobMode\tGrid\r\n";
  text += "XCells\t" + std::to_string(grid.nx) + "\r\nYCells\t" + std::to_string(grid.ny) + "\r\n";
  text += "XStep\t" + number(grid.step_um.x(), 4, writing) + "\r\nYStep\t" +
          number(grid.step_um.y(), 4, writing) + "\r\nAcqE1\t0\r\nAcqE2\t0\r\nAcqE3\t0\r\n";
  text +=
      "Euler angles refer to Sample Coordinate system (CS0)!\tMag\t0\tCoverage\t100\tDevice\t0\tKV\t0\t"
      "TiltAngle\t0\tTiltAxis\t0\r\nPhases\t1\r\n";
  text += phase_line(crystal) + "\r\n";
  text += "Phase\tX\tY\tBands\tError\tEuler1\tEuler2\tEuler3\tMAD\tBC\tBS\r\n";
  for (std::size_t i = 0; i < grid.n_points(); ++i) text += ctf_row(scan, point_at(scan, i), writing);
  return text;
}

std::string ang_text(const ScanLayers& scan, const Crystal& crystal, const OrientationWriting& writing) {
  std::string text = ang_head(scan, crystal);
  for (std::size_t i = 0; i < scan.grid.n_points(); ++i) text += ang_row(scan, point_at(scan, i), writing);
  return text;
}

}  // namespace lauelith
