#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Scan 0, 1, ... of a made-up experiment as maps.h5, by formulas of its own.

Writes the fixed minimum of the layout only: no peaks, no reflections, no change, nothing derived.
Truths: none, cracks (cohesive tips and wedges at the interface), deposits (lenses in boundaries that decay as r^-3),
both, bump (a smooth change in the middle of the map that no mechanism makes).
"""
import argparse

import h5py
import numpy as np


def rotation(rng):
    q = rng.normal(size=4)
    w, x, y, z = q / np.linalg.norm(q)
    return np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                     [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                     [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])


def deviatoric(strain):
    mean = strain[:, :3].mean(axis=1, keepdims=True)
    out = strain.copy()
    out[:, :3] -= mean
    return out


def tensor(xx, yy, zz, xy):
    zero = np.zeros_like(xx)
    return np.stack([xx, yy, zz, zero, zero, xy], axis=1)


def lens(x, y, place, normal, size):
    """An oblate inclusion that presses on its surroundings: a force dipole softened over its size, r^-3 far away."""
    dx, dy = x - place[0], y - place[1]
    r2 = dx * dx + dy * dy + size * size
    f = (size * size / r2) ** 1.5
    n = normal[0] * dx + normal[1] * dy
    t = -normal[1] * dx + normal[0] * dy
    across = -f * (1 - 1.5 * t * t / r2)
    along = 0.4 * f * (1 - 2.0 * n * n / r2)
    shear = 0.8 * f * n * t / r2
    nx, ny = normal
    return tensor(across * nx * nx + along * ny * ny - 2 * shear * nx * ny,
                  across * ny * ny + along * nx * nx + 2 * shear * nx * ny,
                  -0.3 * (across + along), (across - along) * nx * ny + shear * (nx * nx - ny * ny))


def wedge(x, y, mouth, angle, depth):
    """A wedge driven into the interface: compression on its flanks, tension ahead of a blunted tip."""
    c, s = np.cos(angle), np.sin(angle)
    along = s * (x - mouth) + c * y
    across = c * (x - mouth) - s * y
    flank = -np.exp(-np.abs(across) / (0.5 * depth)) * (0.5 - 0.5 * np.tanh((along - 0.8 * depth) / (0.2 * depth)))
    r2 = (along - depth) ** 2 + across ** 2 + 4.0
    ahead = 1.3 * np.exp(-r2 / (0.8 * depth) ** 2 / 2) * np.clip((along - depth) / np.sqrt(r2) + 0.4, 0, 1.4)
    e = flank + ahead  # across the crack
    return tensor(e * c * c - 0.3 * e * s * s, e * s * s - 0.3 * e * c * c, -0.3 * e, -1.3 * e * s * c)


def boundaries(x, y, seeds):
    d2 = (x[:, None] - seeds[:, 0]) ** 2 + (y[:, None] - seeds[:, 1]) ** 2
    order = np.argsort(d2, axis=1)
    rows = np.arange(len(x))
    own, other = order[:, 0], order[:, 1]
    between = seeds[other] - seeds[own]
    length = np.linalg.norm(between, axis=1)
    distance = (d2[rows, other] - d2[rows, own]) / (2 * length)
    return own, distance, between / length[:, None]


def signal(args, x, y, rng, own, distance, normals):
    span = x.max()
    cracks = sum(rng.lognormal(0, 0.4) * wedge(x, y, rng.uniform(0, span), rng.normal(0, 0.4), rng.uniform(8, 30))
                 for _ in range(rng.integers(5, 11)))
    near = np.flatnonzero(distance < 0.7 * args.step)
    places = near[rng.uniform(size=len(near)) < 0.7]
    deposits = sum(rng.lognormal(0, 0.4) * lens(x, y, (x[i] + distance[i] * normals[i, 0], y[i] + distance[i] * normals[i, 1]),
                                                 normals[i], args.patch) for i in places)
    def scaled(field, region):
        size = np.sqrt((deviatoric(field) ** 2).sum(axis=1))[region]
        return deviatoric(field) / np.quantile(size, 0.95)
    cracks = scaled(cracks, y < 15)
    deposits = scaled(deposits, distance < 10)
    if args.truth == "cracks":
        return cracks
    if args.truth == "deposits":
        return deposits
    if args.truth == "both":
        return cracks / np.linalg.norm(cracks) * np.linalg.norm(deposits) + deposits
    bump = np.exp(-((x - 0.5 * span) ** 2 + (y - 0.6 * span) ** 2) / (2 * 45.0 ** 2))
    return deviatoric(tensor(bump, -0.4 * bump, 0 * bump, 0.5 * bump)) if args.truth == "bump" else 0 * cracks


def write(path, args, x, y, status, grain_rows, orientation, strain, covariance):
    with h5py.File(path, "w") as f:
        f.attrs["type"] = "lauelith.maps"
        f.attrs["version"] = np.array([1, 0], dtype=np.int32)
        e = f.create_group("entry")
        m = e.create_group("map")
        m["shape"] = np.array([args.n, args.n], dtype=np.int32)
        m["x_um"], m["y_um"], m["status"] = x, y, status.astype(np.uint8)
        g = e.create_group("grains")
        n = len(grain_rows)
        g["frame"] = grain_rows.astype(np.int32)
        g["rank"] = np.zeros(n, dtype=np.int32)
        g["orientation"] = orientation
        g["orientation_sigma_mrad"] = np.full((n, 3), 0.1)
        g["strain_deviatoric_sample"] = strain
        g["strain_deviatoric_crystal"] = strain
        g["strain_covariance_sample"] = covariance
        g["n_indexed"] = np.full(n, 30, dtype=np.int32)
        g["rms_px"] = np.full(n, 0.2)
        g["log10_false_alarm"] = np.full(n, -20.0)
        g["peak_width_px"] = np.full(n, 2.0)
        g["quality"] = np.zeros(n, dtype=np.uint8)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder")
    p.add_argument("--truth", default="none", choices=["none", "cracks", "deposits", "both", "bump"])
    p.add_argument("--amplitude", type=float, default=1e-3)
    p.add_argument("--noise", type=float, default=1e-4)
    p.add_argument("--n", type=int, default=40)
    p.add_argument("--step", type=float, default=5.0)
    p.add_argument("--scans", type=int, default=3, help="later scans")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--missing", type=float, default=0.02)
    p.add_argument("--patch", type=float, default=6.0)
    args = p.parse_args()
    rng = np.random.default_rng(args.seed)
    j, i = np.divmod(np.arange(args.n ** 2), args.n)
    x, y = args.step * i, args.step * j
    span = x.max()
    seeds = np.array([[0.2, 0.3], [0.8, 0.25], [0.45, 0.9]]) * span + rng.uniform(-0.1, 0.1, (3, 2)) * span
    own, distance, normals = boundaries(x, y, seeds)
    lattice = np.array([rotation(rng) for _ in seeds])
    trace = np.zeros((6, 6))
    trace[:3, :3] = 1.0 / 3.0
    project = np.eye(6) - trace  # rank 5: the trace is not measured
    sigma = args.noise * np.array([0.6, 0.8, 0.6, 1.2, 0.9, 0.8])
    root = project @ np.diag(sigma)
    covariance = root @ root.T
    base = deviatoric(2e-4 * tensor(np.exp(-distance / 9) * normals[:, 0], np.exp(-distance / 9) * normals[:, 1],
                                    np.sin(4 * x / span), 0.5 * np.cos(3 * y / span)))
    made = args.amplitude * signal(args, x, y, rng, own, distance, normals)
    course = np.linspace(0, 1, args.scans + 1) ** 1.5
    for k in range(args.scans + 1):
        drift = 5e-5 * rng.normal(size=(3, 6)) if k else np.zeros((3, 6))
        u, v = x / span - 0.5, y / span - 0.5
        strain = (1 - 0.03 * k * rng.normal()) * base + course[k] * made
        strain += deviatoric(drift[0] + 2 * u[:, None] * drift[1] + 2 * v[:, None] * drift[2])
        strain += rng.normal(size=(args.n ** 2, 6)) @ root.T
        found = rng.uniform(size=args.n ** 2) >= args.missing
        shake = np.eye(3) + 1e-4 * np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) * k
        u_, _, vt = np.linalg.svd(shake)
        rows = np.flatnonzero(found)
        write(f"{args.folder}/maps{k}.h5", args, x, y, np.where(found, 1, 3), rows, (u_ @ vt) @ lattice[own[rows]],
              strain[rows], np.repeat(covariance[None], len(rows), axis=0))


if __name__ == "__main__":
    main()
