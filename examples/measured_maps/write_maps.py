#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Maps that another program made, as lauelith reads them: `write_maps` is all that is needed.

What stands for measured data here: two grains, a compressed layer at the interface in every scan, and in the later scans
fields of a few notches that lithium presses open (H. M. Westergaard, J. Appl. Mech. 6 (1939) A49), with noise.
"""
import h5py
import numpy as np

N, STEP_UM = 40, 5.0
SIGMA = 1e-4
NOTCHES_UM = [(22.0, 9.0), (61.0, 14.0), (97.0, 7.0), (128.0, 11.0), (171.0, 12.0)]  # x, depth
PRESSURE_OVER_2G = [0.0, 0.4e-3, 0.8e-3, 1.6e-3]  # per scan


def write_maps(path, x_um, y_um, orientation, strain, covariance, shape, crystal="LLZO"):
    """orientation (n, 3, 3): R_sample_from_crystal; strain (n, 6): deviatoric, xx yy zz yz xz xy; covariance (n, 6, 6)."""
    n = len(x_um)
    with h5py.File(path, "w") as file:
        file.attrs["type"] = "lauelith.maps"
        file.attrs["version"] = np.array([1, 0], dtype=np.int32)
        entry = file.create_group("entry")
        entry["map/shape"] = np.array(shape, dtype=np.int32)  # ny, nx; x is the fastest
        entry["map/x_um"], entry["map/y_um"] = x_um, y_um
        entry["map/status"] = np.ones(n, dtype=np.uint8)  # 1: ok
        entry["grains/frame"] = np.arange(n, dtype=np.int32)
        entry["grains/orientation"] = orientation
        entry["grains/strain_deviatoric_sample"] = strain
        entry["grains/strain_covariance_sample"] = covariance
        entry["sample/crystal"] = np.bytes_(crystal)


def deviatoric(strain):
    strain = strain.copy()
    strain[:, :3] -= strain[:, :3].mean(axis=1, keepdims=True)
    return strain


def notch(x, y, mouth_um, depth_um, poisson=0.25):
    """A crack along Y from the mouth, under pressure p = 2G: strain by Z = p (z/sqrt(z^2 - a^2) - 1), plane strain."""
    along, across = y, x - mouth_um
    z = along + 1j * np.where(np.abs(across) < 0.3, 0.3, across)
    root = np.sqrt(z - depth_um) * np.sqrt(z + depth_um)
    Z, dZ = z / root - 1, -(depth_um**2) / root**3
    s_along, s_across = Z.real - across * dZ.imag, Z.real + across * dZ.imag
    shear = -across * dZ.real
    mean = poisson * (s_along + s_across)
    zero = np.zeros_like(x)
    return np.stack([s_across - mean, s_along - mean, zero, zero, zero, shear], axis=1)


def main():
    random = np.random.default_rng(5)
    y, x = (STEP_UM * axis.ravel() for axis in np.mgrid[0:N, 0:N])
    turned = np.array([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
    orientation = np.where((x + 0.4 * y < 140)[:, None, None], np.eye(3), turned)
    projection = np.eye(6)
    projection[:3, :3] -= 1.0 / 3.0
    covariance = np.broadcast_to(SIGMA**2 * projection @ projection.T, (x.size, 6, 6))
    layer = np.zeros((x.size, 6))
    layer[:, 0], layer[:, 1] = -3e-4 * np.exp(-y / 20), 3e-4 * np.exp(-y / 20)
    for scan, size in enumerate(PRESSURE_OVER_2G):
        strain = layer + size * sum(notch(x, y, *place) for place in NOTCHES_UM)
        noise = SIGMA * random.normal(size=(x.size, 6)) @ projection.T
        write_maps(f"maps{scan}.h5", x, y, orientation, deviatoric(strain) + noise, covariance, (N, N))


if __name__ == "__main__":
    main()
