"""Fits the odd polynomial of src/kernels/gaussian.hpp and prints its coefficients and moments.

The sum of four random bytes, dithered, follows a known law; the polynomial maps its quantiles onto
the normal's. Least squares with weights of the square root of the density: enough for the tails to
have their say, little enough for the middle to be exact. Python 3, standard library only.
"""
from statistics import NormalDist
import struct

TERMS, SUB = 5, 4  # SUB points within each step of the sum stand for the dither
BITS = 12          # of dither
CENTRE, SCALE = (1020 * 2**BITS + 2**BITS) / 2, 2.0**-21


def law():
    """[(s, probability, normal quantile)] over the values of the scaled sum."""
    probability = [1.0]
    for _ in range(4):
        longer = [0.0] * (len(probability) + 255)
        for i, p in enumerate(probability):
            for byte in range(256):
                longer[i + byte] += p / 256
        probability = longer
    points, below = [], 0.0
    for k, p in enumerate(probability):
        for part in range(SUB):
            fine = (k + (part + 0.5) / SUB) * 2**BITS
            share = p / SUB
            quantile = NormalDist().inv_cdf(min(max(below + share / 2, 1e-16), 1 - 1e-16))
            points.append(((fine - CENTRE) * SCALE, share, quantile))
            below += share
    return points


def solve(a, b):
    n = len(b)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
        for r in range(i + 1, n):
            f = a[r][i] / a[i][i]
            a[r] = [x - f * y for x, y in zip(a[r], a[i])]
            b[r] -= f * b[i]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (b[i] - sum(a[i][c] * x[c] for c in range(i + 1, n))) / a[i][i]
    return x


def fit(points):
    a = [[0.0] * TERMS for _ in range(TERMS)]
    b = [0.0] * TERMS
    for s, p, quantile in points:
        if abs(quantile) > 6:
            continue
        basis = [s ** (2 * k + 1) for k in range(TERMS)]
        for i in range(TERMS):
            b[i] += p**0.5 * basis[i] * quantile
            for j in range(TERMS):
                a[i][j] += p**0.5 * basis[i] * basis[j]
    return solve(a, b)


def moment(points, coefficients, order):
    total = 0.0
    for s, p, _ in points:
        g = 0.0
        for c in reversed(coefficients):
            g = g * s * s + c
        total += p * (g * s) ** order
    return total


points = law()
c = fit(points)
sd = moment(points, c, 2) ** 0.5
c = [struct.unpack("f", struct.pack("f", x / sd))[0] for x in c]
print("coefficients:", ", ".join(x.hex() + "f" for x in c))
m2 = moment(points, c, 2)
print(f"variance {m2:.9f}, excess kurtosis {moment(points, c, 4) / m2**2 - 3:.2e}, "
      f"sixth moment {moment(points, c, 6) / m2**3:.4f}")
