// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_files.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "models/damask_grid.h"
#include "models/grain_boundaries.h"
#include "models/misorientation.h"
#include "models/neper_mesh.h"
#include "models/orientation_map.h"
#include "src/base64.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

const DomainBox domain{{0, 0, -20e-6}, {50e-6, 40e-6, 0}};
const BungeAngles left_angles{0.3, 0.7, 0.2};
const BungeAngles right_angles{1.9, 0.4, 1.2};

/// 20 × 16 points of 2 µm: left of x = 18 µm one grain, right of it another; one point not indexed, one
/// speck.
std::string ctf_text() {
  std::string text =
      "Channel Text "
      "File\r\nPrj\ttest\r\nJobMode\tGrid\r\nXCells\t20\r\nYCells\t16\r\nXStep\t2\r\nYStep\t2\r\n"
      "Euler angles refer to Sample Coordinate system (CS0)!\r\nPhases\t1\r\n"
      "12.95;12.95;12.95\t90;90;90\tLLZTO\t11\t230\t\t\tours\r\n"
      "Phase\tX\tY\tBands\tError\tEuler1\tEuler2\tEuler3\tMAD\tBC\tBS\r\n";
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 20; ++x) {
      const bool is_gap = x == 3 && y == 4;
      const BungeAngles& angles = (x < 9) != (x == 12 && y == 7) ? left_angles : right_angles;
      // Within the grain the lattice bends a little.
      const double bend = 0.001 * y;
      text += std::string(is_gap ? "0" : "1") + "\t" + std::to_string(2 * x) + "\t" + std::to_string(2 * y) +
              "\t8\t0\t" + std::to_string((angles.phi1 + bend) / units::deg) + "\t" +
              std::to_string(angles.Phi / units::deg) + "\t" + std::to_string(angles.phi2 / units::deg) +
              "\t0.3\t90\t100\r\n";
    }
  }
  return text;
}

double degrees_between(const Matrix3d& a, const BungeAngles& b) {
  return disorientation(a, rotation_from_bunge(b)).angle / units::deg;
}

void expect_the_two_grains(const Microstructure& m) {
  ASSERT_EQ(m.n_grains(), 2u);
  const int left = m.grain_at({4e-6, 10e-6, -1e-6});
  const int right = m.grain_at({30e-6, 10e-6, -15e-6});
  EXPECT_NE(left, right);
  EXPECT_LT(degrees_between(m.grains()[static_cast<std::size_t>(left)].R_sample_from_crystal, left_angles),
            0.6);
  EXPECT_LT(degrees_between(m.grains()[static_cast<std::size_t>(right)].R_sample_from_crystal, right_angles),
            0.6);
  EXPECT_EQ(m.grain_at({6e-6, 8e-6, 0}), left);     // the gap
  EXPECT_EQ(m.grain_at({24e-6, 14e-6, 0}), right);  // the speck
  EXPECT_EQ(m.grain_at({49e-6, 39e-6, 0}), right);  // beyond the map, inside the cell
  EXPECT_EQ(m.grain_at({51e-6, 39e-6, 0}), -1);
}

