"""The rival of SourcesBenchmark: the same frames, which that has left in the temporary folder, by SEP
(Debian: python3-sep), on one core: background, sources, six circles with local sky, windowed
centroids and Kron fluxes.

Prints CPU milliseconds a frame, the median of the rounds, and the sources found.
"""
import os
import tempfile
import time

import numpy as np
import sep

ROUNDS = 5
RADII = (2.3, 3.05, 4.6, 6.1, 7.6, 9.2)
sep.set_extract_pixstack(10_000_000)
for size, stars in ((2048, 1500), (2048, 12000), (2048, 40000), (4096, 5000)):
    file = os.path.join(tempfile.gettempdir(), f"nightbeam-sources-{size}-{stars}.f32")
    if not os.path.exists(file):
        print(file, "is not there: the benchmark of this size and number of stars makes it")
        continue
    made = np.fromfile(file, "<f4").reshape(size, size)
    taken = {"extract and apertures": [], "all": []}
    for _ in range(ROUNDS):
        frame = made.copy()
        start = time.process_time()
        sky = sep.Background(frame)
        sky.subfrom(frame)
        found = sep.extract(frame, 1.5, err=sky.rms(), gain=1.5)
        for radius in RADII:
            sep.sum_circle(frame, found["x"], found["y"], radius, err=sky.globalrms, gain=1.5, subpix=0)
        taken["extract and apertures"].append(time.process_time() - start)
        start = time.process_time()
        sep.winpos(frame, found["x"], found["y"], np.full(len(found), 1.3))
        shape = [found[name] for name in ("x", "y", "a", "b", "theta")]
        kron, _ = sep.kron_radius(frame, *shape, 6.0)
        sep.sum_ellipse(frame, *shape, 2.5 * np.maximum(kron, 1.4), subpix=5)
        taken["all"].append(taken["extract and apertures"][-1] + time.process_time() - start)
    print(size, "pixels,", stars, "stars,", len(found), "sources:",
          ", ".join(f"{name} {1000 * np.median(times):.0f} ms" for name, times in taken.items()))
