// SPDX-License-Identifier: BSD-3-Clause
#include "apps/render_job.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <thread>

#include "apps/laue_input.h"
#include "apps/study_tables.h"
#include "forward/scan.h"
#include "src/failure.h"
#include "src/field_file.h"
#include "src/image_file.h"
#include "src/parallel.h"
#include "src/progress.h"
#include "src/safe_file.h"
#include "src/scan_file.h"
#include "src/spot_table.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

constexpr std::size_t frames_per_thread = 8;  // in memory at once

enum class Output { scan, csv, images };

Output kind_of(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".h5") return Output::scan;
  if (ending == ".csv") return Output::csv;
  if (promised_format(path) != ImageFormat::unknown) return Output::images;
  throw UsageError({path, "", "a name ending in .h5, .csv, .mccd, .tif, .cbf or .edf", ending,
                    "images get one file per frame: out.tif gives out_00000.tif ..."});
}

ChunkPacking packing_of(const std::string& name) {
  if (name == "none") return ChunkPacking::none;
  return name == "bitshuffle" ? ChunkPacking::bitshuffle : ChunkPacking::deflate;
}

Hdf5Writer::Pixel pixel_of(forward::StoredPixel stored) {
  if (stored == forward::StoredPixel::u16) return Hdf5Writer::Pixel::u16;
  return stored == forward::StoredPixel::u32 ? Hdf5Writer::Pixel::u32 : Hdf5Writer::Pixel::i32;
}

CrystalField field_of(const RenderJob& job, const StudyTables& tables) {
  if (job.field_path.empty()) {
    CrystalField field = evaluated_field(tables.field, static_cast<std::uint32_t>(job.common.seed));
    field.label = "Scan " + std::to_string(job.scan);
    return field;
  }
  return read_field(job.field_path, static_cast<std::size_t>(job.scan));
}

/// Pores of a computed cell are not resolved in its field; a field of formulas means what it says.
double density_of(const RenderJob& job, const StudyTables& tables) {
  return job.field_path.empty() ? 1.0 : tables.mechanics.cell.relative_density;
}

ScanSetting setting_of(const RenderJob& job, const StudyTables& tables,
                       const forward::SimulatedCamera& camera, const forward::ScanRenderer& renderer,
                       const forward::Spectrum& spectrum, const std::string& label) {
  ScanSetting setting;
  setting.n_frames = renderer.n_frames();
  setting.shape = {renderer.n_y(), renderer.n_x()};
  setting.detector = camera.file;
  setting.saturation = camera.is_counting ? camera.count_limit : camera.integrating.saturation;
  setting.stored = pixel_of(camera.stored);
  setting.packing = packing_of(job.compression);
  setting.has_frames = !job.spots_only;
  setting.energy_range_keV = tables.beam.energy_keV;
  constexpr int n_energies = 512;
  for (int i = 0; i <= n_energies; ++i) {
    const double step = (spectrum.energy_max_keV() - spectrum.energy_min_keV()) / n_energies;
    setting.energy_keV.push_back(std::min(spectrum.energy_min_keV() + i * step, spectrum.energy_max_keV()));
    setting.flux_1_s_keV.push_back(renderer.flux_scale() * spectrum.flux(setting.energy_keV.back()));
  }
  if (!forward::energies_of(tables.scan).empty()) setting.monochromator_eV = tables.scan.monochromator_eV;
  setting.sample_tilt_deg = tables.beam.incidence_deg;
  setting.depth_model = "absorption";
  setting.crystal = tables.scan.crystal;
  setting.label = label;
  return setting;
}

Provenance provenance_of(const RenderJob& job, const Study& study) {
  std::vector<std::string> argv = {"lauelith", "render"};
  if (!job.study_path.empty()) argv.push_back(job.study_path);
  if (!job.field_path.empty()) argv.insert(argv.end(), {"--field", job.field_path});
  argv.insert(argv.end(), {"--scan", std::to_string(job.scan), "--seed", std::to_string(job.common.seed)});
  if (job.spots_only) argv.push_back("--spots-only");
  Provenance provenance = begun_provenance(argv);
  provenance.study_text = resolved_text(study);
  provenance.seeds = {static_cast<std::int64_t>(job.common.seed)};
  for (const std::string& path : {job.study_path, job.field_path}) {
    if (!path.empty()) provenance.inputs.push_back(hash_of_file(path));
  }
  return provenance;
}

/// A frame that was made, ready to be written in order.
struct MadeFrame {
  ScanPoint point;
  std::vector<TruthRow> truth;
  Bytes packed;
};

Bytes packed_pixels(const Frame& frame, ChunkPacking packing) {
  return std::visit(
      [packing](const auto& pixels) {
        return encoded_chunk(std::as_bytes(std::span(pixels)), sizeof(pixels[0]), packing);
      },
      frame.pixels);
}

std::string numbered(const std::string& path, std::size_t index) {
  const std::filesystem::path whole(path);
  std::string digits = std::to_string(index);
  digits.insert(0, 5 - std::min<std::size_t>(5, digits.size()), '0');
  return (whole.parent_path() / (whole.stem().string() + "_" + digits + whole.extension().string())).string();
}

