// SPDX-License-Identifier: BSD-3-Clause
#include "models/sensitivity_options.h"

#include <cmath>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double lowest_K = 200.0, highest_K = 400.0;  // validity of the law

void describe_law(ParameterVisitor& visit, SensitivityOptions& options) {
  visit.text({"material", "conductor of the built-in library, or a data file of its layout"},
             options.material);
  visit.number({"activation_volume_cm3_mol",
                "V_a, signed: positive if pressure hinders; nan: of the material", -10.0, 10.0},
               options.activation_volume_cm3_mol);
  visit.number(
      {"activation_energy_eV", "E_a of conductivity times temperature; nan: of the material", 0.0, 2.0},
      options.activation_energy_eV);
  visit.number({"conductivity_mS_cm", "at 298.15 K without pressure; nan: of the material", 1e-9, 1e3},
               options.conductivity_mS_cm);
  visit.number({"bulk_modulus_GPa", "K of the compressibility 1/K; nan: of the material", 1.0, 1000.0},
               options.bulk_modulus_GPa);
  visit.text({"form", "how ln conductivity follows pressure", -inf, inf, {"exponential", "quadratic"}},
             options.form);
  visit.number({"optimum_GPa", "pressure of the maximum (quadratic); negative: tension", -10.0, 10.0},
               options.optimum_GPa);
  visit.number({"axial_1_GPa", "relative loss along a cube axis per GPa of tensile stress deviator along it",
                -10.0, 10.0},
               options.axial_1_GPa);
  visit.number({"shear_1_GPa", "the same for shear components in crystal axes", -10.0, 10.0},
               options.shear_1_GPa);
  visit.number(
      {"temperature_K", "of everything but the temperature sweep; nan: of [cell]", lowest_K, highest_K},
      options.temperature_K);
  visit.number({"stack_pressure_MPa", "pressure of the electrodes whose effect is reported; nan: of [cell]",
                0.0, 1000.0},
               options.stack_pressure_MPa);
  visit.text({"confinement", "sides of the stack: free to move, or held", -inf, inf, {"free", "held"}},
             options.confinement);
}

void describe_sweeps(ParameterVisitor& visit, SensitivityOptions& options) {
  visit.numbers({"pressure_range_GPa", "lowest and highest pressure; positive in compression", -3.0, 3.0},
                options.pressure_range_GPa);
  visit.numbers({"temperature_range_K", "lowest and highest temperature", lowest_K, highest_K},
                options.temperature_range_K);
  visit.numbers({"activation_volume_range_cm3_mol", "lowest and highest V_a", -10.0, 10.0},
                options.activation_volume_range_cm3_mol);
  visit.numbers({"stack_pressure_range_MPa", "lowest and highest stack pressure", 0.0, 1000.0},
                options.stack_pressure_range_MPa);
  visit.integer({"sweep_points", "points of every sweep", 3, 1000}, options.sweep_points);
  visit.integer({"samples", "base samples of bands and Sobol indices; 0: none", 0, 1000000}, options.samples);
}

void require_range(const char* key, const std::vector<double>& range) {
  if (range.size() == 2 && range[0] < range[1]) return;
  throw UsageError({"[sensitivity]", key, "[low, high]", toml_value(range)});
}

}  // namespace

void describe(ParameterVisitor& visit, SensitivityOptions& options) {
  describe_law(visit, options);
  describe_sweeps(visit, options);
  visit.text({"boundary_data",
              "potential on the outside of the map: periodic, or linear",
              -inf,
              inf,
              {"periodic", "linear"}},
             options.boundary_data);
  visit.number({"boundary_resistance_ohm_cm2", "of grain boundaries, for ions; nan: of [electro]", 0.0, 1e4},
               options.boundary_resistance_ohm_cm2);
  visit.text({"closure",
              "volume strain of measured maps: traction-free face, or energy scan",
              -inf,
              inf,
              {"undeclared", "traction-free", "energy"}},
             options.closure);
  visit.number({"flaw_current_mA_cm2", "current whose critical flaw is reported", 1e-6, 1e4},
               options.flaw_current_mA_cm2);
  visit.number(
      {"transfer_resistance_ohm_cm2", "R_ct at the flaw; nan: [interface] resistance_ohm_cm2", 1e-3, 1e6},
      options.transfer_resistance_ohm_cm2);
  visit.number({"toughness_MPa_sqrt_m", "K_Ic of the flaw; nan: of [fracture]", 0.01, 20.0},
               options.toughness_MPa_sqrt_m);
}

void refuse_volume(const std::string& found) {
  throw UsageError(
      {"[sensitivity]", "activation_volume_cm3_mol",
       "cm3/mol, 0 or beyond " + toml_value(least_believable_volume_cm3_mol) + " (ions: 0.1 to 5)", found,
       "was it m3/mol, or nm3 per ion? 1 cm3/mol = 1e-6 m3/mol = 0.00166 nm3"});
}

