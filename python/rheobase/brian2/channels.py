"""Variables that synapses change, as channels of a population."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..network import Channel


@dataclass
class ChannelUse:
    """How a variable of a NeuronGroup acts here."""

    variable: str
    gain: np.ndarray  # weight here for 1 of the variable's SI units, of each neuron
    keep: float  # what a step leaves of it
    keys: dict[str, Any] = field(default_factory=dict)
    reversal: float | None = None  # in units of v here: a conductance
    is_jump: bool = False  # the variable is v itself
    starts_at: np.ndarray | float = 0.0  # SI
    mean_gain: np.ndarray | None = None  # in place of `gain`, of what acts in the step: a mean over it
    rises_from: str | None = None  # the variable that synapses change, where another one acts

    @property
    def name(self) -> str:
        return f"on_{self.variable}"

    @property
    def acting_gain(self) -> np.ndarray:
        """The channel's state for 1 of the variable's SI units."""
        return self.gain if self.mean_gain is None else self.mean_gain

    def channel(self) -> Channel:
        keys = dict(self.keys)
        if self.reversal is not None:
            keys["reversal"] = self.reversal
        return Channel(self.name, **keys)
