#!/usr/bin/env python3
# Makes welch_scipy.txt, which tests/observe_test.cpp compares with: scipy 1.10.1, numpy 1.24.2.
#   /usr/bin/python3 tests/data/welch_scipy.py > tests/data/welch_scipy.txt
# 20 neurons, 1000 ms; in millisecond k the first count(k) of them fire.
import scipy
from scipy.signal import welch

count = [(k * 7919) % 13 + (6 if k % 25 < 5 else 0) for k in range(1000)]
rate_hz = [c * 1000.0 / 20 for c in count]
f, power = welch(rate_hz[200:], fs=1000.0, window="hann", nperseg=400, noverlap=200, detrend="constant")
print("# frequency (Hz), power (Hz^2/Hz); by welch_scipy.py, scipy", scipy.__version__)
for a, b in zip(f, power):
    print(f"{a:.1f} {b:.12e}")
