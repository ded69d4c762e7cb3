// SPDX-License-Identifier: BSD-3-Clause
#include "models/damask_grid.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <span>

#include "models/grain_files.h"
#include "src/base64.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;

const DomainBox domain{{0, 0, -20e-6}, {50e-6, 40e-6, 0}};

GrainOptions options_for(const std::string& path) {
  GrainOptions options;
  options.source = "file";
  options.file = path;
  return options;
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
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

}  // namespace
}  // namespace lauelith::models
