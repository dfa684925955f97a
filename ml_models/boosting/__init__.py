"""Boosted trees that may only mix features within given blocks, so that what they learned is a few exact tables."""

import os

# Read by OpenMP when scikit-learn is first imported. One thread gives the same sums in the same order everywhere, and
# on a busy machine waiting threads cost far more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")
