"""Networks in NIR, the Neuromorphic Intermediate Representation, as networks of Rheobase: rb.nir.load("net.nir", dt="1ms").

NIR states equations in continuous time and leaves open how they are stepped. Here, as in snnTorch and Norse:
    - a step is forward Euler of dt; a spike is a current of its weight for one step;
    - v > v_threshold fires; `reset` says what happens to v then;
    - a layer is one step after the layer before it, since a spike takes a step to arrive. Paths of different lengths are
      brought to the same step by delays. So output k is that of NIR, Network.latency_steps[k] steps later.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._core import ModelError
from .network import Channel, Network, Population, Projection
from .nir_export import to_nir
from .nir_layers import longest_ways
from .nir_linear import Affine, affine_of, are_whole, kinds, knows
from .units import TimeLike, in_ms

__all__ = ["NirNetwork", "load", "to_nir"]

NEURONS = ("LIF", "CubaLIF", "IF", "LI", "Threshold", "Izhikevich")
FIRES = ("above", "at")
RESETS = ("value", "subtract", "subtract_next_step")


class NirNetwork(Network):
    """A Network with what NIR names in it.

    inputs, outputs: population by the name of an Input or Output node.
    latency_steps: of each output, steps after which it shows what NIR's shows.
    """

    inputs: dict[str, str]
    outputs: dict[str, str]
    latency_steps: dict[str, int]


def load(source: str | os.PathLike | Any, dt: TimeLike, *, reset: str = "value", fires: str = "above",
         time_unit: TimeLike = "1s", integrator: str = "riccati", name: str = "nir") -> NirNetwork:
    """A NIR graph as a network.

    source: a file, or a nir.NIRGraph. Needs the package nir.
    dt: the step, at most each time constant.
    fires: "above": a neuron fires when v passes its threshold (NIR's own words); "at": when v reaches it, as in Sinabs.
    time_unit: what the times of the file are in. NIR says seconds; Sinabs counts steps, so it is dt there.
    reset: "value": v becomes v_reset (NIR's own words); "subtract": v_threshold - v_reset is subtracted at once;
        "subtract_next_step": it is subtracted in the step after, beside the leak, as snnTorch's Leaky does.
    integrator: of Izhikevich nodes, which are an extension of NIR (rheobase.nir_file.Izhikevich). All others are stepped
        by forward Euler.

    Input nodes become populations of the model external (simulation["input"].fire(ids)); one that leads straight to
    neurons makes these take currents instead (simulation["lif"].input = …).
    ModelError: one line that names the node and what of it is not supported.
    """
    if reset not in RESETS:
        raise ModelError(f"nir: reset is one of {', '.join(RESETS)}, not {reset!r}")
    if fires not in FIRES:
        raise ModelError(f"nir: fires is one of {', '.join(FIRES)}, not {fires!r}")
    return _Reader(_graph(source), in_ms(dt, "dt"), in_ms(time_unit, "time_unit"), reset, fires, integrator).network(name)


def _graph(source: Any) -> Any:
    from .nir_file import nir, read_graph

    return source if isinstance(source, nir.NIRGraph) else read_graph(source)


@dataclass
class _Edge:
    """From one population to another, through linear nodes."""

    source: str
    target: str
    affine: Affine
    delay_ms: np.ndarray  # of each source element
    through: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, graph: Any, dt_ms: float, unit_ms: float, reset: str, fires: str, integrator: str):
        self.dt_ms, self.unit_ms, self.reset, self.fires, self.integrator = dt_ms, unit_ms, reset, fires, integrator
        self.nodes: dict[str, Any] = {}
        self.following: dict[str, list[str]] = {}
        self._flatten(graph, "")

    def _flatten(self, graph: Any, prefix: str) -> None:
        """Nodes of graphs in graphs, by names with dots; their Input and Output nodes pass on what comes."""
        for key, node in graph.nodes.items():
            if type(node).__name__ == "NIRGraph":
                self._flatten(node, f"{prefix}{key}.")
            else:
                self.nodes[prefix + key] = node
        for source, target in graph.edges:
            self.following.setdefault(self._end(graph, prefix, source, "Output"), []).append(
                self._end(graph, prefix, target, "Input"))

    def _end(self, graph: Any, prefix: str, key: str, kind: str) -> str:
        node = graph.nodes.get(key)
        if node is None:
            raise ModelError(f"nir: an edge names '{prefix}{key}', and there is no such node")
        while type(node).__name__ == "NIRGraph":
            inner = [k for k, n in node.nodes.items() if type(n).__name__ == kind]
            if len(inner) != 1:
                raise ModelError(f"nir: graph '{prefix}{key}' has {len(inner)} {kind} nodes; in a graph it has one")
            prefix, key = f"{prefix}{key}.", inner[0]
            node = node.nodes[key]
        return prefix + key

    def kind(self, key: str) -> str:
        return type(self.nodes[key]).__name__

    def is_outer(self, key: str, kind: str) -> bool:
        return self.kind(key) == kind and "." not in key

    def fail(self, key: str, why: str) -> Any:
        raise ModelError(f"nir: {self.kind(key)} '{key}': {why}")

    # What a node is made of.

    def numbers(self, key: str, what: str, size: int) -> np.ndarray:
        """Of each of `size` elements; the node may have one number for all."""
        values = np.asarray(getattr(self.nodes[key], what))
        if values.dtype.kind not in "iuf" or not np.all(np.isfinite(values)):
            self.fail(key, f"{what} holds no finite real numbers")
        if values.size not in (1, size):
            self.fail(key, f"{what} has {values.size} values for {size} neurons")
        return np.broadcast_to(values.astype(float).ravel(), (size,)).copy()

    def uniform(self, key: str, what: str, size: int) -> float:
        values = self.numbers(key, what, size)
        if not np.all(values == values[0]):
            self.fail(key, f"{what} differs between its neurons; a population has one")
        return float(values[0])

    def shape(self, key: str) -> tuple[int, ...]:
        node = self.nodes[key]
        if self.kind(key) in ("Input", "Output"):
            declared = (node.input_type if self.kind(key) == "Input" else node.output_type)
            declared = declared["input" if self.kind(key) == "Input" else "output"]
            if not are_whole(declared, 1):
                self.fail(key, "its shape is not of whole numbers from 1 up")
            return tuple(int(n) for n in np.atleast_1d(declared))
        first = {"LIF": "tau", "CubaLIF": "tau_mem", "IF": "r", "LI": "tau", "Threshold": "threshold", "Izhikevich": "a"}[self.kind(key)]
        return np.atleast_1d(getattr(node, first)).shape

    def population(self, key: str, names: dict[str, str], takes_current: bool) -> Population:
        size = int(np.prod(self.shape(key)))
        kind = self.kind(key)
        if size == 0:
            self.fail(key, "has no neurons")
        if kind == "Input":
            return Population(names[key], size, model="external")
        keys: dict[str, Any] = {"integrator": "euler"}
        if takes_current:
            keys["input"] = True
        if kind == "Threshold":  # v = input, which is what Euler makes of tau = dt
            keys.update(model="lif", tau=self.dt_ms, threshold=self.uniform(key, "threshold", size), v_reset=-1e5,
                        fires=self.fires)
        elif kind == "Izhikevich":
            keys.update(model="izhikevich", integrator=self.integrator, threshold=self.uniform(key, "v_threshold", size),
                        **{name: self.numbers(key, name, size) for name in ("a", "b", "c", "d", "v0", "u0")})
        elif kind == "LI":
            keys.update(model="integrator", tau=self._tau(key, "tau", size), v_rest=self.numbers(key, "v_leak", size), r=self.numbers(key, "r", size))
        elif kind == "IF":
            keys.update(model="integrator", r=self.numbers(key, "r", size) / self.unit_ms)  # v per unit of time to v per ms
            self._set_reset(keys, key, size, np.ones(size))
        else:
            tau = self._tau(key, "tau" if kind == "LIF" else "tau_mem", size)
            keys.update(model="lif", tau=tau, v_rest=self.numbers(key, "v_leak", size), r=self.numbers(key, "r", size))
            self._set_reset(keys, key, size, 1 - self.dt_ms / tau)
        if kind == "CubaLIF":
            tau_syn = self.uniform(key, "tau_syn", size) * self.unit_ms
            if not tau_syn >= self.dt_ms * (1 - 1e-9):
                self.fail(key, f"tau_syn is {tau_syn:g} ms, below dt")
            keys["channels"] = [Channel("syn", kind="decay", tau=f"{tau_syn!r} ms", method="euler")]
        return Population(names[key], size, **keys)

    def _tau(self, key: str, what: str, size: int) -> np.ndarray:
        tau_ms = self.numbers(key, what, size) * self.unit_ms
        if not np.all(tau_ms >= self.dt_ms * (1 - 1e-6)):
            self.fail(key, f"{what} is {tau_ms.min():g} ms, below dt = {self.dt_ms:g} ms: take a smaller dt")
        return np.maximum(tau_ms, self.dt_ms)

    def _set_reset(self, keys: dict[str, Any], key: str, size: int, kept: np.ndarray) -> None:
        """`kept`: what a step leaves of v."""
        threshold = self.uniform(key, "v_threshold", size)
        v_reset = self.numbers(key, "v_reset", size)
        if self.reset == "subtract_next_step":
            if not np.all(kept > 0):
                self.fail(key, "tau is dt: nothing is left of v for the next step to subtract from")
            v_reset = threshold - (threshold - v_reset) / kept
        keys.update(threshold=threshold, v_reset=v_reset, fires=self.fires, reset="value" if self.reset == "value" else "subtract")

    def weight_scale(self, key: str) -> np.ndarray | float:
        """What a spike's weight is multiplied by on its way into a node's channel."""
        if self.kind(key) != "CubaLIF":
            return 1.0
        size = int(np.prod(self.shape(key)))
        tau_syn = self.uniform(key, "tau_syn", size) * self.unit_ms
        return self.numbers(key, "w_in", size) * self.dt_ms / tau_syn

    # How nodes are connected.

    def edges_from(self, source: str) -> list[_Edge]:
        """Every way from a population, through linear nodes, to the next."""
        shape = self.shape(source)
        size = int(np.prod(shape))
        found: list[_Edge] = []

        def follow(key: str, affine: Affine, delay_ms: np.ndarray, through: list[str]) -> None:
            for target in self.following.get(key, []):
                kind = self.kind(target)
                if target in through:
                    self.fail(target, "a loop without neurons in it")
                if kind in NEURONS or self.is_outer(target, "Output"):
                    found.append(_Edge(source, target, affine, delay_ms, through))
                elif kind in ("Input", "Output"):  # of a graph in a graph
                    follow(target, affine, delay_ms, through)
                elif kind == "Delay":
                    delays = self.numbers(target, "delay", affine.rows) * self.unit_ms
                    if affine.is_identity:
                        follow(target, affine, delay_ms + delays, [*through, target])
                    elif np.all(delays == delays[0]):
                        follow(target, affine, delay_ms + delays[0], [*through, target])
                    else:
                        self.fail(target, "delays that differ go straight behind neurons, not behind weights")
                else:
                    follow(target, affine_of(self.nodes[target], affine, lambda why: self.fail(target, why)), delay_ms,
                           [*through, target])

        follow(source, Affine.identity(shape), np.zeros(size), [])
        return found

    def network(self, name: str) -> NirNetwork:
        for key in self.nodes:
            if self.kind(key) not in (*NEURONS, "Input", "Output", "Delay") and not knows(self.nodes[key]):
                self.fail(key, "is not supported; supported are " + ", ".join([*NEURONS, "Input", "Output", "Delay",
                                                                               *kinds()]))
        silent = {key for key in self.nodes if self.is_outer(key, "Input")
                  and all(self.kind(target) in NEURONS for target in self.following.get(key, []))}
        direct = {target for key in silent for target in self.following.get(key, [])}
        populations = [key for key in self.nodes if self.kind(key) in NEURONS
                       or (self.is_outer(key, "Input") and key not in silent)]
        names = _identifiers([*populations, *silent])
        edges = [edge for key in populations for edge in self.edges_from(key)]
        steps, self.closing = longest_ways(populations, [(e.source, e.target) for e in edges if e.target in set(populations)])
        net = NirNetwork(name, dt=f"{self.dt_ms!r} ms")
        built = {key: net.add(self.population(key, names, key in direct)) for key in populations}
        net.inputs = {key: names[key] for key in populations if self.kind(key) == "Input"}
        net.inputs.update({key: names[self._only_target(key)] for key in silent if self.following.get(key)})
        net.outputs, net.latency_steps = {}, {}
        self.biases: dict[str, np.ndarray] = {}
        for edge in edges:
            if edge.target in built:
                self._connect(net, edge, built, names, steps)
            elif edge.through:
                self.fail(edge.target, f"shows '{edge.through[-1]}', which has no spikes; an output shows neurons")
            elif np.prod(self.shape(edge.target)) != edge.affine.rows:
                self.fail(edge.target, f"has the shape {self.shape(edge.target)}, and {edge.affine.rows} neurons come")
            else:
                net.outputs[edge.target], net.latency_steps[edge.target] = names[edge.source], steps[edge.source]
        for key in self.nodes:
            if self.is_outer(key, "Output") and key not in net.outputs:
                self.fail(key, "nothing leads to it")
            if self.is_outer(key, "Input") and not self.following.get(key):
                self.fail(key, "leads to nothing")
        self._connect_biases(net, built, names, steps)
        return net

    def _only_target(self, key: str) -> str:
        """The neurons that an Input straight before neurons gives currents to."""
        if len(self.following[key]) > 1:
            self.fail(key, "leads straight to more than one group of neurons: put a Linear node before each")
        target = self.following[key][0]
        if np.prod(self.shape(key)) != np.prod(self.shape(target)):
            self.fail(key, f"has the shape {self.shape(key)}, and '{target}' has {int(np.prod(self.shape(target)))} neurons")
        return target

    def _connect_biases(self, net: NirNetwork, built: dict[str, Population], names: dict[str, str],
                        steps: dict[str, int]) -> None:
        """A bias is what a neuron gets that fires in each step, from the step on in which the first input can arrive."""
        first = {key: bias for key, bias in self.biases.items() if steps[key] == 0}
        for key, bias in first.items():
            if self.kind(key) == "CubaLIF":
                self.fail(key, "a bias from the first step on; only layers behind an input or other neurons take one")
            built[key].keys["current"] = bias
        later = {key: bias for key, bias in self.biases.items() if key not in first and np.any(bias)}
        if not later:
            return
        name = _identifiers([*names, "bias"])["bias"]
        net.add(Population(name, 1, model="spikes", spikes=([self.dt_ms], [0]), repeat=f"{self.dt_ms!r} ms"))
        for key, bias in later.items():
            net.connect(Projection(name, names[key], weight=bias[None, :], delay=f"{steps[key] * self.dt_ms!r} ms"))

    def _connect(self, net: NirNetwork, edge: _Edge, built: dict[str, Population], names: dict[str, str],
                 steps: dict[str, int]) -> None:
        target = built[edge.target]
        if edge.affine.rows != target.size:
            self.fail(edge.target, f"has {target.size} neurons, and '{(edge.through or [edge.source])[-1]}' gives "
                                   f"{edge.affine.rows} values")
        scale = self.weight_scale(edge.target)
        if edge.affine.bias is not None:
            self.biases[edge.target] = self.biases.get(edge.target, 0) + edge.affine.bias * scale
        is_closing = (edge.source, edge.target) in self.closing
        delay_steps = edge.delay_ms / self.dt_ms + steps[edge.target] - steps[edge.source] + is_closing
        if np.any(delay_steps < 0.5):
            self.fail(edge.target, f"takes spikes of the step before from '{edge.source}', which is a later layer: a "
                                   "spike takes a step for each layer")
        if np.any(np.abs(delay_steps - np.round(delay_steps)) > 1e-6):
            self.fail(edge.through[-1], f"a delay that is no multiple of dt = {self.dt_ms:g} ms")
        rows, columns, values = edge.affine.entries()
        net.connect(Projection(names[edge.source], names[edge.target], sources=columns, targets=rows,
                               weight=values * np.broadcast_to(scale, (target.size,))[rows],
                               delay=np.round(delay_steps)[columns] * self.dt_ms))


def _identifiers(keys: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for key in keys:
        name = re.sub(r"\W", "_", key, flags=re.ASCII)[:50]
        if not name or not (name[0].isalpha() or name[0] == "_"):
            name = "n" + name
        while name in names.values():
            name += "_"
        names[key] = name
    return names