/// out_truth.csv beside out_00000.tif …
std::string truth_beside(const std::string& path) {
  const std::filesystem::path whole(path);
  return (whole.parent_path() / (whole.stem().string() + "_truth.csv")).string();
}

class Rendering {
 public:
  Rendering(const RenderJob& job, const StudyTables& tables, const forward::ScanRenderer& renderer)
      : job_(job), tables_(tables), renderer_(renderer), kind_(kind_of(job.output)) {}

  /// Makes batches of frames on all threads and hands them on in order.
  template <typename Take>
  void all(Take take) {
    const std::size_t n_threads = job_.common.n_threads > 0 ? static_cast<std::size_t>(job_.common.n_threads)
                                                            : std::thread::hardware_concurrency();
    const std::size_t in_batch = frames_per_thread * std::max<std::size_t>(1, n_threads);
    Progress progress({job_.common.progress, "lit"}, renderer_.n_frames(), std::cerr, is_terminal(2));
    for (std::size_t first = 0; first < renderer_.n_frames(); first += in_batch) {
      std::vector<MadeFrame> batch(std::min(in_batch, renderer_.n_frames() - first));
      for_each_index(batch.size(), job_.common.n_threads, [&](std::size_t i) {
        batch[i] = made(first + i);
        progress.frame_done(!batch[i].truth.empty(), false);
      });
      for (std::size_t i = 0; i < batch.size(); ++i) take(first + i, batch[i]);
    }
    progress.finish();
  }

 private:
  MadeFrame made(std::size_t index) const {
    const bool only_spots = job_.spots_only || kind_ == Output::csv;
    const forward::RenderedFrame frame = only_spots ? renderer_.spots_of(index) : renderer_.frame_of(index);
    MadeFrame made{frame.point,
                   forward::truth_rows(frame.spots, index, only_spots ? 0.0 : tables_.scan.truth_photons),
                   {}};
    if (kind_ == Output::images) write_frame(numbered(job_.output, index), frame.frame);
    if (kind_ == Output::scan && !only_spots)
      made.packed = packed_pixels(frame.frame, packing_of(job_.compression));
    return made;
  }

  const RenderJob& job_;
  const StudyTables& tables_;
  const forward::ScanRenderer& renderer_;
  Output kind_;
};

void check_outputs(const RenderJob& job, std::size_t n_frames) {
  const Output kind = kind_of(job.output);
  if (kind == Output::images && job.spots_only) {
    throw UsageError({job.output, "--spots-only", "a name ending in .h5 or .csv", "an image", ""});
  }
  if (kind == Output::images) refuse_existing(truth_beside(job.output), job.common.force);
  const bool is_one_file = kind != Output::images;
  for (std::size_t i = 0; i < (is_one_file ? 1 : n_frames); ++i) {
    refuse_existing(is_one_file ? job.output : numbered(job.output, i), job.common.force);
  }
}

}  // namespace

void run_render(const RenderJob& given) {
  RenderJob job = given;
  if (job.output.empty()) job.output = "scan" + std::to_string(job.scan) + ".h5";
  StudyTables tables;
  Study study = study_of(tables);
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  check_simulated_scan(tables);
  const forward::BeamOptions beam = beam_of(tables.beam, {});
  const CrystalField field = field_of(job, tables);
  const forward::SimulatedCamera camera = forward::make_camera(tables.camera);
  const forward::LaueSetup setup = laue_setup(camera.file.detector, tables.scan.crystal, beam);
  const forward::Spectrum spectrum = spectrum_of(beam);
  const forward::ScanRenderer renderer(setup, field, camera, tables.background, tables.scan, spectrum,
                                       density_of(job, tables), static_cast<std::uint32_t>(job.common.seed),
                                       static_cast<std::uint32_t>(job.scan));
  check_outputs(job, renderer.n_frames());
  Provenance provenance = provenance_of(job, study);
  Rendering rendering(job, tables, renderer);
  std::size_t n_lit = 0;
  std::size_t n_spots = 0;
  const auto count = [&](const MadeFrame& frame) {
    n_lit += frame.truth.empty() ? 0 : 1;
    for (const TruthRow& row : frame.truth) n_spots += row.spots.size();
  };
  const Output kind = kind_of(job.output);
  if (kind == Output::scan) {
    ScanWriter writer(job.output, setting_of(job, tables, camera, renderer, spectrum, field.label),
                      job.common.force);
    rendering.all([&](std::size_t i, const MadeFrame& frame) {
      count(frame);
      writer.add_point(frame.point);
      writer.add_truth(frame.truth);
      if (!frame.packed.empty()) writer.add_frame(i, frame.packed);
    });
    writer.finish(provenance);
  } else {
    SpotTable table(kind == Output::csv ? job.output : truth_beside(job.output));
    rendering.all([&](std::size_t i, const MadeFrame& frame) {
      count(frame);
      table.add(i, frame.point, frame.truth);
    });
    table.finish();
  }
  std::cout << job.output << ": " << renderer.n_frames() << " frames, " << n_lit << " with spots, " << n_spots
            << " spots listed\n";
}

}  // namespace lauelith
