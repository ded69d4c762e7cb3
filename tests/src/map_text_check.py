# SPDX-License-Identifier: BSD-3-Clause
"""Reads maps.h5 with h5py, and what lauelith made of it (.ctf .ang .csv .vti .xdmf) with plain Python, and compares.

The rotation of Bunge angles is written out here from its definition, not taken from lauelith."""
import base64
import csv
import math
import struct
import sys
import xml.etree.ElementTree as ET

import h5py
import numpy as np


def turn(axis, angle):
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]] if axis == "z" else [[1, 0, 0], [0, c, -s], [0, s, c]])


def bunge(phi1, Phi, phi2):
    return turn("z", phi1) @ turn("x", Phi) @ turn("z", phi2)


folder = sys.argv[1]
with h5py.File(f"{folder}/maps.h5") as file:
    status = file["entry/map/status"][:]
    x, y = file["entry/map/x_um"][:], file["entry/map/y_um"][:]
    frame = file["entry/grains/frame"][:]
    O = file["entry/grains/orientation"][:]
    strain = file["entry/grains/strain_deviatoric_sample"][:]
    von_mises = file["entry/derived/von_mises"][:]
of_frame = {int(f): k for k, f in enumerate(frame)}

# .ctf: degrees, tab separated, CRLF
raw = open(f"{folder}/m.ctf", "rb").read()
assert raw.count(b"\r\n") == raw.count(b"\n")
lines = raw.decode().split("\r\n")
head = next(i for i, line in enumerate(lines) if line.startswith("Phase\tX"))
assert "XCells\t4" in lines and "YCells\t3" in lines and "XStep\t2.0000" in lines
phase = lines[head - 1].split("\t")
assert phase[3] == "11" and phase[4] == "230" and phase[0].split(";") == ["12.9700"] * 3
rows = [line.split("\t") for line in lines[head + 1:] if line]
assert len(rows) == 12
for i, row in enumerate(rows):
    assert (float(row[1]), float(row[2])) == (x[i], y[i])
    if i in of_frame:
        assert row[0] == "1" and row[4] == "0" and row[3] == "1"
        assert np.abs(bunge(*np.radians([float(a) for a in row[5:8]])) - O[of_frame[i]]).max() < 3e-6
    else:
        assert row[0] == "0" and row[4] == {6: "6", 2: "3"}[int(status[i])]

# .ang: radians
lines = open(f"{folder}/m.ang").read().split("\n")
assert "# Symmetry 43" in lines and "# NCOLS_ODD: 4" in lines and "# NROWS: 3" in lines
rows = [line.split() for line in lines if line and not line.startswith("#")]
assert len(rows) == 12 and all(len(row) == 10 for row in rows)
for i, row in enumerate(rows):
    if i in of_frame:
        assert np.abs(bunge(*[float(a) for a in row[:3]]) - O[of_frame[i]]).max() < 2e-5 and row[7] == "1"
    else:
        assert abs(float(row[0]) - 4 * math.pi) < 1e-4 and float(row[6]) == -1 and float(row[9]) == 180

# .csv: every digit
rows = list(csv.DictReader(open(f"{folder}/m.csv")))
assert len(rows) == 12
for i, row in enumerate(rows):
    assert int(row["frame"]) == i and row["source"] == f"frame, {i}"
    if i in of_frame:
        k = of_frame[i]
        assert [float(row[f"strain_deviatoric_sample_{c}"]) for c in ("xx", "yy", "zz", "yz", "xz", "xy")] == list(strain[k])
        assert float(row["orientation_23"]) == O[k][1, 2] and float(row["map_von_mises"]) == von_mises[i]
    else:
        assert row["strain_deviatoric_sample_xx"] == "nan" and int(row["status"]) == status[i]

# .vti
root = ET.parse(f"{folder}/m.vti").getroot()
assert root.get("type") == "ImageData" and root.get("header_type") == "UInt64"
image = root.find("ImageData")
assert image.get("WholeExtent") == "0 4 0 3 0 0"
assert [float(v) for v in image.get("Origin").split()] == [9, -5, 0]
assert [float(v) for v in image.get("Spacing").split()] == [2, 2, 1]
arrays = {}
for array in image.iter("DataArray"):
    data = base64.b64decode(array.text.strip())
    (n,) = struct.unpack("<Q", data[:8])
    assert len(data) == 8 + n
    kind = {"Float64": "<f8", "Int32": "<i4", "UInt8": "u1"}[array.get("type")]
    arrays[array.get("Name")] = np.frombuffer(data[8:], kind).reshape(12, -1)
for i in range(12):
    if i in of_frame:
        assert arrays["strain_sample_xx"][i, 0] == strain[of_frame[i], 0]
        assert arrays["von_mises"][i, 0] == von_mises[i]
        direction = np.sort(np.abs(O[of_frame[i]][2]))  # m-3m: the triangle 0 <= x <= y <= z
        weights = np.array([direction[2] - direction[1], (direction[1] - direction[0]) * math.sqrt(2), direction[0] * math.sqrt(3)])
        colour = 255 * np.sqrt(weights / weights.max())
        assert np.abs(arrays["IPF_Z"][i] - colour).max() <= 1, (arrays["IPF_Z"][i], colour)
    else:
        assert np.isnan(arrays["strain_sample_xx"][i, 0]) and arrays["status"][i, 0] == status[i]

# .xdmf lies where .vti lies, and points to what is there
geometry = ET.parse(f"{folder}/m.xdmf").getroot().find(".//Geometry")
assert geometry.get("GeometryType") == "ORIGIN_DXDYDZ"
origin, step = ([float(x) for x in item.text.split()] for item in geometry)
image = ET.parse(f"{folder}/m.vti").getroot().find("ImageData")
assert origin[::-1] == [float(x) for x in image.get("Origin").split()]
assert step[::-1] == [float(x) for x in image.get("Spacing").split()]
for item in ET.parse(f"{folder}/m.xdmf").getroot().iter("DataItem"):
    if item.get("Format") != "HDF":
        continue
    name, place = item.text.split(":")
    with h5py.File(f"{folder}/{name}") as file:
        assert file[place].shape == (int(item.get("Dimensions")),)
