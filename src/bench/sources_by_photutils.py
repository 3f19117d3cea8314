"""The other rival of SourcesBenchmark: the same frames, which that has left in the temporary folder, by photutils
(Debian: python3-photutils), on one core: background, sources, their catalogue with Kron fluxes, and six circles.

Prints CPU milliseconds of one round a frame, and the sources found. Arguments: SIZE-STARS, such as 2048-1500.
"""
import os
import sys
import tempfile
import time
import warnings

import numpy as np
from astropy.convolution import convolve
from photutils.aperture import CircularAperture, aperture_photometry
from photutils.background import Background2D
from photutils.segmentation import SourceCatalog, SourceFinder, make_2dgaussian_kernel

RADII = (2.3, 3.05, 4.6, 6.1, 7.6, 9.2)
warnings.simplefilter("ignore")
for name in sys.argv[1:]:
    size = int(name.split("-")[0])
    made = np.fromfile(os.path.join(tempfile.gettempdir(), f"nightbeam-sources-{name}.f32"), "<f4")
    frame = made.reshape(size, size).astype(float)
    start = time.process_time()
    sky = Background2D(frame, 64)
    frame -= sky.background
    smooth = convolve(frame, make_2dgaussian_kernel(3.0, size=5))
    parts = SourceFinder(npixels=5, progress_bar=False)(smooth, 1.5 * sky.background_rms)
    catalogue = SourceCatalog(frame, parts, convolved_data=smooth)
    places = np.transpose((catalogue.xcentroid, catalogue.ycentroid))
    catalogue.kron_flux, catalogue.fwhm
    aperture_photometry(frame, [CircularAperture(places, radius) for radius in RADII],
                        error=sky.background_rms)
    print(name, len(places), "sources:", f"{1000 * (time.process_time() - start):.0f} ms")
