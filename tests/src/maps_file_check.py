# SPDX-License-Identifier: BSD-3-Clause
"""Reads a maps.h5 of the example in maps_example.h with h5py and checks it against the contract."""
import sys

import h5py
import numpy as np

CONTRACT = {
    "map": {"shape": (2,), "x_um": (5,), "y_um": (5,), "status": (5,)},
    "grains": {"frame": (4,), "rank": (4,), "orientation": (4, 3, 3), "orientation_sigma_mrad": (4, 3),
               "strain_deviatoric_sample": (4, 6), "strain_deviatoric_crystal": (4, 6),
               "strain_covariance_sample": (4, 6, 6), "n_indexed": (4,), "rms_px": (4,), "log10_false_alarm": (4,),
               "peak_width_px": (4,), "quality": (4,), "reciprocal_lab_1_A": (4, 3, 3), "mean_residual_px": (4,)},
    "peaks": {name: (12,) for name in ("frame", "x_px", "y_px", "x_sigma_px", "y_sigma_px", "intensity", "background",
                                       "fwhm_major_px", "fwhm_minor_px", "tilt_deg", "saturated")},
    "reflections": {"grain": (5,), "peak": (5,), "hkl": (5, 3), "energy_keV": (5,), "x_calc_px": (5,),
                    "y_calc_px": (5,)},
    "derived": {name: (5,) for name in ("von_mises", "misorientation_to_grain_mean_deg", "kam_deg", "peak_width_px",
                                        "grain_id")},
}


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def check_labels(name, item):
    if isinstance(item, h5py.Dataset):
        for attribute in ("units", "long_name"):
            assert text(item.attrs.get(attribute, "")), f"{name} has no {attribute}"
        if item.ndim and item.size:
            assert item.compression == "gzip" and item.compression_opts == 4, name
            assert item.shuffle and item.fletcher32, name


def check_data_group(group):
    assert text(group[text(group.attrs["signal"])].name), group.name
    for axis in np.atleast_1d(group.attrs["axes"]):
        assert text(axis) == "." or text(axis) in group, (group.name, axis)


with h5py.File(sys.argv[1], "r") as file:
    assert text(file.attrs["type"]) == "lauelith.maps"
    assert list(file.attrs["version"]) == [1, 1]
    file.visititems(check_labels)
    entry = file[text(file.attrs["default"])]
    assert text(entry.attrs["NX_class"]) == "NXentry"
    data = entry[text(entry.attrs["default"])]
    assert text(data.attrs["NX_class"]) == "NXdata"
    check_data_group(data)
    check_data_group(entry["derived"])
    for group, members in CONTRACT.items():
        for name, shape in members.items():
            assert entry[group][name].shape == shape, (group, name, entry[group][name].shape)
    assert entry["map/status"].dtype == np.uint8 and entry["grains/quality"].dtype == np.uint8
    assert np.array_equal(entry["grains/orientation"][0], 1 + np.arange(9).reshape(3, 3))
    assert np.allclose(entry["grains/strain_covariance_sample"][1], 1e-10 * (2 + np.arange(36).reshape(6, 6)))
    assert list(entry["reflections/hkl"][0]) == [1, -2, 3]
    assert entry["map/message"][1].rstrip(b"\0").decode() == "no peak above 5.5 σ"
    provenance = file["provenance"]
    assert provenance["argv"][2].rstrip(b"\0").decode() == "α.tif"
    for name in ("version", "git_hash", "study", "seeds", "libraries", "input_name", "input_size", "input_hash", "host",
                 "start", "end"):
        assert name in provenance, name
