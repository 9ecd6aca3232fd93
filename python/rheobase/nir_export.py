"""Networks of Rheobase as NIR graphs: rb.nir.to_nir(net)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._core import ModelError, parse_time_ms
from .network import Channel, Network, Population, Projection
from .nir_layers import closing_edges
from .text import array_of_numbers

# What a population may say, by its model; more has no counterpart in NIR.
_COMMON = {"model", "integrator", "input", "type", "threshold", "v0", "channels", "fires", "reset"}
_KEYS = {
    "lif": _COMMON | {"tau", "v_rest", "r", "v_reset"},
    "integrator": _COMMON | {"tau", "v_rest", "r", "v_reset"},
    "izhikevich": _COMMON - {"fires", "reset"} | {"a", "b", "c", "d", "u0"},
    "external": {"model", "type"},
}


def to_nir(network: Network, outputs: list[str] | None = None) -> Any:
    """A nir.NIRGraph of a network that was built in Python, with arrays and numbers for all that NIR states.

    outputs: populations that become Output nodes; None: those that project to no other.

    Populations of lif and integrator become LIF, CubaLIF (with a channel of the kind decay), LI or IF; izhikevich the
    extension rb.nir_file.Izhikevich; external and the input of neurons Input nodes. A projection becomes a Linear node and,
    where spikes take longer than a step a layer, a Delay. NIR leaves open dt, the way of stepping and the reset:
    graph.metadata says dt and the reset, as rheobase_dt_ms and rheobase_reset.
    ModelError: one line, what has no counterpart.
    """
    return _Writer(network).graph(outputs)


def _fail(where: str, what: str) -> Any:
    raise ModelError(f"{where}: {what}")


class _Writer:
    def __init__(self, network: Network):
        from .nir_file import Izhikevich, nir

        if not isinstance(network, Network):
            _fail("to_nir", f"takes a Network that was built here, not a {type(network).__name__}: NIR states weights and "
                            "parameters one by one, and a model file draws them")
        self.nir, self.izhikevich = nir, Izhikevich
        self.network = network
        self.dt_ms = _time_ms(network.keys.get("dt", "1 ms"), "dt", 1.0)
        self.populations = {p.name: p for p in network.populations}
        self.resets: dict[str, str] = {}
        self.nodes: dict[str, Any] = {}
        self.edges: list[tuple[str, str]] = []

    def graph(self, outputs: list[str] | None) -> Any:
        for population in self.network.populations:
            self._add_population(population)
        for projection in self.network.projections:
            for end in (projection.source, projection.target):
                if end not in self.populations:
                    _fail(projection._where, f"the network has no population {end}")
        delays = self._delays()
        for number, projection in enumerate(self.network.projections):
            self._add_projection(number, projection, delays[number])
        sending = {p.source for p in self.network.projections if p.source != p.target}
        for name in outputs if outputs is not None else [n for n in self.populations if n not in sending]:
            if name not in self.populations:
                _fail("outputs", f"the network has no population {name}")
            self._add(f"{name}_output", self.nir.Output(np.array([self._size(self.populations[name])])))
            self.edges.append((name, f"{name}_output"))
        kinds = set(self.resets.values())
        if len(kinds) > 1:
            _fail("to_nir", "populations with reset = \"value\" and with reset = \"subtract\"; whoever reads the graph steps all "
                            "in one way")
        metadata = {"rheobase_dt_ms": self.dt_ms, "rheobase_reset": kinds.pop() if kinds else "value"}
        return self.nir.NIRGraph(self.nodes, self.edges, metadata=metadata, type_check=False)

    def _add(self, name: str, node: Any) -> None:
        if name in self.nodes:
            _fail("to_nir", f"two nodes would be called {name}: give the population another name")
        self.nodes[name] = node

    def _size(self, population: Population) -> int:
        size = population.size
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
            _fail(f"population {population.name}", f"size is {size!r}; NIR takes a number")
        return int(size)

    def _add_population(self, population: Population) -> None:
        where, keys = f"population {population.name}", population.keys
        model = keys.get("model", "izhikevich")
        if model not in _KEYS:
            _fail(where, f"the model {model} has no counterpart in NIR; {', '.join(_KEYS)} have one")
        for key in keys:
            if key not in _KEYS[model]:
                _fail(where, f"{key} has no counterpart in NIR")
        size = self._size(population)
        if model == "external":
            self._add(population.name, self.nir.Input(np.array([size])))
            return
        if keys.get("fires", "above") != "above":
            _fail(where, "fires = \"at\" has no counterpart in NIR, where v has to pass the threshold")
        if keys.get("input"):
            self._add(f"{population.name}_input", self.nir.Input(np.array([size])))
            self.edges.append((f"{population.name}_input", population.name))
        make = self._izhikevich if model == "izhikevich" else self._integrating
        self._add(population.name, make(where, keys, size, self._tau_syn(where, keys, size)))

    def _izhikevich(self, where: str, keys: dict[str, Any], size: int, tau_syn: np.ndarray | None) -> Any:
        if tau_syn is not None:
            _fail(where, "a channel of the kind decay before the model izhikevich has no counterpart in NIR")
        v = {name: _numbers(where, keys, name, size, default) for name, default in
             (("a", 0.02), ("b", 0.2), ("c", -65.0), ("d", 8.0), ("v0", -65.0))}
        u0 = _numbers(where, keys, "u0", size, v["b"] * v["v0"])
        return self.izhikevich(**v, u0=u0, v_threshold=_numbers(where, keys, "threshold", size, 30.0))

    def _integrating(self, where: str, keys: dict[str, Any], size: int, tau_syn: np.ndarray | None) -> Any:
        leaks, fires = "tau" in keys, keys["model"] == "lif" or "tau" not in keys
        rest = _numbers(where, keys, "v_rest", size, 0.0)
        r = _numbers(where, keys, "r", size, 1.0)
        v_reset = _numbers(where, keys, "v_reset", size, rest) if fires else rest
        start = rest if leaks else v_reset
        if not np.array_equal(_numbers(where, keys, "v0", size, start), start):
            _fail(where, f"v0 other than {'v_rest' if leaks else 'v_reset'} has no counterpart in NIR")
        tau = _times_s(where, keys, "tau", size) if leaks else None
        if fires:
            self.resets[where] = keys.get("reset", "value")
            threshold = _numbers(where, keys, "threshold", size, None)
        if keys["model"] == "lif" and tau_syn is not None:
            return self.nir.CubaLIF(tau_syn=tau_syn, tau_mem=tau, r=r, v_leak=rest, v_threshold=threshold, v_reset=v_reset,
                                    w_in=tau_syn * 1000 / self.dt_ms)
        if tau_syn is not None:
            _fail(where, "a channel of the kind decay before the model integrator has no counterpart in NIR")
        if keys["model"] == "lif":
            return self.nir.LIF(tau=tau, r=r, v_leak=rest, v_threshold=threshold, v_reset=v_reset)
        if leaks:
            return self.nir.LI(tau=tau, r=r, v_leak=rest)
        return self.nir.IF(r=r * 1000, v_threshold=threshold, v_reset=v_reset)  # v per ms to v per s

    def _tau_syn(self, where: str, keys: dict[str, Any], size: int) -> np.ndarray | None:
        """Of the one channel, in s; None: a spike is a pulse of one step."""
        channels = keys.get("channels")
        if channels is None:
            return None
        if len(channels) != 1:
            _fail(where, f"{len(channels)} channels; a neuron of NIR has one")
        channel = channels[0].keys if isinstance(channels[0], Channel) else channels[0]
        for key in channel:
            if key not in ("name", "kind", "tau", "method", "width"):
                _fail(where, f"channel {channel.get('name')}: {key} has no counterpart in NIR")
        kind = channel.get("kind", "pulse")
        if kind == "pulse" and _time_ms(channel.get("width", "step"), where, self.dt_ms) == self.dt_ms:
            return None
        if kind != "decay":
            _fail(where, f"channel {channel.get('name')}: the kind {kind} has no counterpart in NIR; pulse of one step and decay have "
                         "one")
        return np.full(size, _time_ms(channel.get("tau", "5 ms"), where, self.dt_ms) / 1000)

    def _delays(self) -> list[np.ndarray]:
        """Of each projection, what is left of its delays in steps after the one step a layer that readers of NIR add."""
        steps = [self._delay_steps(p) for p in self.network.projections]
        pairs = [(p.source, p.target) for p in self.network.projections]
        closing, _ = closing_edges(list(self.populations), pairs)
        given = [s - 1 if pair in closing else s for s, pair in zip(steps, pairs)]
        entered = {target for source, target in pairs if (source, target) not in closing}
        layer = {name: 0 if name not in entered else np.inf for name in self.populations}
        for _ in self.populations:
            for (source, target), left in zip(pairs, given):
                layer[target] = min(layer[target], layer[source] + left.min(initial=np.inf))
        return [left - (layer[target] - layer[source]) if left.size else left for (source, target), left in zip(pairs, given)]

    def _delay_steps(self, projection: Projection) -> np.ndarray:
        where = projection._where
        delay = projection.delay
        if isinstance(delay, np.ndarray) or isinstance(delay, (list, tuple)):
            steps = array_of_numbers(delay, f"{where}: delay", most_dimensions=2).ravel() / self.dt_ms
        else:
            steps = np.array([_time_ms(self.dt_ms if delay is None else delay, f"{where}: delay", self.dt_ms) / self.dt_ms])
        return np.round(steps)

    def _add_projection(self, number: int, projection: Projection, delays: np.ndarray) -> None:
        where = projection._where
        for key, value in projection.keys.items():
            if key not in ("one_to_one", "storage", "channel") and not (key == "probability" and value == 1):
                _fail(where, f"{key} has no counterpart in NIR; give the synapses as arrays")
        sizes = {name: self._size(p) for name, p in self.populations.items()}
        weight = self._matrix(where, projection, sizes)
        delay = delays
        if delays.size > 1:
            delay = self._delay_of_sources(where, projection, sizes, delays)
        last = projection.source
        if np.any(delay > 0):
            self._add(f"delay{number}", self.nir.Delay(np.broadcast_to(delay * self.dt_ms / 1000, (sizes[last],)).copy()))
            self.edges.append((last, f"delay{number}"))
            last = f"delay{number}"
        self._add(f"weight{number}", self.nir.Linear(weight))
        self.edges += [(last, f"weight{number}"), (f"weight{number}", projection.target)]

    def _matrix(self, where: str, projection: Projection, sizes: dict[str, int]) -> np.ndarray:
        """As Linear has it: targets x sources."""
        shape = (sizes[projection.source], sizes[projection.target])
        sources, targets, weight, _ = projection._synapses(sizes)
        weight = 1 if weight is None else weight
        if isinstance(weight, str):
            _fail(where, f"weight is the expression {weight!r}; NIR takes numbers")
        if sources is None and projection.keys.get("one_to_one"):
            if shape[0] != shape[1]:
                _fail(where, f"one_to_one between {shape[0]} and {shape[1]} neurons")
            return np.eye(shape[0]) * float(weight)
        matrix = np.zeros(shape)
        if sources is None:
            matrix[:] = float(weight)
        else:
            np.add.at(matrix, (np.asarray(sources), np.asarray(targets)), weight)
        return matrix.T.copy()

    def _delay_of_sources(self, where: str, projection: Projection, sizes: dict[str, int], delays: np.ndarray) -> np.ndarray:
        if np.ndim(projection.delay) == 2:
            sources = np.repeat(np.arange(sizes[projection.source]), sizes[projection.target])
        else:
            sources = np.asarray(projection.sources)
        if sources.shape != delays.shape:
            _fail(where, f"{delays.size} delays for {sources.size} synapses")
        of_source = np.zeros(sizes[projection.source])
        of_source[sources] = delays
        if not np.array_equal(of_source[sources], delays):
            _fail(where, "delays that differ between the synapses of a neuron; NIR has one for each source")
        return of_source


def _numbers(where: str, keys: dict[str, Any], name: str, size: int, default: Any) -> np.ndarray:
    value = keys.get(name, default)
    if value is None:
        _fail(where, f"{name} is missing")
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            if name in keys and value in keys:
                return _numbers(where, keys, value, size, None)
            _fail(where, f"{name} is the expression {value!r}; NIR takes numbers")
    values = np.asarray(value)
    if values.dtype.kind not in "iuf" or values.size not in (1, size):
        _fail(where, f"{name} is neither a number nor an array of {size} numbers")
    return np.broadcast_to(values.astype(float).ravel(), (size,)).copy()


def _times_s(where: str, keys: dict[str, Any], name: str, size: int) -> np.ndarray:
    value = keys[name]
    if isinstance(value, str):
        try:
            value = parse_time_ms(value)
        except ModelError:
            pass
    return _numbers(where, {name: value}, name, size, None) / 1000


def _time_ms(value: Any, what: str, step_ms: float) -> float:
    if value == "step":
        return step_ms
    if isinstance(value, str):
        return parse_time_ms(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        _fail(what, f"{value!r} is no time")
    return float(value)
