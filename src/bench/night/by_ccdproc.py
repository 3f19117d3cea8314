"""The same by ccdproc: masters one after the other, lights by a pool of processes.

Usage: by_ccdproc.py NIGHT OUT PROCESSES
"""
import sys
import warnings
from multiprocessing import Pool
from pathlib import Path

import astropy.units as u
import ccdproc
import numpy as np
from astropy.nddata import CCDData
from astropy.utils.exceptions import AstropyWarning

BYTES_AT_ONCE = 2e9


def read(folder):
    """The frames of a folder, in order of their names."""
    return [CCDData.read(file, unit="adu") for file in sorted(folder.glob("*.fits"))]


def combine(frames, **options):
    return ccdproc.combine(frames, method="median", mem_limit=BYTES_AT_ONCE, dtype=np.float32, **options)


def less_bias_and_dark(frame):
    frame = ccdproc.subtract_bias(frame, bias)
    return ccdproc.subtract_dark(frame, dark, exposure_time="EXPTIME", exposure_unit=u.second, scale=True)


def calibrate(file):
    """Writes one calibrated light; the masters are those of the process that this one was forked from."""
    light = ccdproc.flat_correct(less_bias_and_dark(CCDData.read(file, unit="adu")), flat)
    light.data = light.data.astype(np.float32)
    light.write(out / file.name)


warnings.simplefilter("ignore", AstropyWarning)
if __name__ == "__main__":
    night, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    bias = combine(read(night / "Bias"))
    darks = read(night / "Darks")
    dark = combine([ccdproc.subtract_bias(frame, bias) for frame in darks])
    dark.header["EXPTIME"] = darks[0].header["EXPTIME"]
    flats = [less_bias_and_dark(frame) for frame in read(night / "Flats")]
    flat = combine(flats, scale=lambda pixels: 1 / np.mean(pixels))
    with Pool(processes) as pool:
        for _ in pool.imap(calibrate, sorted((night / "ScienceImages").glob("*.fits"))):
            pass
