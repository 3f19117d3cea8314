"""What observers write themselves: masters by numpy, one after the other, lights by a pool of processes.

Usage: by_numpy.py NIGHT OUT PROCESSES
"""
import sys
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from astropy.io import fits

WANTED_ROWS = 50


def frames(folder):
    """Pixels and header of each frame of a folder, in order of their names."""
    for file in sorted(folder.glob("*.fits")):
        with fits.open(file) as hdus:
            yield hdus[0].data, hdus[0].header


def median(images):
    """The median of each pixel, by bands of rows."""
    stack = np.array(images)
    bands = max(1, round(stack.shape[1] / WANTED_ROWS))
    return np.concatenate([np.nanmedian(band, axis=0) for band in np.array_split(stack, bands, axis=1)])


def masters(night):
    """Bias in ADU, dark in ADU/s, and flat, whose frames are divided by their mean."""
    bias = median([pixels for pixels, _ in frames(night / "Bias")])
    dark = median([(pixels - bias) / header["EXPTIME"] for pixels, header in frames(night / "Darks")])
    flats = []
    for pixels, header in frames(night / "Flats"):
        flat = pixels - bias - dark * header["EXPTIME"]
        flats.append(flat / flat.mean())
    return bias, dark, median(flats)


def calibrate(file):
    """Writes one calibrated light; the masters are those of the process that this one was forked from."""
    with fits.open(file) as hdus:
        pixels, header = hdus[0].data, hdus[0].header
    with np.errstate(divide="ignore", invalid="ignore"):
        light = (pixels - dark * header["EXPTIME"] - bias) / flat
    fits.PrimaryHDU(light.astype(np.float32), header=header).writeto(out / file.name)


if __name__ == "__main__":
    night, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    bias, dark, flat = masters(night)
    with Pool(processes) as pool:
        for _ in pool.imap(calibrate, sorted((night / "ScienceImages").glob("*.fits"))):
            pass
