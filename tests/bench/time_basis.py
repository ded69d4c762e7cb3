# SPDX-License-Identifier: BSD-3-Clause
"""Times the influence basis of the default study with few and many sources, on one and two ranks; prints a table.

    /usr/bin/python3 time_basis.py PATH_OF_lauelith-fe
"""
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMPI_ALLOW_RUN_AS_ROOT="1",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_hwloc_base_binding_policy="none",
                   OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_btl_vader_single_copy_mechanism="none")
STUDIES = (("default", ""), ("fine pieces", "[grains]\nboundary_piece_um = 4.0\n[numerics]\nflaw_piece_um = 1.0\n"),
           ("fine pieces, coarse cells",
            "[grains]\nboundary_piece_um = 4.0\n[numerics]\nflaw_piece_um = 1.0\ncell_window_um = 8.0\n"
            "cell_boundary_um = 4.0\ncell_flaw_um = 1.0\n"))


def timed(program, study, ranks, folder):
    path = os.path.join(folder, "study.toml")
    with open(path, "w") as file:
        file.write(study)
    launch = [] if ranks == 1 else ["mpirun", "-n", str(ranks)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    result = subprocess.run(launch + [program, "simulate", path, "-o", os.path.join(folder, "fields.h5"), "--basis",
                                      os.path.join(folder, "basis.h5"), "--force", "--progress", "none"],
                            env=ENVIRONMENT, capture_output=True, text=True, check=True)
    wall = time.time() - start
    processor = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime
    unknowns, sources = re.search(r"(\d+) unknowns, (\d+) sources", result.stdout).groups()
    parts = re.search(r"assembly ([\d.]+) s, factorisation ([\d.]+) s, sources ([\d.]+) s", result.stdout).groups()
    return unknowns, sources, [float(part) for part in parts], wall, processor


def main():
    print("| study | unknowns | sources | ranks | assembly + factorisation + sources (s) | whole run (s) "
          "| processor (s) |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, study in STUDIES:
            seconds = []
            for ranks in (1, 2):
                unknowns, sources, parts, wall, processor = timed(sys.argv[1], study, ranks, folder)
                seconds.append((sum(parts), wall))
                print(f"| {name} | {unknowns} | {sources} | {ranks} | {' + '.join(f'{part:.1f}' for part in parts)} "
                      f"| {wall:.1f} | {processor:.0f} |", flush=True)
            gains = [one / two for one, two in zip(*seconds)]
            print(f"| {name}, 1 → 2 ranks | | | | {gains[0]:.2f} × | {gains[1]:.2f} × | |", flush=True)
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f}")


main()
