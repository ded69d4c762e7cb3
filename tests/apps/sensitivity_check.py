#SPDX - License - Identifier : BSD - 3 - Clause
"""Reads what `lauelith sensitivity --field` wrote with h5py and csv, and recomputes the law from its definition."""
import csv
import math
import sys

import h5py
import numpy as np

folder = sys.argv[1]
BOLTZMANN, AVOGADRO = 1.380649e-23, 6.02214076e23


def labels(name, item):
    if isinstance(item, h5py.Dataset):
        assert item.attrs.get("units") and item.attrs.get("long_name"), name


with h5py.File(f"{folder}/sensitivity.h5") as file:
    assert file.attrs["type"] in ("lauelith.sensitivity", b"lauelith.sensitivity")
    assert "compression" in str(file.attrs["sign_convention"])
    file.visititems(labels)
    pressure, ratio = file["map/pressure_Pa"][:], file["map/conductivity_ratio"][:]
    columns = {name: item[:] for name, item in file["sensitivity/pressure"].items()}

#sigma / sigma0 = exp(P(beta / 3 - V_a / (k T))) of LLZTO at 298.15 K : V_a = 1 cm3 / mol, K = 99.2 GPa
slope = 1 / (3 * 99.2e9) - 1e-6 / (AVOGADRO * BOLTZMANN * 298.15)
conducts = ratio > 0
assert conducts.sum() == conducts.size - 1
assert np.abs(ratio[conducts] - np.exp(slope * pressure[conducts])).max() < 1e-12
#strain xx only : P = -K eps_xx for K = (C11 + 2 C12) / 3, 0.96 of LLZTO
K = 0.96e9 * (169.8 + 2 * 63.9) / 3
row = np.arange(10).reshape(1, 10, 1) * 1e-4
assert np.allclose(pressure[conducts], np.broadcast_to(-K * row, pressure.shape)[conducts], rtol=1e-6, atol=1.0)

lines = [line for line in open(f"{folder}/pressure.csv") if not line.startswith("#")]
for at, record in enumerate(csv.DictReader(lines)):
    for name, text in record.items():
        value = columns[name][at]
        assert float(text) == value or (math.isnan(float(text)) and math.isnan(value)), name
    P = float(record["pressure_GPa"]) * 1e9
    assert abs(float(record["ratio"]) / math.exp(slope * P) - 1) < 1e-12
