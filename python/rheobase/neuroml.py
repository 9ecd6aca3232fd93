"""Networks in NeuroML 2 of point neurons: rheobase.neuroml.load("net.nml", dt="0.1ms"). docs/neuroml.md says what is supported."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np

from ._core import ModelError
from .network import Channel, Network, Population, Projection
from .units import TimeLike, in_ms

# By dimension, in the units of a network here: ms, mV, pA, pF, nS, Hz.
_UNITS = {
    "time": {"s": 1e3, "ms": 1.0}, "voltage": {"V": 1e3, "mV": 1.0}, "current": {"A": 1e12, "uA": 1e6, "nA": 1e3, "pA": 1.0},
    "capacitance": {"F": 1e12, "uF": 1e6, "nF": 1e3, "pF": 1.0}, "conductance": {"S": 1e9, "mS": 1e6, "uS": 1e3, "nS": 1.0, "pS": 1e-3},
    "rate": {"Hz": 1.0, "per_s": 1.0, "per_ms": 1e3, "kHz": 1e3}, "conductance per voltage": {"nS_per_mV": 1.0, "uS_per_V": 1.0, "S_per_V": 1e6},
    "number": {"": 1.0},
}
_CELLS = ("IzhikevichCell", "Izhikevich2007Cell", "IafCell", "IafRefCell")
_SOURCES = ("SpikeGeneratorPoisson", "SpikeArray")
_SYNAPSES = ("ExpOneSynapse", "ExpTwoSynapse", "AlphaSynapse", "AlphaCurrentSynapse")
MOST_VALUES = 10_000_000  # of a stimulus

_INPUTS = ("PulseGenerator", "PulseGeneratorDL", "PoissonFiringSynapse")


def load(path: str | os.PathLike, dt: TimeLike, *, network: str | None = None) -> Network:
    """A network of a NeuroML file, and of the files that it includes.

    dt: the step. network: the id of one of several. Needs the package libNeuroML.
    Populations keep their ids, projections theirs as channels' names. Units become mV, ms, pA, nS, pF.
    ModelError: one line that names the element and what of it is not supported.
    """
    try:
        from neuroml.loaders import read_neuroml2_file
    except ImportError:
        raise ImportError("rheobase.neuroml needs the package libNeuroML: pip install 'rheobase[neuroml]'") from None
    name = os.fspath(path)
    _check_files(name, _schema(), set())
    try:
        document = read_neuroml2_file(name, include_includes=True)
        networks = document.networks
    except Exception as error:  # noqa: BLE001 – lxml and libNeuroML raise many kinds for a file that is none
        raise ModelError(f"{name}: no NeuroML file: {(str(error) or type(error).__name__).splitlines()[0]}") from None
    chosen = [n for n in networks if network in (None, n.id)]
    if len(chosen) != 1:
        raise ModelError(f"{name}: {len(networks)} networks: {', '.join(n.id for n in networks) or 'none'}; network= names one")
    return _Reader(document, chosen[0], in_ms(dt, "dt")).network()


def _schema() -> Any:
    """NeuroML's own, as libNeuroML brings it: libNeuroML itself reads over elements that it does not know."""
    import neuroml
    from lxml import etree

    return etree.XMLSchema(file=os.path.join(os.path.dirname(neuroml.__file__), "nml", f"NeuroML_{neuroml.current_neuroml_version}.xsd"))


def _check_files(path: str, schema: Any, checked: set[str]) -> None:
    """The file and those that it includes."""
    from lxml import etree

    if os.path.realpath(path) in checked:
        return
    checked.add(os.path.realpath(path))
    try:
        tree = etree.parse(path)
    except (OSError, etree.XMLSyntaxError) as error:
        raise ModelError(f"{path}: no NeuroML file: {str(error).splitlines()[0]}") from None
    if not schema.validate(tree):
        first = schema.error_log[0]
        raise ModelError(f"{path}:{first.line}: {re.sub(r'{[^}]*}', '', first.message.splitlines()[0])}")
    for include in tree.getroot().findall("{*}include"):
        _check_files(os.path.join(os.path.dirname(path), include.get("href")), schema, checked)


def _kind(element: Any) -> str:
    return type(element).__name__


def _fail(element: Any, why: str) -> Any:
    raise ModelError(f"neuroml: {_kind(element)} '{getattr(element, 'id', '')}': {why}")


def _value(element: Any, attribute: str, dimension: str, default: float | None = None) -> float:
    text = getattr(element, attribute)
    if text is None and default is not None:
        return default
    match = re.fullmatch(r"\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(\w*)\s*", str(text))
    scales = _UNITS[dimension]
    if match is None or match[2] not in scales:
        _fail(element, f"{attribute} is '{text}', no {dimension} in {', '.join(scales) or 'numbers'}")
    return float(match[1]) * scales[match[2]]


