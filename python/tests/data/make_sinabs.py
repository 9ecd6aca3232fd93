"""Makes sinabs.nir and sinabs.npz: a small convolutional network of integrate-and-fire neurons with random weights, exported by
Sinabs itself, and its spikes in Sinabs.

    pip install torch==2.13.0 sinabs==3.1.3 nirtorch==2.6 nir==1.0.8 matplotlib      (sinabs without its samna: --no-deps, and pbr)
    python make_sinabs.py
"""

from pathlib import Path

import nir
import numpy as np
import sinabs.layers as sl
import torch
from sinabs.activation import MembraneSubtract, SingleSpike
from sinabs.nir import to_nir

FOLDER = Path(__file__).parent
STEPS = 60


def neurons() -> sl.IAF:
    return sl.IAF(spike_fn=SingleSpike, reset_fn=MembraneSubtract())


def main() -> None:
    torch.manual_seed(2)
    net = torch.nn.Sequential(torch.nn.Conv2d(2, 4, 3, padding=1, bias=False), neurons(), sl.SumPool2d(2), torch.nn.Flatten(),
                              torch.nn.Linear(4 * 4 * 4, 6, bias=False), neurons())
    for module in net:
        if hasattr(module, "weight"):
            module.weight.data = torch.round(module.weight.data * 256 + 1) / 64  # multiples of 1/64, which 16 bits hold
    spikes = (torch.rand(STEPS, 2, 8, 8) < 0.15).float()
    with torch.no_grad():
        # Sinabs takes (batch, time, …) into its neurons and (batch, …) into all else.
        x = spikes
        for module in net:
            x = module(x[None])[0] if isinstance(module, sl.IAF) else module(x)
    output = x.numpy().astype(np.uint8)
    for module in net:
        if isinstance(module, sl.IAF):
            module.reset_states()
    inferring = torch.nn.Sequential(*(sl.IAFSqueeze(batch_size=1, spike_fn=SingleSpike, reset_fn=MembraneSubtract())
                                      if isinstance(module, sl.IAF) else module for module in net))
    graph = to_nir(inferring, spikes[:1])
    graph.infer_types()  # nir writes no Flatten whose input it does not know
    nir.write(FOLDER / "sinabs.nir", graph)
    np.savez_compressed(FOLDER / "sinabs.npz", spikes=spikes.numpy().astype(np.uint8), output=output)
    print(f"{int(spikes.sum())} spikes in, {output.sum()} out")


if __name__ == "__main__":
    main()
