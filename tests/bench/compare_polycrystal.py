# SPDX-License-Identifier: BSD-3-Clause
"""Times the elasticity of a polycrystal against dolfinx (if it is there) and on two ranks; prints a table.

    /usr/bin/python3 compare_polycrystal.py PATH_OF_solve_polycrystal

Processor seconds of one core, so that other work on the machine matters little; only the speed-up of two ranks is in
wall time. Ours count everything from the mesh on, dolfinx assembly, preconditioner and solution alone.
"""
import importlib.util
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
GRAINS = os.path.join(HERE, "data", "fifty_grains.txt")
ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", OMPI_ALLOW_RUN_AS_ROOT="1",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_hwloc_base_binding_policy="none",
                   OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_btl_vader_single_copy_mechanism="none")
CASES = ((2, 20, 10.0, 0.5), (1, 40, 3.0, 1.0))  # degree, cells a side, least speed, most memory over theirs


def run(command):
    result = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(" ".join(command) + "\n" + result.stderr[-2000:])
    return json.loads(result.stdout.strip().splitlines()[-1])


def best(command, times):
    return min((run(command) for _ in range(times)), key=lambda r: r["wall_s"])


def ours(program, degree, cells, solver="multigrid", ranks=1):
    launch = [] if ranks == 1 else ["mpirun", "-n", str(ranks)]
    return best(launch + [program, str(degree), str(cells), GRAINS, solver], 3)


def compare(program, degree, cells, least_speed, most_memory):
    mine = ours(program, degree, cells)
    script = os.path.join(HERE, "solve_polycrystal_dolfinx.py")
    command = [sys.executable, script, str(degree), str(cells), GRAINS]
    run(command)  # compiles its forms
    theirs = run(command)
    assert mine["unknowns"] == theirs["unknowns"]
    total = theirs["assembly_s"] + theirs["set_up_s"] + theirs["solve_s"]
    print(f"| Q{degree}, {mine['unknowns']} unknowns | {mine['set_up_s']:.2f} + {mine['solve_s']:.2f} s, "
          f"{mine['memory_MB']:.0f} MB | {theirs['assembly_s']:.1f} + {theirs['set_up_s']:.1f} + "
          f"{theirs['solve_s']:.1f} s, {theirs['memory_MB']:.0f} MB | {total / mine['total_s']:.1f} "
          f"(at least {least_speed:.0f}) | {mine['memory_MB'] / theirs['memory_MB']:.2f} (at most {most_memory}) | "
          f"{mine['energy_J'] / theirs['energy_J'] - 1:.1e} |")


def main():
    program = sys.argv[1]
    if importlib.util.find_spec("dolfinx") is None:
        print("python3-dolfinx is not installed: nothing to compare with")
    else:
        print("| elements | ours: set-up + solution | dolfinx: assembly + set-up + solution | times faster | "
              "memory ratio | energy ratio − 1 |\n|---|---|---|---|---|---|")
        for case in CASES:
            compare(program, *case)
    print("\n| Q2, multigrid | unknowns | set-up + solution (s) | MB |\n|---|---|---|---|")
    for cells in (20, 40, 56):
        one = ours(program, 2, cells)
        print(f"| {cells}³ cells | {one['unknowns']} | {one['set_up_s']:.2f} + {one['solve_s']:.2f} | "
              f"{one['memory_MB']:.0f} |")
    one, two = (ours(program, 2, 40, ranks=ranks) for ranks in (1, 2))
    print(f"\n1 → 2 ranks, Q2, 40³ cells, wall time: {one['wall_s']:.2f} → {two['wall_s']:.2f} s, "
          f"{one['wall_s'] / two['wall_s']:.2f} times; load of the machine {os.getloadavg()[0]:.1f}")


main()
