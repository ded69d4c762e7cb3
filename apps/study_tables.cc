// SPDX-License-Identifier: BSD-3-Clause
#include "apps/study_tables.h"

namespace lauelith {

Study study_of(StudyTables& tables) {
  Study study;
  solvers::CellStudy& cell = tables.mechanics;
  study.add("cell", "The cell and the window that is scanned", cell.cell);
  study.add("grains", "The microstructure", cell.grains);
  study.add("model", "How much physics, in how many dimensions", cell.model);
  study.add("mechanics", "Elasticity of the electrolyte", cell.mechanics);
  study.add("residual", "Strain before any current", cell.residual);
  study.add("electro", "Conduction of ions and electrons", cell.electro);
  study.add("interface", "Kinetics where lithium meets the electrolyte", cell.interface);
  study.add("contact", "Where lithium touches the electrolyte", cell.contact);
  study.add("flaws", "Notches at the plating interface", cell.flaws);
  study.add("fracture", "How flaws grow", cell.fracture);
  study.add("deposition", "Lithium on grain boundaries", cell.deposition);
  study.add("protocol", "Current against time, and when the cell is scanned", cell.protocol);
  study.add("numerics", "Mesh, solvers and steps of time", cell.numerics);
  study.add("numerics", "Mesh, solvers and steps of time", cell.time);
  study.add("insitu", "Pictures while a simulation runs, by ParaView Catalyst", cell.insitu);
  study.add("beam", "The white beam and the face it falls on", tables.beam);
  study.add("detector", "The camera of simulated frames", tables.camera);
  study.add("scan", "Where the beam goes, for how long", tables.scan);
  study.add("noise", "What lies under the spots of simulated frames", tables.background);
  study.add("field", "A crystal field as formulas, where no field file is given", tables.field);
  study.add("index", "Peak search and indexing", tables.peak_search);
  study.add("index", "Peak search and indexing", tables.index);
  study.add("index", "Peak search and indexing", tables.difference);
  study.add("plan", "What a plan looks at", tables.plan);
  study.add("sensitivity", "Ionic conductivity against pressure, temperature, activation volume",
            tables.sensitivity);
  study.add("compare", "From maps to a verdict on the mechanisms", tables.compare);
  study.add("picture", "How patterns are drawn", tables.picture);
  return study;
}

models::SensitivityDefaults sensitivity_defaults(const StudyTables& tables) {
  const solvers::CellStudy& study = tables.mechanics;
  return {study.cell.temperature_K, study.cell.stack_pressure_MPa, study.electro.boundary_resistance_ohm_cm2,
          study.interface.resistance_ohm_cm2, study.fracture.toughness_MPa_sqrt_m};
}

void check_simulated_scan(const StudyTables& tables) {
  forward::check_scan(tables.scan);
  forward::check_beam(tables.beam);
  forward::check_background(tables.background);
}

}  // namespace lauelith
