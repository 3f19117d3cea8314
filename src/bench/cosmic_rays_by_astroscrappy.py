"""The rival of CosmicRaysBenchmark: the same frames, which that has left in the temporary folder,
by astroscrappy, on one core.

Prints wall seconds a frame, the median of the rounds, and the pixels hit. One argument: iterations.
"""
import os

os.environ["OMP_NUM_THREADS"] = "1"

import sys
import tempfile
import time

import astroscrappy
import numpy as np

ROUNDS = 3
iterations = int(sys.argv[1]) if len(sys.argv) > 1 else 4
for rays in (500, 5000):
    file = os.path.join(tempfile.gettempdir(), f"nightbeam-cosmic-rays-{rays}.f32")
    frame = np.fromfile(file, "<f4").reshape(4096, 4096)
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        hit, clean = astroscrappy.detect_cosmics(
            frame, sigclip=4.5, sigfrac=0.3, objlim=5.0, readnoise=6.5, satlevel=65535.0, niter=iterations,
            sepmed=True, cleantype="meanmask", fsmode="median")
        taken.append(time.perf_counter() - start)
    print(f"{rays} rays, {iterations} iterations: {np.median(taken):.2f} s, {hit.sum()} pixels hit")
