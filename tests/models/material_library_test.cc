// SPDX-License-Identifier: BSD-3-Clause
#include "models/material_library.h"

#include <gtest/gtest.h>

#include "src/failure.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

TEST(MaterialLibrary, KnowsTheNames) {
  for (const std::string& name : material_names()) {
    const Material material = find_material(name);
    EXPECT_EQ(material.name, name);
    EXPECT_GT(material.properties.size(), 10u);
    EXPECT_TRUE(is_stable(stiffness_of(material)));
  }
  EXPECT_EQ(find_material("llzto").name, "LLZTO");
  EXPECT_THROW(find_material("LLZTP"), UsageError);
}

TEST(MaterialLibrary, EveryNumberSaysWhereItComesFrom) {
  for (const std::string& name : material_names()) {
    for (const MaterialProperty& property : find_material(name).properties) {
      EXPECT_FALSE(property.reference.empty()) << name << " " << property.key;
      const bool is_inside =
          !property.low || (*property.low <= property.value && property.value <= *property.high);
      EXPECT_TRUE(is_inside) << name << " " << property.key;
    }
  }
}

TEST(MaterialLibrary, InheritsWhatGarnetsShare) {
  const Material ta = find_material("LLZTO");
  const Material al = find_material("LLZO");
  EXPECT_EQ(ta.value("toughness_MPa_sqrt_m"), 1.0);
  EXPECT_EQ(al.value("toughness_MPa_sqrt_m"), 1.0);
  EXPECT_NEAR(stiffness_of(ta).C11, 169.8e9, 1.0);
  EXPECT_NEAR(stiffness_of(al).C11, 187.0e9, 1.0);
}

TEST(MaterialLibrary, ListsWhatIsUnverified) {
  const auto doubtful = unverified(find_material("LLZTO"), {"C11_GPa", "toughness_MPa_sqrt_m"});
  ASSERT_EQ(doubtful.size(), 1u);
  EXPECT_EQ(doubtful[0].key, "C11_GPa");
  EXPECT_EQ(text_of(doubtful[0].status), "unverified");
  EXPECT_THROW(unverified(find_material("LLZTO"), {"C13_GPa"}), UsageError);
}

// G_c = K²/E' of the table, from the numbers of the table.
TEST(MaterialLibrary, DerivedNumbersFollow) {
  const double E_plane = 164.4e9;
  EXPECT_NEAR(find_material("LLZTO").value("fracture_energy_J_m2"), 1e12 / E_plane, 0.05);
  const Material lithium = find_material("lithium");
  EXPECT_NEAR(lithium.value("molar_volume_cm3_mol"), 6.94 / lithium.value("density_g_cm3"), 0.02);
}

std::string complaint(const std::string& text) {
  try {
    material_from_toml(text, "mine.toml");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(MaterialLibrary, RefusesWhatIsIncomplete) {
  const std::string name = "name = \"x\"\n[E_GPa]\n";
  EXPECT_EQ(complaint(name + "value = 1\nstatus = \"derived\"\nreference = \"r\"\n"), "");
  EXPECT_NE(complaint(name + "status = \"derived\"\nreference = \"r\"\n").find("value"), std::string::npos);
  EXPECT_NE(complaint(name + "value = 1\nstatus = \"sure\"\nreference = \"r\"\n").find("sure"),
            std::string::npos);
  EXPECT_NE(complaint(name + "value = 1\nstatus = \"derived\"\n").find("reference"), std::string::npos);
  EXPECT_NE(complaint(name + "value = 1\nrange = [2, 3]\nstatus = \"derived\"\nreference = \"r\"\n"), "");
  EXPECT_NE(complaint(name + "value = 1\ncolour = 3\nstatus = \"derived\"\nreference = \"r\"\n"), "");
}

}  // namespace
}  // namespace lauelith::models
