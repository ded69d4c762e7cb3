// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "src/file_digest.h"
#include "src/file_summary.h"
#include "src/frame_source.h"
#include "src/grain_table.h"
#include "src/maps_file.h"

namespace lauelith {
namespace {

struct InfoJob {
  std::string path;
  bool digest = false;
};

void print_frames(const std::string& path) {
  const FrameSource source({std::filesystem::path(path)});
  const Frame frame = source.frame(0);
  std::cout << path << ": " << source.n_frames() << " frame(s), " << frame.rows << " rows by " << frame.cols
            << " columns, read as " << frame.format << "\n";
  if (frame.saturation) std::cout << "  saturation " << *frame.saturation << "\n";
  for (const auto& [key, value] : frame.metadata) std::cout << "  " << key << ": " << value << "\n";
}

void print_maps(const Maps& maps) {
  std::cout << maps.frames.size() << " frames of " << maps.crystal << "\n";
  const std::size_t n_shown = std::min<std::size_t>(maps.frames.size(), 20);
  for (std::size_t i = 0; i < n_shown; ++i) std::cout << grain_table(maps.frames[i]);
  if (n_shown < maps.frames.size()) std::cout << "... and " << maps.frames.size() - n_shown << " more\n";
}

void run_info(const InfoJob& job) {
  if (job.digest) {
    std::cout << digest_of_file(job.path) << "  " << job.path << "\n";
  } else if (is_maps_file(job.path)) {
    print_maps(read_maps(job.path));
  } else if (const std::string kind = kind_of_file(job.path); !kind.empty() && kind != "lauelith.scan") {
    std::cout << file_summary(job.path);
  } else {
    print_frames(job.path);
  }
}

}  // namespace

void add_info(CLI::App& program) {
  auto* command = program.add_subcommand("info", "What a file holds");
  const auto job = std::make_shared<InfoJob>();
  command->add_option("FILE", job->path, "Image, stack, or any HDF5 file of this program")
      ->required()
      ->type_name("");
  command->add_flag("--digest", job->digest, "Identity of the data of an HDF5 file, provenance apart");
  command->callback([job] { run_info(*job); });
  command->footer("Example:\n  lauelith info maps.h5 --digest");
}

}  // namespace lauelith
