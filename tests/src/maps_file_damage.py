# SPDX-License-Identifier: BSD-3-Clause
"""Damages a maps.h5: FILE KIND."""
import sys

import h5py
import numpy as np

path, kind = sys.argv[1:]


def replaced(file, name, values, **options):
    del file[name]
    file.create_dataset(name, data=values, **options)


with h5py.File(path, "r+") as file:
    if kind == "type":
        file.attrs["type"] = "lauelith.scan"
    elif kind == "major":
        file.attrs["version"] = np.array([2, 0], dtype="i4")
    elif kind == "missing":
        del file["entry/grains/orientation"]
    elif kind == "shape":
        replaced(file, "entry/grains/rms_px", np.zeros(3))
    elif kind == "peak":
        file["entry/reflections/peak"][1] = 12
    elif kind == "frame":
        file["entry/grains/frame"][1] = -1
    elif kind == "hkl":
        replaced(file, "entry/reflections/hkl", np.full((5, 3), 1e300))
    elif kind == "text":
        replaced(file, "entry/peaks/x_px", np.array([b"a"] * 12))
    elif kind == "external":
        del file["entry/peaks/x_px"]
        file["entry/peaks/x_px"] = h5py.ExternalLink("/etc/passwd", "/x")
    elif kind == "virtual":
        layout = h5py.VirtualLayout(shape=(12,), dtype="f8")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(12,))
        del file["entry/peaks/x_px"]
        file.create_virtual_dataset("entry/peaks/x_px", layout)
    elif kind == "huge":
        del file["entry/map/x_um"]
        file.create_dataset("entry/map/x_um", shape=(1 << 40,), chunks=(1024,), dtype="f8")
    elif kind == "status":
        replaced(file, "entry/map/status", np.array([1, 2, 99, 4, 1], dtype="u1"))
    else:
        sys.exit("unknown damage")
