// SPDX-License-Identifier: BSD-3-Clause
// The tables of the study that the models own: keys, defaults, refusals.
#include <gtest/gtest.h>

#include "models/cell_options.h"
#include "models/eigenstrain.h"
#include "models/flaws.h"
#include "models/grain_sources.h"
#include "models/mechanics_options.h"
#include "src/failure.h"
#include "src/schema.h"
#include "src/study.h"

namespace lauelith::models {
namespace {

struct Tables {
  CellOptions cell;
  GrainOptions grains;
  ModelOptions model;
  MechanicsOptions mechanics;
  ResidualOptions residual;
  FlawOptions flaws;
  Study study;
  Tables() {
    study.add("cell", "The cell", cell);
    study.add("grains", "The microstructure", grains);
    study.add("model", "The model", model);
    study.add("mechanics", "Elasticity", mechanics);
    study.add("residual", "Residual strain", residual);
    study.add("flaws", "Flaws", flaws);
  }
};

TEST(ModelTables, DefaultsAreThoseOfTheDefaultStudy) {
  struct Row {
    const char *table, *key, *value;
  };
  const std::vector<Row> rows{{"cell", "type", "\"symmetric\""},
                              {"cell", "thickness_mm", "1.11"},
                              {"cell", "relative_density", "0.9"},
                              {"cell", "width_um", "400.0"},
                              {"cell", "window_um", "[260.0, 260.0]"},
                              {"cell", "stack_pressure_MPa", "0.3"},
                              {"cell", "temperature_K", "298.15"},
                              {"grains", "source", "\"three-grain\""},
                              {"grains", "size_um", "130.0"},
                              {"grains", "seed", "1"},
                              {"model", "level", "\"L2\""},
                              {"model", "dimension", "\"2.5d\""},
                              {"model", "plane_mode", "\"generalised_plane_strain\""},
                              {"model", "slab_depth_um", "80.0"},
                              {"mechanics", "material", "\"LLZTO\""},
                              {"mechanics", "stiffness_scale", "0.96"},
                              {"residual", "layer_strain", "5e-04"},
                              {"residual", "layer_depth_um", "20.0"},
                              {"residual", "exchange_strain", "0.0"},
                              {"residual", "exchange_depth_um", "1.0"},
                              {"residual", "grain_strain_sd", "1e-04"},
                              {"residual", "field_strain_sd", "1e-04"},
                              {"residual", "field_length_um", "20.0"},
                              {"flaws", "density_per_mm", "20.0"},
                              {"flaws", "depth_um", "5.0"},
                              {"flaws", "depth_log_sd", "0.7"},
                              {"flaws", "isolation_fraction", "0.1"},
                              {"flaws", "lithium_redistribution", "\"uniform\""},
                              {"flaws", "open", "true"}};
  const Tables tables;
  const auto schema = schema_of(tables.study);
  for (const Row& row : rows) {
    bool found = false;
    for (const SchemaRow& entry : schema) {
      if (entry.table != row.table || entry.key != row.key) continue;
      found = true;
      EXPECT_EQ(entry.default_value, row.value) << row.table << "." << row.key;
      EXPECT_FALSE(entry.sentence.empty());
    }
    EXPECT_TRUE(found) << row.table << "." << row.key;
  }
}

TEST(ModelTables, ResolvedTextReadsBack) {
  Tables tables;
  tables.study.read(
      "[residual]\nlayer_strain = { value = 1e-3, prior = \"uniform\", range = [0.0, 2e-3] }\n"
      "[flaws]\nplace_um = [10.0]\nplace_depth_um = [5.0]\n",
      "study.toml");
  EXPECT_EQ(tables.residual.layer_strain, 1e-3);
  ASSERT_EQ(tables.study.uncertain().size(), 1u);
  Tables again;
  again.study.read(resolved_text(tables.study), "resolved");
  EXPECT_EQ(again.residual.layer_strain, 1e-3);
  EXPECT_EQ(again.flaws.place_um, tables.flaws.place_um);
}

std::string complaint(const std::string& text) {
  Tables tables;
  try {
    tables.study.read(text, "study.toml");
    require_valid(tables.cell);
    stiffness_of(tables.mechanics);
    texture_of(tables.grains);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(ModelTables, RefusalsNameKeyAndRange) {
  EXPECT_EQ(complaint(""), "");
  EXPECT_NE(complaint("[cell]\nrelative_density = 0.5\n").find("0.8 to 1"), std::string::npos);
  EXPECT_NE(complaint("[cell]\nwindow_um = [500.0, 100.0]\n").find("window_um"), std::string::npos);
  EXPECT_NE(complaint("[cell]\nwindow_um = [100.0]\n").find("window_um"), std::string::npos);
  EXPECT_NE(complaint("[grains]\nsource = \"voronoi\"\n").find("three-grain"), std::string::npos);
  EXPECT_NE(complaint("[grains]\nfibre_hkl = [0.0, 0.0, 0.0]\n").find("fibre_hkl"), std::string::npos);
  EXPECT_NE(complaint("[mechanics]\nstiffness_GPa = [60.0, 63.9, 69.8]\n").find("positive definite"),
            std::string::npos);
  EXPECT_NE(complaint("[mechanics]\nstiffness_GPa = [60.0]\n").find("stiffness_GPa"), std::string::npos);
  EXPECT_NE(complaint("[residual]\nlayer_strian = 1e-3\n").find("layer_strain"), std::string::npos);
}

TEST(ModelTables, StiffnessOfTheDefaultStudy) {
  const CubicStiffness C = stiffness_of(MechanicsOptions{});
  EXPECT_NEAR(C.C11, 0.96 * 169.8e9, 1.0);
  MechanicsOptions own;
  own.stiffness_GPa = {200.0, 80.0, 70.0};
  EXPECT_NEAR(stiffness_of(own).C44, 70e9, 1.0);
  EXPECT_TRUE(unverified_properties(own).empty());
  const auto doubtful = unverified_properties(MechanicsOptions{});
  EXPECT_EQ(doubtful.size(), 4u);
}

TEST(ModelTables, DomainAndWindow) {
  const DomainBox box = domain_of({}, {});
  EXPECT_NEAR(box.high[0], 400e-6, 1e-12);
  EXPECT_NEAR(box.high[1], 1110e-6, 1e-12);
  EXPECT_EQ(box.low[2], 0.0);
  const DomainBox window = window_of({}, {});
  EXPECT_NEAR(window.low[0], 70e-6, 1e-12);
  EXPECT_NEAR(window.high[1], 260e-6, 1e-12);
  ModelOptions slab;
  slab.dimension = "3d";
  EXPECT_NEAR(domain_of({}, slab).low[2], -80e-6, 1e-12);
}

}  // namespace
}  // namespace lauelith::models
