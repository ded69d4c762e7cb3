# SPDX-License-Identifier: BSD-3-Clause
"""The other side of the cross-checks of image files: independent readers and writers.

write DIR   images by fabio, Pillow, libtiff's tools and h5py; manifest.txt lists file, index, dtype, rows, cols,
            raw pixels
check DIR   reads what manifest.txt lists with fabio and compares with the raw pixels; prints what differs
have NAME   exit code 0 if the Python module is there
"""
import importlib.util
import os
import shutil
import subprocess
import sys

import numpy as np

ROWS, COLS = 37, 53


def pixels(dtype, seed=1):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return rng.normal(100, 1e4, (ROWS, COLS)).astype(dtype)
    info = np.iinfo(dtype)
    spots = rng.random((ROWS, COLS)) < 0.05
    image = np.where(spots, rng.integers(info.min, info.max, (ROWS, COLS), endpoint=True), rng.poisson(12, (ROWS, COLS)))
    return image.astype(dtype)


class Folder:
    def __init__(self, path):
        self.path = path
        self.lines = []

    def add(self, name, image, index=0):
        raw = f"{name}.{index}.raw"
        image.astype(image.dtype.newbyteorder("<")).tofile(os.path.join(self.path, raw))
        self.lines.append(f"{name} {index} {image.dtype.name} {image.shape[0]} {image.shape[1]} {raw}")

    def file(self, name):
        return os.path.join(self.path, name)

    def close(self):
        with open(self.file("manifest.txt"), "w") as manifest:
            manifest.write("\n".join(self.lines) + "\n")


def exact_fabio():
    """fabio with its plain coder: the fast one works in 32 bits and loses jumps of 2**31 and more."""
    import fabio
    import fabio.compression.compression as coders
    fabio.cbfimage.compByteOffset = coders.compByteOffset_numpy
    fabio.cbfimage.decByteOffset = coders.decByteOffset_numpy
    return fabio


def write_with_fabio(folder):
    fabio = exact_fabio()
    for dtype in ("uint8", "uint16", "uint32", "int32", "float32", "int16"):
        image = pixels(dtype)
        fabio.edfimage.EdfImage(data=image, header={"motor": "1.5"}).write(folder.file(f"fabio_{dtype}.edf"))
        folder.add(f"fabio_{dtype}.edf", image)
        fabio.tifimage.TifImage(data=image).write(folder.file(f"fabio_{dtype}.tif"))
        folder.add(f"fabio_{dtype}.tif", image)
    for dtype in ("int32", "uint16"):
        image = pixels(dtype)
        fabio.cbfimage.CbfImage(data=image).write(folder.file(f"fabio_{dtype}.cbf"))
        folder.add(f"fabio_{dtype}.cbf", image)
    steps = np.array([0, 127, -1, -129, -2, -32770, -3, 2**31 - 1, -1, 32767, 0, -32767, 128, 0], "int64")
    image = np.resize(np.concatenate([steps, [-(2**31), 0]]), (ROWS, COLS)).astype("int32")
    fabio.cbfimage.CbfImage(data=image).write(folder.file("fabio_deltas.cbf"))
    folder.add("fabio_deltas.cbf", image)
    stack = fabio.edfimage.EdfImage(data=pixels("uint16", 1))
    stack.append_frame(data=pixels("uint16", 2))
    stack.write(folder.file("fabio_stack.edf"))
    folder.add("fabio_stack.edf", pixels("uint16", 1), 0)
    folder.add("fabio_stack.edf", pixels("uint16", 2), 1)
    image = pixels("uint16")
    head = f"{{\nByteOrder = HighByteFirst ;\nDataType = UnsignedShort ;\nDim_1 = {COLS} ;\nDim_2 = {ROWS} ;\n}}\n"
    with open(folder.file("big_endian.edf"), "wb") as out:
        out.write(head.encode() + image.astype(">u2").tobytes())
    folder.add("big_endian.edf", image)


def write_with_pillow(folder):
    from PIL import Image
    for dtype in ("uint8", "uint16", "int32", "float32"):
        for compression in ("raw", "tiff_lzw", "tiff_deflate"):
            image = pixels(dtype)
            name = f"pillow_{dtype}_{compression}.tif"
            Image.fromarray(image).save(folder.file(name), compression=compression)
            folder.add(name, image)
    image = pixels("int32")
    header = "# Pixel_size 172e-6 m x 172e-6 m\r\n# Exposure_time 90.0 s\r\n# Count_cutoff 1048574 counts\r\n"
    Image.fromarray(image).save(folder.file("pilatus.tif"), tiffinfo={270: header})
    folder.add("pilatus.tif", image)