class _Reader:
    def __init__(self, document: Any, described: Any, dt_ms: float):
        self.document, self.described, self.dt_ms = document, described, dt_ms
        self.net = Network(re.sub(r"\W", "_", described.id or "neuroml"), dt=f"{dt_ms!r} ms")
        self.cells: dict[str, Any] = {}  # by population
        self.built: dict[str, Population] = {}
        self.currents: dict[str, list[tuple[int, float, int, int]]] = {}  # neuron, current, first step, end

    def component(self, user: Any, name: str, kinds: tuple[str, ...]) -> Any:
        found = self.document.get_by_id(name)
        if found is None:
            _fail(user, f"there is no component '{name}' of a kind that is supported: {', '.join(kinds)}")
        if _kind(found) not in kinds:
            _fail(found, f"is not supported here; supported are {', '.join(kinds)}")
        return found

    def network(self) -> Network:
        for what in ("synaptic_connections", "electrical_projections", "continuous_projections", "cell_sets"):
            for element in getattr(self.described, what):
                _fail(element, "is not supported")
        for population in self.described.populations:
            self.add_population(population)
        for projection in self.described.projections:
            self.add_projection(projection)
        for given in self.described.explicit_inputs:
            self.add_input(given, given.input, *self.place(given, given.target), 1.0)
        for given in self.described.input_lists:
            for one in [*given.input, *given.input_ws]:
                self.add_input(given, given.component, *self.place(given, one.target, given.populations), getattr(one, "weight", 1.0))
        for name, pulses in self.currents.items():
            self.built[name].keys["stimulus"] = self.stimulus(name, pulses)
        return self.net

    def add_population(self, described: Any) -> None:
        size = len(described.instances) or described.size
        if not size:
            _fail(described, "has no cells")
        cell = self.component(described, described.component, _CELLS + _SOURCES)
        if re.fullmatch(r"[A-Za-z_]\w*", described.id, re.ASCII) is None:
            _fail(described, "its id is not of letters, digits and _")
        if described.id in self.built:
            _fail(described, "there are two populations of this id")
        self.cells[described.id] = cell
        self.built[described.id] = self.net.add(Population(described.id, int(size), **getattr(self, "keys_of_" + _kind(cell))(cell)))
        if _kind(cell) == "SpikeArray":  # each cell of the population fires at its times
            times, _ = self.built[described.id].keys["spikes"]
            self.built[described.id].keys["spikes"] = (np.tile(times, int(size)), np.repeat(np.arange(int(size)), len(times)))

    def keys_of_IzhikevichCell(self, cell: Any) -> dict[str, Any]:
        v0 = _value(cell, "v0", "voltage")
        keys = {name: _value(cell, name, "number") for name in ("a", "b", "c", "d")}
        return {"model": "izhikevich", **keys, "v0": v0, "u0": keys["b"] * v0, "threshold": _value(cell, "thresh", "voltage"), "channels": []}

    def keys_of_Izhikevich2007Cell(self, cell: Any) -> dict[str, Any]:
        keys = {name: _value(cell, name, "voltage") for name in ("vr", "vt", "vpeak", "c")}
        return {"model": "quadratic", "C": _value(cell, "C", "capacitance"), "k": _value(cell, "k", "conductance per voltage"), **keys,
                "a": _value(cell, "a", "rate") / 1000, "b": _value(cell, "b", "conductance"), "d": _value(cell, "d", "current"),
                "v0": _value(cell, "v0", "voltage"), "u0": 0, "channels": []}

    def keys_of_IafCell(self, cell: Any) -> dict[str, Any]:
        leak = _value(cell, "leak_conductance", "conductance")
        keys = {"model": "lif", "integrator": "rk4", "tau": _value(cell, "C", "capacitance") / leak, "r": 1 / leak,
                "v_rest": _value(cell, "leak_reversal", "voltage"), "threshold": _value(cell, "thresh", "voltage"),
                "v_reset": _value(cell, "reset", "voltage"), "channels": []}
        if _kind(cell) == "IafRefCell":
            steps = round(_value(cell, "refract", "time") / self.dt_ms)
            if steps:  # it begins with the step of the spike
                keys["refractory"] = f"{(steps + 1) * self.dt_ms!r} ms"
        return keys

    keys_of_IafRefCell = keys_of_IafCell

    def keys_of_SpikeGeneratorPoisson(self, cell: Any) -> dict[str, Any]:
        return {"model": "poisson", "rate": _value(cell, "average_rate", "rate")}

    def keys_of_SpikeArray(self, cell: Any) -> dict[str, Any]:
        times = [_value(spike, "time", "time") for spike in cell.spikes]
        return {"model": "spikes", "spikes": (times, [0] * len(times))}

    def channel(self, user: Any, target: str, synapse: Any) -> tuple[str, float]:
        """Its name in the population, made if it is not there, and the weight of 1."""
        population, cell = self.built[target], self.cells[target]
        if _kind(cell) in (*_SOURCES, "IzhikevichCell"):
            _fail(user, f"synapses on {_kind(cell)} '{cell.id}', which takes none")
        kind = _kind(synapse)
        name = re.sub(r"\W", "_", synapse.id, flags=re.ASCII)
        if kind == "AlphaCurrentSynapse":
            tau, weight, keys = _value(synapse, "tau", "time"), _value(synapse, "ibase", "current"), {}
            keys = {"kind": "rise", "tau": tau, "tau_rise": tau}
        else:
            weight = _value(synapse, "gbase", "conductance")
            keys = {"reversal": _value(synapse, "erev", "voltage")}
            if kind == "ExpOneSynapse":
                keys.update(kind="decay", tau=_value(synapse, "tau_decay", "time"))
            elif kind == "ExpTwoSynapse":
                keys.update(kind="rise", tau=_value(synapse, "tau_decay", "time"), tau_rise=_value(synapse, "tau_rise", "time"))
            else:
                tau = _value(synapse, "tau", "time")
                keys.update(kind="rise", tau=tau, tau_rise=tau)
        for time in ("tau", "tau_rise"):
            if time in keys:
                keys[time] = f"{keys[time]!r} ms"
        if all(channel.keys["name"] != name for channel in population.keys["channels"]):
            population.keys["channels"].append(Channel(name, **keys))
        return name, weight

    def add_projection(self, described: Any) -> None:
        source, target = described.presynaptic_population, described.postsynaptic_population
        for end in (source, target):
            if end not in self.built:
                _fail(described, f"there is no population '{end}'")
        synapse = self.component(described, described.synapse, _SYNAPSES)
        channel, weight = self.channel(described, target, synapse)

        def ends(connection: Any) -> tuple[int, int]:
            return (self.place(described, connection.pre_cell_id, source)[1], self.place(described, connection.post_cell_id, target)[1])

        rows = [(*ends(c), 1.0, 0.0) for c in described.connections]
        rows += [(*ends(c), float(c.weight), _value(c, "delay", "time")) for c in described.connection_wds]
        if rows:
            self.connect(source, target, channel, np.array(rows, dtype=float), weight)

    def connect(self, source: str, target: str, channel: str, rows: np.ndarray, weight: float) -> None:
        """rows: source, target, factor of the weight, delay in ms. A spike acts from the step on that follows its own."""
        self.net.connect(Projection(source, target, channel=channel, sources=rows[:, 0], targets=rows[:, 1], weight=rows[:, 2] * weight,
                                    delay=(np.round(rows[:, 3] / self.dt_ms) + 1) * self.dt_ms))

    def place(self, user: Any, target: str, population: str | None = None) -> tuple[str, int]:
        """Population and number of '../cells/3/iaf' or 'cells[3]'."""
        match = re.fullmatch(r"(?:\.\./)?(\w+)(?:\[(\d+)\]|/(\d+)(?:/\w+)?)", target)
        if match is None or match[1] not in self.built or population not in (None, match[1]):
            _fail(user, f"'{target}' names no cell")
        number = int(match[2] or match[3])
        if number >= self.built[match[1]].size:
            _fail(user, f"'{target}': population '{match[1]}' has {self.built[match[1]].size} cells")
        return match[1], number

    def add_input(self, user: Any, component: str, name: str, number: int, factor: float) -> None:
        given = self.component(user, component, _INPUTS)
        cell = self.cells[name]
        if _kind(given) == "PoissonFiringSynapse":
            synapse = self.component(given, given.synapse, _SYNAPSES)
            channel, weight = self.channel(given, name, synapse)
            source = f"{re.sub(r'[^0-9A-Za-z_]', '_', given.id)}_{len(self.net.populations)}"
            self.net.add(Population(source, 1, model="poisson", rate=_value(given, "average_rate", "rate")))
            self.connect(source, name, channel, np.array([[0, number, factor, 0.0]]), weight)
            return
        if (_kind(given) == "PulseGeneratorDL") != (_kind(cell) == "IzhikevichCell") or _kind(cell) in _SOURCES:
            _fail(given, f"its current is not of the dimension that {_kind(cell)} '{cell.id}' takes")
        amplitude = _value(given, "amplitude", "number" if _kind(given) == "PulseGeneratorDL" else "current")
        first, length = (round(_value(given, what, "time") / self.dt_ms) for what in ("delay", "duration"))
        self.currents.setdefault(name, []).append((number, amplitude * float(factor), first, first + length))

    def stimulus(self, name: str, pulses: list[tuple[int, float, int, int]]) -> dict[str, Any]:
        """The currents of all neurons up to the end of the last pulse, in rows as long as all beginnings and ends allow."""
        size, end = self.built[name].size, max(end for *_, end in pulses)
        steps = max(1, int(np.gcd.reduce([step for _, _, *both in pulses for step in both])))
        if end // steps * size > MOST_VALUES:
            raise ModelError(f"neuroml: the pulses into '{name}' are {end // steps} x {size} values; at most {MOST_VALUES} are taken: "
                             "let them end earlier, or begin and end at rounder times")
        rows = np.zeros((max(1, end // steps), size))
        for neuron, current, first, last in pulses:
            rows[first // steps:last // steps, neuron] += current
        return {"table": rows, "hold": f"{steps * self.dt_ms!r} ms"}
