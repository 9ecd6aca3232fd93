"""A rheobase.Network from SONATA's nodes, edges and inputs."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np

from ..network import Network, Population, Projection, warn
from ..simulation import Simulation
from .config import Config
from .failure import fail, some
from .nodes import Nodes, Part, read_parameters
from .spikes import check_once_a_step, trains
from .tables import Table, Types, opened, populations_of, reading


class SonataNetwork(Network):
    """nodes: by population of SONATA's, the populations here that it became, with the node ids of their neurons, in order."""

    nodes: dict[str, dict[str, np.ndarray]]

    def spikes(self, simulation: Simulation, population: str) -> tuple[np.ndarray, np.ndarray]:
        """Times in ms and node ids of all spikes of a population of SONATA's, in the order of time, then of id."""
        times, ids = [], []
        for name, node_ids in self.nodes[population].items():
            spikes = simulation.spikes(name)
            times.append(spikes.times_ms)
            ids.append(node_ids[spikes.ids])
        all_times, all_ids = np.concatenate(times), np.concatenate(ids)
        order = np.lexsort((all_ids, all_times))
        return all_times[order], all_ids[order]


class Translation:
    def __init__(self, config: Config, dt_ms: float | None):
        self.config = config
        self.dt_ms = config.dt_ms if dt_ms is None else dt_ms
        if self.dt_ms is None:
            fail(config.path, "it has no run.dt; dt= says how long a step is")
        if not self.dt_ms > 0:
            fail(config.path, f"dt is {self.dt_ms:g}; it is above 0")
        keys = {"dt": f"{self.dt_ms!r} ms"}
        if config.tstop_ms is not None:
            keys["duration"] = f"{config.tstop_ms!r} ms"
        self.net = SonataNetwork(config.name, **keys)
        self.net.nodes = {}
        self.populations: dict[str, Nodes] = {}

    def network(self) -> SonataNetwork:
        if self.config.v_init:
            warn(f"{self.config.path}: conditions.v_init has no effect on NEST's neurons, which begin at their V_m")
        with ExitStack() as open_files:
            for files in self.config.nodes:
                types, file = Types(files.types, "node"), open_files.enter_context(opened(files.table))
                with reading(files.table):
                    for name, group in populations_of(file, files.table, "node"):
                        if name in self.populations:
                            fail(files.table, f"there are two populations of nodes '{name}'")
                        self.populations[name] = Nodes(Table(files.table, name, group, types, "node"), self.config.neuron_parameters)
            spikes = self._spikes()
        for name, nodes in self.populations.items():
            for k, part in enumerate(nodes.parts):
                self._add(nodes, k, part, spikes.get(name))
            self.net.nodes[name] = {part.name: nodes.ids[part.rows] for part in nodes.parts}
        for files in self.config.edges:
            types = Types(files.types, "edge")
            with opened(files.table) as file:
                for name, group in populations_of(file, files.table, "edge"):
                    self._connect(Table(files.table, name, group, types, "edge"))
        return self.net

    def _spikes(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Of all inputs, by population: steps and rows."""
        found: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
        for given in self.config.inputs:
            for name, train in trains(self.config, given, self.populations, self.dt_ms).items():
                found.setdefault(name, []).append(train)
        joined = {name: (np.concatenate([steps for steps, _ in each]), np.concatenate([rows for _, rows in each])) for name, each in found.items()}
        for name, (steps, rows) in joined.items():
            check_once_a_step(steps, rows, self.populations[name], self.dt_ms)
        return joined

    def _add(self, nodes: Nodes, k: int, part: Part, spikes: tuple[np.ndarray, np.ndarray] | None) -> None:
        if any(part.name == other.name for other in self.net.populations):
            fail(nodes.where, f"there is a population '{part.name}' already: names here are of letters, digits and _")
        if part.neuron is not None:
            keys = part.neuron.keys(part.parameters, self.dt_ms, nodes.where)
        elif spikes is None:
            keys = {"model": "external"}
        else:
            steps, rows = spikes
            here = nodes.part_of[rows] == k
            keys = {"model": "spikes", "spikes": (steps[here] * self.dt_ms, nodes.place_of[rows[here]])}
        self.net.add(Population(part.name, len(part.rows), **keys))

    def _end(self, edges: Table, end: str) -> tuple[Nodes, np.ndarray]:
        """Nodes and rows of the sources or targets."""
        ids = edges.column(f"{end}_node_id")
        name = edges.group[f"{end}_node_id"].attrs.get("node_population")
        name = name.decode() if isinstance(name, bytes) else name
        if not isinstance(name, str):
            fail(edges.where, f"dataset '{end}_node_id' has no attribute node_population")
        if name not in self.populations:
            fail(edges.where, f"{end}_node_id is of population '{name}'; there are {some(self.populations, 10)}")
        return self.populations[name], self.populations[name].rows_of(ids, edges.where, f"{end}_node_id")

    def _check(self, edges: Table) -> None:
        """That all edges are NEST's static synapses."""
        for template in set(edges.texts("model_template")):
            if template is not None and template.removeprefix("nest:") != "static_synapse":
                fail(edges.where, f"model_template '{template}' is not supported; static_synapse is")
        for name in ("weight_function", "is_gap_junction"):
            given = sorted({text for text in edges.texts(name) if text not in (None, "0", "0.0", "False")})
            if given:
                fail(edges.where, f"{name} '{given[0]}' is not supported")
        for file in sorted({text for text in edges.texts("dynamics_params") if text is not None}):
            given = read_parameters(file, self.config.synapse_parameters, "synaptic_models_dir", edges.where)
            if given:
                fail(edges.where, f"dynamics_params '{some(sorted(given))}' of {file} is not supported: a static synapse has syn_weight and delay")
        given = edges.parameters()
        if given:
            fail(edges.where, f"dynamics_params '{some(given)}' is not supported: a static synapse has syn_weight and delay")

    def _connect(self, edges: Table) -> None:
        (sources, source_rows), (targets, target_rows) = self._end(edges, "source"), self._end(edges, "target")
        if not edges.size:
            return
        self._check(edges)
        count = edges.numbers("nsyns", 1.0)
        bad = np.flatnonzero((count < 0) | (count != np.round(count)))
        if len(bad):
            fail(edges.where, f"nsyns is {count[bad[0]]:g} (of the edge in row {bad[0]}); it is a whole number")
        weight = edges.numbers("syn_weight") * count
        delay = edges.numbers("delay")
        steps = np.floor(delay / self.dt_ms + 0.5 + 1e-6).astype(np.int64)  # as NEST rounds it
        bad = np.flatnonzero(steps < 1)
        if len(bad):
            fail(edges.where, f"delay is {delay[bad[0]]:g} ms (of the edge in row {bad[0]}); it is at least dt = {self.dt_ms:g} ms")
        source_part, target_part = sources.part_of[source_rows], targets.part_of[target_rows]
        for s, t in np.unique(np.column_stack([source_part, target_part]), axis=0):
            here = np.flatnonzero((source_part == s) & (target_part == t))
            self._project(edges, sources.parts[s], targets.parts[t], sources.place_of[source_rows[here]], targets.place_of[target_rows[here]],
                          weight[here], steps[here])

    def _project(self, edges: Table, source: Part, target: Part, i: np.ndarray, j: np.ndarray, weight: np.ndarray, steps: np.ndarray) -> None:
        if target.neuron is None:
            fail(edges.where, f"an edge ends at a virtual node, of '{target.name}'")
        steps = steps + target.neuron.steps_later
        for channel, chosen, there in target.neuron.arrivals(weight, {name: values[j] for name, values in target.parameters.items()}, self.dt_ms):
            if np.any(chosen):
                self.net.connect(Projection(source.name, target.name, channel=channel, sources=i[chosen], targets=j[chosen],
                                            weight=there[chosen], delay=steps[chosen] * self.dt_ms))