GrainOptions options_for(const std::string& path) {
  GrainOptions options;
  options.source = "file";
  options.file = path;
  return options;
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(GrainFiles, CtfBecomesGrains) {
  const TemporaryFolder folder;
  write(folder.path("scan.ctf"), ctf_text());
  for (const int dimension : {2, 3}) {
    const Microstructure m = read_microstructure(options_for(folder.path("scan.ctf")), domain, dimension);
    expect_the_two_grains(m);
    const BoundaryNetwork network = boundaries_of(m, 5e-6);
    ASSERT_EQ(network.boundaries().size(), 1u);
    const double exact = 40e-6 * (dimension == 3 ? 20e-6 : 1.0);
    EXPECT_NEAR(network.total_measure(), exact, 0.01 * exact);
    for (const BoundaryPiece& piece : network.pieces()) {
      EXPECT_NEAR(std::abs(piece.normal[0]), 1.0, 1e-6);
      EXPECT_NEAR(piece.centre[0], 17e-6, 1e-9);  // between the points at 16 and 18 µm
    }
  }
}

TEST(GrainFiles, CtfThatDoesNotAddUpIsRefused) {
  const std::string good = ctf_text();
  const auto complaint = [](const std::string& text) {
    try {
      map_of_ctf(text_file_of("scan.ctf", text));
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(complaint(good), "");
  EXPECT_NE(complaint(good.substr(0, good.size() - 60)), "");
  EXPECT_NE(complaint("Channel Text File\n"), "");
  EXPECT_NE(complaint(good + "1\t0\t0\t8\t0\t1\t1\t1\t0\t0\t0\n"), "");
  std::string no_step = good;
  no_step.replace(no_step.find("XStep\t2"), 7, "XStep\t0");
  EXPECT_NE(complaint(no_step), "");
}

TEST(GrainFiles, MapsOfAScanBecomeGrains) {
  Maps maps;
  maps.nx = 20;
  maps.ny = 16;
  const OrientationMap map = map_of_ctf(text_file_of("scan.ctf", ctf_text()));
  for (int i = 0; i < 320; ++i) {
    FrameResult frame;
    frame.x_um = 2.0 * (i % 20);
    frame.y_um = 2.0 * (i / 20);
    const auto& R = map.R_sample_from_crystal[static_cast<std::size_t>(i)];
    frame.status = R ? FrameStatus::ok : FrameStatus::not_indexed;
    if (R) {
      Grain doubtful;
      doubtful.quality = GrainQuality::doubtful;
      Grain grain;
      grain.R_sample_from_crystal = *R * cubic_rotations()[static_cast<std::size_t>(i % 24)];
      frame.grains = {doubtful, grain};
    }
    maps.frames.push_back(frame);
  }
  std::reverse(maps.frames.begin(), maps.frames.end());  // the order of frames does not matter
  const OrientationMap scan = map_of_scan(maps, "maps0.h5");
  EXPECT_NEAR(scan.step[1], 2e-6, 1e-12);
  expect_the_two_grains(microstructure_of_map(scan, {}, domain, 2, "maps0.h5"));
  for (FrameResult& frame : maps.frames) frame.x_um = 1.0;
  EXPECT_THROW(map_of_scan(maps, "maps0.h5"), InputError);
}

std::string neper_text(const std::string& descriptor, const std::string& rows) {
  return "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$MeshVersion\n2.2.3\n$EndMeshVersion\n$Nodes\n6\n"
         "1 0 0 0\n2 1 0 0\n3 2 0 0\n4 0 1 0\n5 1 1 0\n9 2 1 0\n$EndNodes\n$Elements\n4\n"
         "1 1 3 5 5 0 1 2\n2 3 3 7 7 0 1 2 5 4\n3 2 3 3 3 0 2 3 5\n4 2 3 3 3 0 3 9 5\n$EndElements\n"
         "$PhysicalNames\n2\n2 3 poly3\n2 7 poly7\n$EndPhysicalNames\n$ElsetOrientations\n2 " +
         descriptor + "\n" + rows + "$EndElsetOrientations\n";
}

TEST(GrainFiles, NeperMesh) {
  const double t = std::tan(0.5 * 30.0 * units::deg);
  const std::string rows = "7 0 0 " + std::to_string(t) + "\n3 0 0 0\n";
  const NeperMesh mesh = neper_mesh_of(text_file_of("m.msh", neper_text("rodrigues:active", rows)), false);
  EXPECT_EQ(mesh.dimension, 2);
  EXPECT_EQ(mesh.mesh.simplices.size(), 4u);
  ASSERT_EQ(mesh.tags, (std::vector<int>{3, 7}));
  const Matrix3d expected = rotation_from_vector({0, 0, 30.0 * units::deg});
  EXPECT_LT((mesh.R_sample_from_crystal[1] - expected).norm(), 1e-5);
  const NeperMesh passive = neper_mesh_of(text_file_of("m.msh", neper_text("rodrigues", rows)), false);
  EXPECT_LT((passive.R_sample_from_crystal[1] - expected.transpose()).norm(), 1e-5);
  const NeperMesh bunge =
      neper_mesh_of(text_file_of("m.msh", neper_text("euler-bunge:passive", "3 10 20 30\n7 30 0 0\n")), true);
  EXPECT_LT((bunge.R_sample_from_crystal[1] - expected).norm(), 1e-9);
  const NeperMesh quaternion = neper_mesh_of(
      text_file_of("m.msh", neper_text("quaternion:active", "3 1 0 0 0\n7 0.9659258 0 0 0.2588190\n")), true);
  EXPECT_LT((quaternion.R_sample_from_crystal[1] - expected).norm(), 1e-6);
}

TEST(GrainFiles, NeperMeshAsMicrostructure) {
  const TemporaryFolder folder;
  write(folder.path("m.msh"), neper_text("euler-bunge", "3 10 20 30\n7 30 0 0\n"));
  GrainOptions options = options_for(folder.path("m.msh"));
  EXPECT_THROW(read_microstructure(options, domain, 2), UsageError);  // no unit
  options.file_unit_um = 40.0;
  const Microstructure m = read_microstructure(options, domain, 2);
  EXPECT_EQ(m.grain_at({10e-6, 30e-6, 0}), 1);
  EXPECT_EQ(m.grain_at({45e-6, 30e-6, 0}), 0);
  EXPECT_THROW(read_microstructure(options, domain, 3), UsageError);  // a plane mesh
  options.file_unit_um = 20.0;
  EXPECT_THROW(read_microstructure(options, domain, 2), UsageError);  // does not cover the cell
}

TEST(GrainFiles, NeperMeshWithoutAnOrientationIsRefused) {
  EXPECT_THROW(neper_mesh_of(text_file_of("m.msh", neper_text("rodrigues", "7 0 0 0\n5 0 0 0\n")), true),
               InputError);
  EXPECT_THROW(neper_mesh_of(text_file_of("m.msh", neper_text("magic", "7 0 0 0\n3 0 0 0\n")), true),
               InputError);
  std::string text = neper_text("rodrigues", "7 0 0 0\n3 0 0 0\n");
  text.replace(text.find("0 3 9 5"), 7, "0 3 8 5");
  EXPECT_THROW(neper_mesh_of(text_file_of("m.msh", text), true), InputError);
  text.replace(text.find("2.2 0 8"), 7, "2.2 1 8");
  EXPECT_THROW(neper_mesh_of(text_file_of("m.msh", text), true), InputError);
}

std::span<const std::uint8_t> octets_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// 5 × 4 × 2 voxels of 10 µm; the lower layer is material 2, the upper one 0 and 1.
std::vector<std::int64_t> voxels() {
  std::vector<std::int64_t> values(20, 2);
  for (int i = 0; i < 20; ++i) values.push_back(i % 5 < 2 ? 0 : 1);
  return values;
}

std::string vti_text(const std::string& attributes, const std::string& array, const std::string& data) {
  return "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" " +
         attributes +
         ">\n<ImageData WholeExtent=\"0 5 0 4 0 2\" Origin=\"0 0 0\" Spacing=\"1e-5 1e-5 1e-5\">\n" +
         "<Piece Extent=\"0 5 0 4 0 2\">\n<CellData>\n<DataArray Name=\"material\" " + array + ">\n" + data +
         "\n</DataArray>\n</CellData>\n</Piece>\n</ImageData>\n</VTKFile>\n";
}

template <typename Number>
std::string raw(const std::vector<Number>& values) {
  std::string bytes(values.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string ascii_vti() {
  std::string data;
  for (const std::int64_t value : voxels()) data += std::to_string(value) + " ";
  return vti_text("", "type=\"Int64\" format=\"ascii\"", data);
}

std::string compressed_vti() {
  const std::string content = raw(voxels());
  const std::size_t block = 200;  // 320 bytes in two blocks
  std::vector<std::uint32_t> header{2, static_cast<std::uint32_t>(block),
                                    static_cast<std::uint32_t>(content.size() - block)};
  std::string blocks;
  for (const std::string& part : {content.substr(0, block), content.substr(block)}) {
    std::vector<Bytef> packed(compressBound(part.size()));
    uLongf size = packed.size();
    compress(packed.data(), &size, reinterpret_cast<const Bytef*>(part.data()), part.size());
    header.push_back(static_cast<std::uint32_t>(size));
    blocks.append(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
  }
  return vti_text("header_type=\"UInt32\" compressor=\"vtkZLibDataCompressor\"",
                  "type=\"Int64\" format=\"binary\"",
                  base64(octets_of(raw(header))) + base64(octets_of(blocks)));
}

std::string plain_vti() {
  const std::vector<std::uint64_t> header{320};
  return vti_text("header_type=\"UInt64\"", "type=\"Int64\" format=\"binary\"",
                  base64(octets_of(raw(header) + raw(voxels()))));
}

const std::string material_yaml = R"(homogenization:
  SX: {N_constituents: 1, mechanical: {type: pass}}
material:
  - constituents:
      - O: [0.9659258262890683, 0.0, 0.0, 0.25881904510252074]  # 30 degrees about z
        phase: LLZTO
        v: 1.0
    homogenization: SX
  - constituents:
      - O:
          - 1.0
          - 0.0
          - 0.0
          - 0.0
        phase: LLZTO
        v: 1.0
    homogenization: SX
  - {constituents: [{phase: LLZTO, v: 1.0, O: [0.5, 0.5, 0.5, 0.5]}], homogenization: SX}
phase:
  LLZTO: {lattice: cI}
)";

TEST(GrainFiles, DamaskGridInEveryEncoding) {
  for (const std::string& text : {ascii_vti(), compressed_vti(), plain_vti()}) {
    const VoxelGrid grid = grid_of_vti(text_file_of("g.vti", text));
    EXPECT_EQ(grid.n, Eigen::Vector3i(5, 4, 2));
    EXPECT_EQ(grid.spacing[2], 1e-5);
    ASSERT_EQ(grid.grain.size(), 40u);
    EXPECT_EQ(grid.grain[grid.index(3, 1, 0)], 2);
    EXPECT_EQ(grid.grain[grid.index(1, 1, 1)], 0);
    EXPECT_EQ(grid.grain[grid.index(2, 3, 1)], 1);
  }
}

TEST(GrainFiles, DamaskMaterials) {
  const auto R = orientations_of_damask(text_file_of("material.yaml", material_yaml));
  ASSERT_EQ(R.size(), 3u);
  EXPECT_LT((R[0] - rotation_from_vector({0, 0, 30.0 * units::deg})).norm(), 1e-12);
  EXPECT_TRUE(R[1].isIdentity(1e-12));
  // DAMASK: vector_crystal = om · vector_sample, om of its quaternion with P = −1; here om = [[0 1 0] [0 0 1]
  // [1 0 0]].
  Matrix3d om;
  om << 0, 1, 0, 0, 0, 1, 1, 0, 0;
  EXPECT_LT((R[2].transpose() - om).norm(), 1e-12);
}

TEST(GrainFiles, DamaskAsMicrostructure) {
  const TemporaryFolder folder;
  write(folder.path("g.vti"), compressed_vti());
  write(folder.path("material.yaml"), material_yaml);
  const Microstructure plane = read_microstructure(options_for(folder.path("g.vti")), domain, 2);
  EXPECT_EQ(plane.grain_at({15e-6, 15e-6, -15e-6}), 0);
  EXPECT_EQ(plane.grain_at({25e-6, 15e-6, 0}), 1);
  const Microstructure slab = read_microstructure(options_for(folder.path("g.vti")), domain, 3);
  EXPECT_EQ(slab.grain_at({15e-6, 15e-6, -5e-6}), 0);
  EXPECT_EQ(slab.grain_at({15e-6, 15e-6, -15e-6}), 2);
  write(folder.path("material.yaml"), material_yaml.substr(0, material_yaml.find("  - {constituents")));
  EXPECT_THROW(read_microstructure(options_for(folder.path("g.vti")), domain, 3), InputError);
}

TEST(GrainFiles, DamagedGridsAreRefused) {
  const auto refuses = [](std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) return false;
    text.replace(at, from.size(), to);
    try {
      grid_of_vti(text_file_of("g.vti", text));
    } catch (const InputError&) {
      return true;
    }
    return false;
  };
  EXPECT_TRUE(refuses(ascii_vti(), "2 2 2", "2 2"));
  EXPECT_TRUE(refuses(ascii_vti(), "2 2 2", "2 -2 2"));
  EXPECT_TRUE(refuses(ascii_vti(), "\"material\"", "\"grain\""));
  EXPECT_TRUE(refuses(ascii_vti(), "0 5 0 4", "0 5 0 5"));
  EXPECT_TRUE(refuses(ascii_vti(), "format=\"ascii\"", "format=\"appended\""));
  EXPECT_TRUE(refuses(compressed_vti(), "0 5 0 4", "0 5 0 5"));
  EXPECT_TRUE(refuses(compressed_vti(), "vtkZLib", "vtkLZ4"));
  EXPECT_TRUE(refuses(plain_vti(), "LittleEndian", "BigEndian"));
  const std::string packed = compressed_vti();
  const std::size_t data = packed.find("format=\"binary\">\n") + 17;
  for (const std::size_t offset : {0, 4, 8, 14, 40, 60}) {
    std::string damaged = packed;
    damaged[data + offset] = damaged[data + offset] == 'A' ? 'g' : 'A';
    try {
      grid_of_vti(text_file_of("g.vti", damaged));
    } catch (const InputError&) {
    }  // refused or harmless, but never a crash
  }
}

TEST(GrainFiles, UnknownEndingsAreRefused) {
  EXPECT_THROW(read_microstructure(options_for("grains.xyz"), domain, 2), UsageError);
  EXPECT_THROW(make_microstructure(options_for("grains.ctf"), domain, 2, {1e-4, 1e-4}), UsageError);
}

}  // namespace
}  // namespace lauelith::models
