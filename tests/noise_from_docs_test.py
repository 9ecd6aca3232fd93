"""The noise of docs/numerics.md, written anew from its text: noise_from_docs_test.py RHEOBASE.

Cells of slope v' = 0.04 v^2 + 5 v + 140 - u + noise (a = b = 0) are run by `rheobase run --record` and by this script,
each operation rounded to float32 as the page says. Every recorded bit of v must agree. No library but Python's own.
"""
import math
import os
import struct
import subprocess
import sys
import tempfile

rheobase = sys.argv[1]
os.chdir(tempfile.mkdtemp())
WORD = 0xFFFFFFFF


def f32(x):
    """Rounded to nearest: twice (to double, then to float) is the same as once for + - * of floats."""
    return struct.unpack("<f", struct.pack("<f", x))[0]


def signed(word):
    return word - (1 << 32) if word >> 31 else word


def philox(counter, key, rounds=7):
    c, k = list(counter), list(key)
    for _ in range(rounds):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [p1 >> 32 ^ c[1] ^ k[0], p1 & WORD, p0 >> 32 ^ c[3] ^ k[1], p0 & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def noise_word(seed, population, tick, neuron):
    block = neuron // 64 * 16 + neuron % 16
    counter = [block, tick & WORD, tick >> 32, 1 << 24 | population]
    return philox(counter, [seed & WORD, seed >> 32])[neuron % 64 // 16]


SCALE, C0, C1 = (float.fromhex(x) for x in ("0x1.088702p-24", "0x1.9bd72ap+1", "0x1.0117cap-1"))


def normal(x):
    pairs = ((x & 0x00FF00FF) - (x >> 8 & 0x00FF00FF)) & WORD
    level = signed(pairs + (pairs << 16) & WORD)
    dither = signed(x * 0x7FEB352D + 0x3FF59A96 & WORD) >> 16
    k = level + dither >> 1 | 1
    s = f32(f32(k) * SCALE)
    t = f32(s * s)
    t2 = f32(t * t)
    return f32(s * f32(C0 + f32(t * f32(C1 + f32(t2 * t2)))))


def uniform(x):
    return f32(f32(signed(x) >> 7 | 1) * float.fromhex("0x1.bb67aep-24"))


def correlated(y, step, sd, z, tau, dt):
    decay, gain = (f32(-math.expm1(-dt / tau)), f32(math.sqrt(-math.expm1(-2 * dt / tau)))) if step > 0 else (1.0, 1.0)
    y = f32(f32(y - f32(decay * y)) + f32(gain * f32(f32(sd) * z)))
    return y if abs(y) >= f32(1e-20) else 0.0


def euler_v(seed, population, size, sd, interval_steps, dt, steps, kind, tau):
    """v after each step; a spike sets v to -65 and adds 8 to u, which does not move otherwise."""
    v, u, y, out = [-82.0] * size, [0.0] * size, [0.0] * size, []
    for step in range(steps):
        for i in range(size):
            word = noise_word(seed, population, step // interval_steps, i)
            current = f32(f32(sd) * (uniform(word) if kind == "uniform" else normal(word)))
            if kind == "ou":
                current = y[i] = correlated(y[i], step, sd, normal(word), tau, dt)
            drive = f32(f32(dt) * f32(f32(current + 140.0) - u[i]))
            square, linear = f32(f32(0.04) * f32(dt)), f32(5.0 * f32(dt))
            v[i] = f32(v[i] + f32(f32(f32(f32(square * v[i]) + linear) * v[i]) + drive))
            if v[i] >= 30:
                v[i], u[i] = -65.0, f32(u[i] + 8.0)
        out.append(list(v))
    return out


def engine_v(model, steps, size, options):
    open("noise.toml", "w").write(model)
    words = [rheobase, "run", "noise.toml", "--out", "out", "--record", "B:v", *options]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    data = open("out/record/B.v.npy", "rb").read()[-4 * steps * size :]
    values = struct.unpack(f"<{steps * size}f", data)
    return [list(values[k * size : (k + 1) * size]) for k in range(steps)]


def compare(seed, size, sd, interval_steps, dt, steps, noise_seed=None, kind="gaussian", tau=None):
    clock = f'noise_interval = "{interval_steps * dt} ms"' if tau is None else f'noise_tau = "{tau} ms"'

    def population(name, neurons):
        return (f'[[population]]\nname = "{name}"\nsize = {neurons}\na = 0\nb = 0\nu0 = 0\nv0 = -82\nnoise = {sd}\n'
                f'noise_kind = "{kind}"\n{clock}\n')

    model = f'dt = "{dt} ms"\nduration = "{steps * dt} ms"\nintegrator = "euler"\n' + population("A", 3) + population("B", size)
    options = ["--seed", str(seed), "--every", f"{dt}ms"] + (["--noise-seed", str(noise_seed)] if noise_seed else [])
    mine = euler_v(seed if noise_seed is None else noise_seed, 1, size, sd, interval_steps, dt, steps, kind, tau)
    theirs = engine_v(model, steps, size, options)
    fired = sum(1 for k in range(1, steps) for i in range(size) if mine[k][i] == -65.0)
    if mine != theirs:
        step, i = next((k, i) for k in range(steps) for i in range(size) if mine[k][i] != theirs[k][i])
        sys.exit(f"seed {seed}: v of neuron {i} after step {step}: {theirs[step][i]!r}, here {mine[step][i]!r}")
    compared.append(steps * size)
    return fired


compared = []
spikes = compare(seed=1, size=150, sd=5, interval_steps=1, dt=1.0, steps=60)
spikes += compare(seed=(1 << 63) + 12345, size=70, sd=11.3, interval_steps=3, dt=0.5, steps=90)
spikes += compare(seed=7, size=40, sd=9, interval_steps=4, dt=0.25, steps=200, noise_seed=(1 << 64) - 1)
spikes += compare(seed=2, size=90, sd=7, interval_steps=2, dt=0.5, steps=90, kind="uniform")
spikes += compare(seed=3, size=70, sd=5, interval_steps=1, dt=0.5, steps=120, kind="ou", tau=6)
spikes += compare(seed=4, size=33, sd=8, interval_steps=1, dt=1.0, steps=60, kind="ou", tau=0.3)
if spikes == 0:
    sys.exit("no neuron fired: the comparison is weaker than it should be")
print(f"{sum(compared)} values of v agree bit for bit; {spikes} spikes among them")
