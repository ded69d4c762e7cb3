# SPDX-License-Identifier: BSD-3-Clause
"""Verdicts through images: four truths in several microstructures, each simulated by finite elements, rendered
as camera frames with noise, indexed and compared. Scan 0 is shared by the truths of a microstructure. In every
second microstructure the influence fields of the simulation are withheld from the comparison, which then works
with closed forms at places of its own.

    image_verdicts.py LAUELITH RESULTS [MICROSTRUCTURES] [POINTS] [WORK]

Writes RESULTS/image_verdicts.md; maps and verdicts that
are in WORK (default build/image_verdicts) are not made again."""
import json
import pathlib
import random
import subprocess
import sys

RIGHT = {"none": "no-change", "cracks": "penetration", "deposits": "transport", "both": "mixed"}


def study(truth: str, number: int, points: int) -> str:
    draw = random.Random(1000 + number)
    size = 4.0 * points
    places = sorted(draw.uniform(0.1, 0.9) * size for _ in range(5))
    depths = [draw.uniform(8.0, 35.0) for _ in places]
    angles = [draw.gauss(0.0, 10.0) for _ in places]
    current = draw.uniform(600.0, 1500.0)
    toughness = draw.uniform(0.5, 1.2)
    efficiency = draw.uniform(0.0, 0.1)
    flaws = f"place_um = {places}\nplace_depth_um = {depths}\nplace_angle_deg = {angles}\n"
    cracks = truth in ("cracks", "both")
    deposits = truth in ("deposits", "both")
    text = f"""[cell]
thickness_mm = 0.5
width_um = {size + 60.0}
window_um = [{size + 4.0}, {size + 4.0}]
[grains]
source = "laguerre"
size_um = {draw.uniform(60.0, 110.0)}
seed = {number + 1}
[residual]
seed = {number + 1}
[numerics]
degree = 1
voxel_um = 2.0
[flaws]
{flaws if cracks else "density_per_mm = 0.0"}
[fracture]
toughness_MPa_sqrt_m = {toughness}
[deposition]
seed = {number + 1}
exchange_current_ratio = {1e-3 if deposits else 0.0}
dissolution_efficiency = {efficiency}
[protocol]
block_current_uA_cm2 = [{0.0 if truth == "none" else current}]
block_half_cycle_min = [30.0]
block_half_cycles = [6.0]
scan_state = "rest {'rest' if truth == 'none' else 'cycling'}"
[scan]
origin_um = [32.0, 2.0]
points = [{points}, {points}]
step_um = [4.0, 4.0]
"""
    if deposits:
        text += """[electro]
conductivity_electronic_S_cm = 1e-7
boundary_conductivity_ratio = 1e6
electron_contact = "pinned"
"""
    return text


class Case:
    def __init__(self, lauelith, folder, truth, number, points):
        self.lauelith, self.folder, self.truth, self.number = lauelith, folder, truth, number
        folder.mkdir(parents=True, exist_ok=True)
        self.study = folder / "study.toml"
        self.study.write_text(study(truth, number, points))

    def path(self, name):
        return str(self.folder / name)

    def call(self, *words):
        command = [self.lauelith, *words, "--force", "--progress", "none"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{done.stderr}")

    def simulate(self):
        self.call("simulate", str(self.study), "-o", self.path("fields.h5"), "--basis", self.path("basis.h5"))

    def scan(self, k, reference=None):
        """Frames of scan k, their maps; the frames are then removed."""
        scan, maps = self.path(f"scan{k}.h5"), self.path(f"maps{k}.h5")
        self.call("render", str(self.study), "--field", self.path("fields.h5"), "--scan", str(k), "--seed",
                  str(100 * self.number + list(RIGHT).index(self.truth) + 1), "-o", scan)
        more = [] if reference is None else ["--reference", reference]
        self.call("index", scan, "--detector", "Pilatus 1M", "--crystal", "LLZO", "--study",
                  str(self.study), "-o", maps, *more)
        return maps


def verdict_of(case, base_maps, with_basis):
    output = case.path("verdict.json")
    if not pathlib.Path(output).exists():
        maps = case.path("maps1.h5")
        if not pathlib.Path(maps).exists():
            case.simulate()
            case.scan(1, base_maps)
            pathlib.Path(case.path("scan1.h5")).unlink()
        asked = case.folder / "compare.toml"
        basis = f'basis = "{case.path("basis.h5")}"\n' if with_basis else ""
        asked.write_text(f"[compare]\n{basis}")
        case.call("compare", str(asked), base_maps, maps, "-o", output)
    return json.loads(pathlib.Path(output).read_text())


def main():
    lauelith, results = sys.argv[1], pathlib.Path(sys.argv[2])
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    points = int(sys.argv[4]) if len(sys.argv) > 4 else 64
    work = pathlib.Path(sys.argv[5] if len(sys.argv) > 5 else "build/image_verdicts").resolve()
    rows = []
    for number in range(n):
        base = Case(lauelith, work / f"{number}/none", "none", number, points)
        if not pathlib.Path(base.path("maps0.h5")).exists():
            base.simulate()
            base.scan(0)
        for truth in ("cracks", "deposits", "both", "none"):
            case = Case(lauelith, work / f"{number}/{truth}", truth, number, points)
            found = verdict_of(case, base.path("maps0.h5"), number % 2 == 0)
            rows.append((number, truth, found["verdict"]))
            print(*rows[-1], flush=True)
        pathlib.Path(base.path("scan0.h5")).unlink(missing_ok=True)
        write(results / "image_verdicts.md", rows, points)


def write(path, rows, points):
    decisive = set(RIGHT.values())
    text = f"""# Verdicts through images

Scan 0 and one later scan of {points} × {points} points, simulated, rendered with noise, indexed, compared; the places of
flaws, the grains, current, toughness and dissolution efficiency drawn anew in each microstructure. Influence fields
of the simulation are given to the comparison in even microstructures and withheld in odd ones. Made by
`tests/roundtrip/image_verdicts.py`.

| microstructure | truth | verdict | |
|---|---|---|---|
"""
    for number, truth, word in rows:
        right = word == RIGHT[truth]
        text += f"| {number} | {truth} | {word} | {'right' if right else 'WRONG' if word in decisive else ''} |\n"
    right = sum(word == RIGHT[truth] for _, truth, word in rows)
    wrong = sum(word != RIGHT[truth] and word in decisive for _, truth, word in rows)
    text += f"\nRight {right}, decisive and wrong {wrong}, of {len(rows)}.\n"
    path.write_text(text)


main()
