#!/usr/bin/env python3
"""line.py BYTES SEED: standard input through a bad line; an error in so many bytes, about: a flipped bit, a lost byte,
a doubled one, a torn stretch."""
import random
import sys

every, seed = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
sent = sys.stdin.buffer.read()
got = bytearray()
at = random.randrange(200)  # the beginning is missed
while at < len(sent):
    good = max(1, int(random.expovariate(1 / every)))
    got += sent[at : at + good]
    at += good
    error = random.randrange(4)
    if error == 0:
        got[-1] ^= 1 << random.randrange(8)
    elif error == 1:
        got.pop()
    elif error == 2:
        got.append(got[-1])
    else:
        at += random.randrange(400)
sys.stdout.buffer.write(got)
