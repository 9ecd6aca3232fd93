"""The classifier that train_digits.py trained: what snnTorch makes of the test images, and what Rheobase makes of them.

    python digits.py [FOLDER]        compares both; FOLDER holds digits.nir and digits.npz
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

import rheobase as rb

DATA = Path(__file__).parents[2] / "python/tests/data"
STEPS = 20


class Reference(NamedTuple):
    first_spike: np.ndarray  # (images, 64): the step in which a pixel fires; STEPS: never
    labels: np.ndarray  # (images,)
    classes: np.ndarray  # (images,), as snnTorch has them
    hidden: np.ndarray  # (images, STEPS, 48): snnTorch's spikes
    output: np.ndarray  # (images, STEPS, 10)


def reference(folder: Path = DATA) -> Reference:
    with np.load(folder / "digits.npz") as file:
        images = len(file["labels"])
        spikes = {name: np.unpackbits(file[name], axis=1)[:, :STEPS * size].reshape(images, STEPS, size)
                  for name, size in (("hidden", 48), ("output", 10))}
        return Reference(file["first_spike"], file["labels"], file["classes"], spikes["hidden"], spikes["output"])


def load(folder: Path = DATA) -> rb.nir.NirNetwork:
    """As snnTorch steps it: its export writes tau for a step of 0.1 ms, and Leaky takes the threshold off a step later."""
    return rb.nir.load(folder / "digits.nir", dt="0.1ms", reset="subtract_next_step")


def spikes_of(net: rb.nir.NirNetwork, image: rb.Image, first_spike: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spikes of the hidden and of the output layer, (images, STEPS, neurons)."""
    sim = rb.Simulation(image, record=False)
    pixels, hidden, output = sim[net.inputs["input"]], sim["n1"], sim[net.outputs["output"]]
    latency = net.latency_steps["output"]
    spikes = [np.zeros((len(first_spike), STEPS + latency, layer.size), np.uint8) for layer in (hidden, output)]
    for number, steps in enumerate(first_spike):
        sim.reset()
        for step in range(STEPS + latency):
            pixels.fire(np.flatnonzero(steps == step) if step < STEPS else [])
            sim.step()
            spikes[0][number, step, hidden.fired] = 1
            spikes[1][number, step, output.fired] = 1
    return spikes[0][:, latency - 1:-1], spikes[1][:, latency:]


def classes_of(output: np.ndarray) -> np.ndarray:
    """The output neuron with most spikes, of several the first."""
    return output.sum(1, dtype=int).argmax(1)


def main(folder: Path) -> int:
    expected, net = reference(folder), load(folder)
    hidden, output = spikes_of(net, net.compile(storage="dense_i32"), expected.first_spike)
    classes = classes_of(output)
    for name, ours, theirs in (("hidden spikes", hidden, expected.hidden), ("output spikes", output, expected.output)):
        print(f"{name}: {np.count_nonzero(ours != theirs)} unlike snnTorch's of {np.count_nonzero(theirs)}")
    different = np.count_nonzero(classes != expected.classes)
    print(f"classes: {different} unlike snnTorch's of {len(classes)}; accuracy {np.mean(classes == expected.labels):.1%}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
