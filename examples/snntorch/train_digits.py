"""Trains a spiking classifier of scikit-learn's digits in snnTorch and exports it by snnTorch's own export_to_nir.

    python train_digits.py FOLDER        writes FOLDER/digits.nir and FOLDER/digits.npz

digits.npz is what the network does in snnTorch with the images it was not trained on, for comparison:
    first_spike   uint8, (images, 64)      step in which a pixel fires, once; STEPS: never
    labels        uint8, (images,)
    hidden        uint8, (images, bytes)   np.packbits of the hidden layer's spikes, (images, STEPS, 48)
    output        uint8, (images, bytes)   np.packbits of the output layer's spikes, (images, STEPS, 10)
    classes       uint8, (images,)         the output neuron with most spikes, of several the first

Needs what requirements.txt beside it names. ./dev demo train runs it in an environment of its own.
"""

import sys
from pathlib import Path

import nir
import numpy as np
import snntorch as snn
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from snntorch.export_nir import export_to_nir

STEPS, HIDDEN, EPOCHS = 20, 48, 60


def first_spikes(images: np.ndarray) -> np.ndarray:
    """Of pixels from 0 to 16: the brighter, the earlier; a pixel of 0 never."""
    return np.where(images > 0, 16 - images, STEPS).astype(np.uint8)


def as_spikes(steps: np.ndarray) -> torch.Tensor:
    """(steps, images, pixels)"""
    return torch.from_numpy((steps[None] == np.arange(STEPS)[:, None, None]).astype(np.float32))


def leaky(neurons: int) -> snn.Leaky:
    """nir's check of shapes wants beta and threshold of each neuron; a number for all is refused by it."""
    return snn.Leaky(beta=torch.full((neurons,), 0.9), threshold=torch.ones(neurons), init_hidden=True)


def build() -> torch.nn.Sequential:
    return torch.nn.Sequential(torch.nn.Linear(64, HIDDEN), leaky(HIDDEN), torch.nn.Linear(HIDDEN, 10), leaky(10))


def run(net: torch.nn.Sequential, spikes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Spikes of both layers, (steps, images, neurons)."""
    for layer in (net[1], net[3]):
        layer.reset_mem()
    hidden, output = [], []
    for x in spikes:
        hidden.append(net[1](net[0](x)))
        output.append(net[3](net[2](hidden[-1])))
    return torch.stack(hidden), torch.stack(output)


def main(folder: Path) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    images, labels = load_digits(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(images.astype(int), labels, test_size=0.2, random_state=1,
                                                        stratify=labels)
    net = build()
    adam = torch.optim.Adam(net.parameters(), lr=5e-3)
    spikes, wanted = as_spikes(first_spikes(train_x)), torch.from_numpy(train_y)
    for epoch in range(1, EPOCHS + 1):
        order = torch.randperm(len(wanted))
        for batch in order.split(128):
            loss = torch.nn.functional.cross_entropy(run(net, spikes[:, batch])[1].sum(0), wanted[batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
        if epoch % 10 == 0:
            print(f"epoch {epoch}: loss {loss.item():.3f}", flush=True)

    steps = first_spikes(test_x)
    with torch.no_grad():
        hidden, output = (layer.numpy().astype(np.uint8).swapaxes(0, 1) for layer in run(net, as_spikes(steps)))
    classes = output.sum(1).argmax(1).astype(np.uint8)
    print(f"accuracy on {len(test_y)} images: {np.mean(classes == test_y):.1%}")
    folder.mkdir(parents=True, exist_ok=True)
    nir.write(folder / "digits.nir", export_to_nir(net, torch.zeros(1, 64), ignore_dims=[0]))
    np.savez_compressed(folder / "digits.npz", first_spike=steps, labels=test_y.astype(np.uint8), classes=classes,
                        hidden=np.packbits(hidden.reshape(len(hidden), -1), axis=1),
                        output=np.packbits(output.reshape(len(output), -1), axis=1))
    print(f"wrote {folder / 'digits.nir'} and {folder / 'digits.npz'}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
