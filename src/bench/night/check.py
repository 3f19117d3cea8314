"""Whether a light that Nightbeam calibrated is the same as another program made of it; fails if not.

Usage: check.py PROGRAM OURS THEIRS
"""
import sys

import numpy as np
from astropy.io import fits

# In ADU: how far pixels may be apart, and how many of a thousand may be further apart than that.
# numpy does the same in double precision. ccdproc keeps masters in float32 too. Siril takes no dark
# current off its flats, and its scale is its own.
LIMITS = {"numpy": (0.01, 0), "ccdproc": (0.05, 0), "siril": (1, 2)}

program, ours, theirs = sys.argv[1:4]
limit, allowed = LIMITS[program]
a = fits.getdata(ours).astype(np.float64)
b = fits.getdata(theirs).astype(np.float64)
if a.shape != b.shape:
    sys.exit(f"{program} made {b.shape}, Nightbeam {a.shape}")
if program == "siril":
    b *= np.nanmedian(a) / np.nanmedian(b)
if not np.array_equal(np.isfinite(a), np.isfinite(b)):
    sys.exit(f"{program} and Nightbeam have invalid pixels in different places")
difference = np.abs(a - b)[np.isfinite(a)]
beyond = 1000 * np.mean(difference > limit)
print(
    f"{program} and Nightbeam: medians {np.nanmedian(b):.3f} and {np.nanmedian(a):.3f} ADU, "
    f"pixels apart by {np.median(difference):.5f} ADU in the median, {difference.max():.5f} at most"
)
if beyond > allowed:
    sys.exit(f"{program} and Nightbeam: {beyond:.3f} of 1000 pixels are more than {limit} ADU apart")