void require_valid(const SensitivityOptions& options, const SensitivityDefaults& of_study) {
  require_range("pressure_range_GPa", options.pressure_range_GPa);
  require_range("temperature_range_K", options.temperature_range_K);
  require_range("activation_volume_range_cm3_mol", options.activation_volume_range_cm3_mol);
  require_range("stack_pressure_range_MPa", options.stack_pressure_range_MPa);
  const SensitivityOptions all = completed(options, of_study);
  if (!(all.temperature_K >= lowest_K && all.temperature_K <= highest_K)) {
    throw UsageError({"[cell]", "temperature_K", "200 to 400 K, where the law of [sensitivity] holds",
                      toml_value(all.temperature_K), "give [sensitivity] a temperature_K of its own"});
  }
  const double V_a = all.activation_volume_cm3_mol;
  if (V_a != 0.0 && std::abs(V_a) < least_believable_volume_cm3_mol) refuse_volume(toml_value(V_a));
  if (all.form != "quadratic") return;
  const PressureConductivity law = law_of(all);
  if (all.optimum_GPa == 0.0 || law.slope_1_Pa(all.temperature_K) * law.optimum_Pa <= 0.0) {
    throw UsageError(
        {"[sensitivity]", "form = \"quadratic\"",
         "an optimum_GPa on the side to which the conductivity rises (tension for V_a > 0)",
         "optimum_GPa = " + toml_value(all.optimum_GPa) + ", V_a = " + toml_value(V_a) + " cm3/mol",
         "change the sign of optimum_GPa, or use form = \"exponential\""});
  }
}

SensitivityOptions completed(const SensitivityOptions& options, const SensitivityDefaults& of_study) {
  const Material material = find_conductor(options.material);
  SensitivityOptions all = options;
  const auto fill = [&material](double& value, const char* key) {
    if (std::isnan(value)) value = material.value(key);
  };
  fill(all.activation_volume_cm3_mol, "activation_volume_cm3_mol");
  fill(all.activation_energy_eV, "activation_energy_eV");
  fill(all.conductivity_mS_cm, "conductivity_mS_cm");
  fill(all.bulk_modulus_GPa, "bulk_modulus_GPa");
  const auto take = [](double& value, double declared) {
    if (std::isnan(value)) value = declared;
  };
  take(all.temperature_K, of_study.temperature_K);
  take(all.stack_pressure_MPa, of_study.stack_pressure_MPa);
  take(all.boundary_resistance_ohm_cm2, of_study.boundary_resistance_ohm_cm2);
  take(all.transfer_resistance_ohm_cm2, of_study.transfer_resistance_ohm_cm2);
  take(all.toughness_MPa_sqrt_m, of_study.toughness_MPa_sqrt_m);
  return all;
}

PressureConductivity law_of(const SensitivityOptions& options) {
  PressureConductivity law;
  law.reference_S_m = options.conductivity_mS_cm * 0.1;
  law.activation_energy_J = ion_energy_J(options.activation_energy_eV);
  law.activation_volume_m3 = ion_volume_m3(options.activation_volume_cm3_mol);
  law.compressibility_1_Pa = 1.0 / (options.bulk_modulus_GPa * units::GPa);
  law.form = options.form == "quadratic" ? PressureConductivity::Form::quadratic
                                         : PressureConductivity::Form::exponential;
  law.optimum_Pa = options.optimum_GPa * units::GPa;
  law.axial_1_Pa = options.axial_1_GPa / units::GPa;
  law.shear_1_Pa = options.shear_1_GPa / units::GPa;
  return law;
}

CriticalFlaw flaw_of(const SensitivityOptions& options) {
  constexpr double square_cm = 1e-4;
  CriticalFlaw flaw;
  flaw.toughness_Pa_sqrt_m = options.toughness_MPa_sqrt_m * units::MPa;
  flaw.transfer_resistance_ohm_m2 = options.transfer_resistance_ohm_cm2 * square_cm;
  flaw.lithium_volume_m3_mol = find_material("lithium").value("molar_volume_cm3_mol") * 1e-6;
  return flaw;
}

double hydrostatic_share(const SensitivityOptions& options, double shear_modulus_Pa) {
  if (options.confinement == "free") return 1.0 / 3.0;
  const double K = options.bulk_modulus_GPa * units::GPa;
  const double nu = (3.0 * K - 2.0 * shear_modulus_Pa) / (6.0 * K + 2.0 * shear_modulus_Pa);
  return (1.0 + nu) / (3.0 * (1.0 - nu));
}

}  // namespace lauelith::models
