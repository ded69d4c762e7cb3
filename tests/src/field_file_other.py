# SPDX-License-Identifier: BSD-3-Clause
"""Writes a fields.h5 as another program would: plain h5py, variable-length texts, no compression."""
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "w") as file:
    file.attrs["type"] = "lauelith.field"
    file.attrs["version"] = 1
    field = file.create_group("field")
    field["time_s"] = [0.0, 3600.0]
    field["label"] = ["Scan 0", "Scan 1"]
    field["origin_um"] = [0.0, 0.0, 0.0]
    field["spacing_um"] = [2.0, 2.0, 2.0]
    field["phase"] = np.ones((1, 2, 3), dtype="i1")
    field["grain"] = np.zeros((1, 2, 3), dtype="i4")
    field["orientation"] = [[1.0, 0.0, 0.0, 0.0]]
    H = np.zeros((2, 1, 2, 3, 9), dtype="f4")
    H[1] = 1e-3 * np.arange(9)
    field["displacement_gradient_elastic"] = H