def write_with_tools(folder):
    if shutil.which("tiffcp") is None:
        return
    for name, options in {"lzw_predictor": ["-c", "lzw:2"], "zip_predictor": ["-c", "zip:2"], "zip": ["-c", "zip"],
                          "big": ["-B"], "big_lzw": ["-B", "-c", "lzw"], "strips": ["-r", "5", "-c", "lzw"],
                          "tiles": ["-t", "-w", "16", "-l", "16"], "tiles_zip": ["-t", "-w", "32", "-l", "16", "-c", "zip"],
                          "big_tiles": ["-B", "-t", "-w", "16", "-l", "32"]}.items():
        for dtype in ("uint8", "uint16", "int32", "float32"):
            target = f"tiffcp_{name}_{dtype}.tif"
            subprocess.run(["tiffcp", *options, folder.file(f"fabio_{dtype}.tif"), folder.file(target)], check=True,
                           stderr=subprocess.DEVNULL)
            folder.add(target, pixels(dtype))
    subprocess.run(["tiffcp", "-c", "zip:3", folder.file("fabio_float32.tif"), folder.file("float_predictor.tif")],
                   check=True, stderr=subprocess.DEVNULL)
    folder.add("float_predictor.tif", pixels("float32"))
    subprocess.run(["tiffcp", folder.file("fabio_uint16.tif"), folder.file("fabio_uint8.tif"),
                    folder.file("fabio_int32.tif"), folder.file("pages.tif")], check=True, stderr=subprocess.DEVNULL)
    for index, dtype in enumerate(("uint16", "uint8", "int32")):
        folder.add("pages.tif", pixels(dtype), index)


def stack_of(dtype, n=3):
    return np.stack([pixels(dtype, seed) for seed in range(n)])


def add_stack(folder, name, stack):
    for index, image in enumerate(stack):
        folder.add(name, image, index)


def write_h5(folder, name, path, stack, **options):
    import h5py
    with h5py.File(folder.file(name), "w") as out:
        out.create_dataset(path, data=stack, **options)
    add_stack(folder, name, stack if stack.ndim == 3 else stack[None])


def write_with_h5py(folder):
    import h5py
    for dtype in ("uint8", "uint16", "uint32", "int32", "float32"):
        stack = stack_of(dtype)
        frame = dict(chunks=(1, ROWS, COLS))
        write_h5(folder, f"plain_{dtype}.h5", "/entry/data/frames", stack)
        write_h5(folder, f"chunk_{dtype}.h5", "/entry/data/data", stack, **frame)
        write_h5(folder, f"deflate_{dtype}.h5", "/entry/data/frames", stack, compression="gzip", shuffle=True,
                 fletcher32=True, **frame)
        write_h5(folder, f"odd_{dtype}.h5", "/entry1/data/data", stack, compression="gzip", chunks=(2, 16, 20))
    write_h5(folder, "big.h5", "/entry/data/frames", stack_of("uint16").astype(">u2"))
    write_h5(folder, "big_chunk.h5", "/entry/data/frames", stack_of("int32").astype(">i4"), chunks=(1, 10, COLS),
             shuffle=True, fletcher32=True)
    write_h5(folder, "one.h5", "/entry1/data/data", pixels("uint16"))
    with h5py.File(folder.file("eiger_data.h5"), "w") as out:
        out.create_dataset("/entry/data/data_000002", data=stack_of("uint32")[2:])
        out.create_dataset("/entry/data/data_000001", data=stack_of("uint32")[:2])
        out["/entry/data/data_000003"] = h5py.SoftLink("/gone")
    add_stack(folder, "eiger_data.h5", stack_of("uint32"))
    with h5py.File(folder.file("lima.h5"), "w") as out:
        out.create_dataset("/entry_0000/instrument/image", data=stack_of("uint16"))
        out["/entry_0000/measurement/data"] = h5py.SoftLink("../instrument/image")
    add_stack(folder, "lima.h5", stack_of("uint16"))
    with h5py.File(folder.file("nexus.h5"), "w") as out:
        out.create_dataset("/run/detector/counts", data=stack_of("uint16"))
        out.attrs["default"] = "run"
        out["run"].attrs["default"] = np.string_("detector")
        out["run/detector"].attrs["signal"] = "counts"
    add_stack(folder, "nexus.h5", stack_of("uint16"))


def write_with_bitshuffle(folder):
    import bitshuffle.h5 as shuffle
    for dtype in ("uint8", "uint16", "uint32", "int32", "float32"):
        for block in (0, 64):
            for packed in (0, shuffle.H5_COMPRESS_LZ4):
                write_h5(folder, f"bitshuffle_{dtype}_{block}_{packed}.h5", "/entry/data/data", stack_of(dtype),
                         chunks=(1, ROWS, COLS), compression=shuffle.H5FILTER, compression_opts=(block, packed))


def write(path):
    folder = Folder(path)
    write_with_fabio(folder)
    write_with_pillow(folder)
    write_with_tools(folder)
    write_with_h5py(folder)
    if importlib.util.find_spec("bitshuffle"):
        write_with_bitshuffle(folder)
    folder.close()
    return 0


def check(path):
    fabio = exact_fabio()
    n_wrong = 0
    for line in open(os.path.join(path, "manifest.txt")):
        name, index, dtype, rows, cols, raw = line.split()
        expected = np.fromfile(os.path.join(path, raw), dtype).reshape(int(rows), int(cols))
        image = fabio.open(os.path.join(path, name))
        same = image.data.shape == expected.shape and image.data.dtype == expected.dtype and np.array_equal(
            image.data, expected)
        if not same:
            print(f"{name}: fabio reads {image.data.dtype} {image.data.shape}, not what was written ({dtype})")
            n_wrong += 1
    return n_wrong


if __name__ == "__main__":
    command, argument = sys.argv[1:3]
    if command == "have":
        sys.exit(0 if importlib.util.find_spec(argument) else 1)
    sys.exit({"write": write, "check": check}[command](argument))
