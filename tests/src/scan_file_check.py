# SPDX-License-Identifier: BSD-3-Clause
"""Reads the scan.h5 of scan_file_test.cc with plain h5py and checks it against the contract and NeXus practice."""
import sys

import h5py
import numpy as np


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def check_labels(name, item):
    if isinstance(item, h5py.Dataset) and not name.startswith("provenance"):
        for attribute in ("units", "long_name"):
            assert text(item.attrs.get(attribute, "")), f"{name} has no {attribute}"


with h5py.File(sys.argv[1], "r") as file:
    file.visititems(check_labels)
    assert text(file.attrs["type"]) == "lauelith.scan"
    assert list(file.attrs["version"]) == [1, 0]
    entry = file[text(file.attrs["default"])]
    data = entry[text(entry.attrs["default"])]
    frames = data[text(data.attrs["signal"])]
    assert frames.shape == (4, 37, 53) and frames.dtype == np.int32
    assert frames.chunks == (1, 37, 53) and frames.compression == "gzip" and frames.shuffle and frames.fletcher32
    assert frames[2][0, 7] == -1 and frames[3].reshape(-1)[100] == 70000
    assert abs(frames[1][2:].mean() - 5.0) < 0.3
    for axis in data.attrs["axes"]:
        assert text(axis) == "." or text(axis) in data
    assert list(data["x_um"]) == [0.0, 2.0, 0.0, 2.0] and list(data["y_um"]) == [0.0, 0.0, 3.0, 3.0]
    assert list(data["time_s"]) == [10.0, 11.0, 12.0, 13.0] and list(data["shape"]) == [2, 2]
    detector = entry["instrument/detector"]
    assert detector["pixel_mask"][0, 7] == 1 and detector["saturation_value"][()] == 1048574
    assert np.isclose(detector["x_pixel_size"][()], 1e-4)
    assert entry["instrument/beam/flux_1_s_keV"].shape == (3,)
    truth = entry["truth"]
    assert list(truth["frame"]) == [0, 0, 1, 1, 2, 2, 3, 3] and truth["orientation"].shape == (8, 3, 3)
    assert np.allclose(truth["strain_deviatoric_sample"][5], [1e-4, -2e-4, 1e-4, 3e-4, 4e-4, 5e-4])
    spots = truth["spots"]
    assert spots["hkl"].shape == (16, 3) and list(spots["hkl"][1]) == [0, 8, 8]
    assert list(spots["row"][:4]) == [0, 0, 1, 1] and spots["overlaps"][1] == 1
    assert spots["x_px"][0] == 10.5 and spots["photons"][0] == 1234.5
